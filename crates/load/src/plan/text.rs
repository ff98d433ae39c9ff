//! Arrivals as they are typed.

use std::{path::PathBuf, str::FromStr};

use super::{
    arrivals::{Arrivals, ArrivalsError},
    burst::Burst,
    stages::{STAGES_MAX, Stage, Stages},
};
use crate::quantity::span;

/// Arrivals as typed: a file with a trace is still to be read.
#[derive(Debug, Clone, PartialEq)]
pub enum ArrivalsText {
    /// All that is needed.
    Ready(Arrivals),
    /// What this file holds; see [`Arrivals::trace`]. What stands for other things than files, such as `-`, is for who reads it to say.
    TraceFile(PathBuf),
}

impl FromStr for ArrivalsText {
    type Err = ArrivalsError;

    fn from_str(text: &str) -> Result<Self, ArrivalsError> {
        match text.trim().strip_prefix("trace ") {
            Some(file) if !file.trim().is_empty() => Ok(Self::TraceFile(file.trim().into())),
            Some(_) | None => text.parse().map(Self::Ready),
        }
    }
}

impl FromStr for Arrivals {
    type Err = ArrivalsError;

    fn from_str(text: &str) -> Result<Self, ArrivalsError> {
        let text = text.trim();
        let (word, rest) = text.split_once(' ').unwrap_or(("", text));
        let form = || ArrivalsError::Form(text.to_owned());
        let arrivals = match word {
            "" if rest.starts_with(|first: char| first.is_ascii_digit()) => {
                Self::Even(rest.parse()?)
            }
            "poisson" => Self::Poisson(rest.parse()?),
            "burst" => {
                let (size, every) = rest.split_once(" every ").ok_or_else(form)?;
                let size = size.trim().parse().map_err(|_| form())?;
                Self::Burst(Burst::new(size, span(every)?)?)
            }
            "steps" => Self::Stages(steps(rest)?.ok_or_else(form)?),
            "ramp" => {
                let (rates, over) = rest.split_once(" over ").ok_or_else(form)?;
                let (from, to) = rates.split_once("..").ok_or_else(form)?;
                let stage = Stage { from: from.parse()?, to: to.parse()?, span: span(over)? };
                Self::Stages(Stages::new([stage]))
            }
            _ => return Err(form()),
        };
        arrivals.checked()
    }
}

/// `1000/s:10s,1000/s..5000/s:20s`; nothing where the form is another one.
fn steps(text: &str) -> Result<Option<Stages>, ArrivalsError> {
    let mut stages = Vec::new();
    for part in text.split(',') {
        let Some((rates, length)) = part.split_once(':') else { return Ok(None) };
        let (from, to) = rates.split_once("..").unwrap_or((rates, rates));
        stages.push(Stage { from: from.parse()?, to: to.parse()?, span: span(length)? });
    }
    Ok((stages.len() <= STAGES_MAX).then(|| Stages::new(stages)))
}
