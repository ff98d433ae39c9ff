//! Names of places in a body, as in `items[0].title`.

use std::{fmt, str::FromStr};

/// The most steps a path may have. No documented callback needs more than 6.
const STEPS_MAX: usize = 32;

/// A place in a body: a top-level field, and steps further in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    first: String,
    steps: Vec<Step>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into an object.
    Name(String),
    /// Into a list, from 0.
    Index(usize),
}

/// Why a text is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// A name is missing where one is needed.
    #[error("{0:?} is no path: a name is missing; write it as in items[0].title")]
    NameMissing(String),
    /// Brackets without a whole number in them, or not closed.
    #[error("{0:?} is no path: brackets hold a number from 0, as in items[0].title")]
    BadIndex(String),
    /// More than 32 steps.
    #[error("a path of more than {STEPS_MAX} steps leads nowhere in a callback")]
    TooLong,
}

impl Step {
    /// The index of a step into a list.
    pub(super) const fn index(&self) -> Option<usize> {
        match self {
            Self::Index(index) => Some(*index),
            Self::Name(_) => None,
        }
    }
}

impl Path {
    /// The top-level field, and the steps further in.
    pub fn split_first(&self) -> (&str, &[Step]) {
        (&self.first, &self.steps)
    }

    /// Whether it is this top-level field.
    pub(super) fn is_top_level(&self, name: &str) -> bool {
        self.steps.is_empty() && self.first == name
    }

    /// The path without its last steps, for a message.
    pub(super) fn up_to(&self, n_steps: usize) -> Self {
        Self { first: self.first.clone(), steps: self.steps[..n_steps].to_vec() }
    }

    pub(super) fn then(&self, step: Step) -> Self {
        let steps = self.steps.iter().cloned().chain([step]).collect();
        Self { first: self.first.clone(), steps }
    }

    pub(super) fn top_level(name: &str) -> Self {
        Self { first: name.to_owned(), steps: Vec::new() }
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut steps = Vec::new();
        for part in text.split('.') {
            let (name, mut indices) = part.split_at(part.find('[').unwrap_or(part.len()));
            if name.is_empty() || name.contains(']') {
                return Err(PathError::NameMissing(text.to_owned()));
            }
            steps.push(Step::Name(name.to_owned()));
            while !indices.is_empty() {
                let (index, rest) = indices
                    .strip_prefix('[')
                    .and_then(|rest| rest.split_once(']'))
                    .and_then(|(index, rest)| Some((index.parse().ok()?, rest)))
                    .ok_or_else(|| PathError::BadIndex(text.to_owned()))?;
                steps.push(Step::Index(index));
                indices = rest;
            }
            if steps.len() > STEPS_MAX {
                return Err(PathError::TooLong);
            }
        }
        match steps.first() {
            Some(Step::Name(first)) => Ok(Self { first: first.clone(), steps: steps.split_off(1) }),
            _ => Err(PathError::NameMissing(text.to_owned())),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.first)?;
        for step in &self.steps {
            match step {
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
