//! A profile: what is true of a receiver and cannot be seen from outside, in a file that is kept beside its code.
//!
//! It is read here, and means nothing yet: where it stands, whether its commands may be run, and what flags say against it is for
//! whoever runs the cases.

mod error;
mod keys;
mod typed;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use toml::Spanned;

use self::typed::{Typed, TypedObserve};
use crate::{
    catalogue,
    options::{Refuses, Traits},
    report::Mode,
};

pub use self::error::{ProfileError, ProfileProblem, UnknownEventType, documented};

/// The file's name.
pub const FILE_NAME: &str = "livehook-contract.toml";

/// Every key with a word on it, all commented out: what a new profile begins with, and the reference.
pub const DEFAULT_TEXT: &str = include_str!("profile/default.toml");

/// The longest profile that is read, in bytes.
pub const PROFILE_BYTES_MAX: usize = 1 << 20;

/// What a file says of a receiver.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// What is true of the receiver.
    pub traits: Traits,
    /// Whether it has a key, where the file says.
    pub mode: Option<Mode>,
    /// Where callbacks of some event types go: paths or URLs, not yet checked.
    pub paths: BTreeMap<i64, String>,
    /// How it shows what it has taken.
    pub observe: Option<Observe>,
    /// How long an effect may take to show.
    pub settle: Option<Duration>,
    /// A command that restarts it.
    pub restart: Option<String>,
}

/// How a receiver shows what it has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observe {
    /// By an address.
    Url {
        /// With `{stream_id}` and `{event_type}` in it.
        url: String,
        /// Where in the answer the count stands.
        pointer: Option<String>,
    },
    /// By a command for `sh`.
    Command(String),
    /// By its log.
    Log {
        /// The file.
        file: PathBuf,
        /// Which lines count.
        pattern: Option<String>,
    },
}

/// A problem and the byte where it begins.
type Misplaced = (usize, ProfileProblem);

impl Profile {
    /// Reads a file's text; the file's name is for errors.
    ///
    /// # Errors
    ///
    /// [`ProfileError`], with the first problem of the file.
    pub fn parse(file: &Path, text: &str) -> Result<Self, ProfileError> {
        read(text).map_err(|(place, problem)| ProfileError {
            file: file.to_owned(),
            line: line(text, place),
            problem,
        })
    }
}

/// The line of a byte, from 1.
fn line(text: &str, place: usize) -> usize {
    let before = text.as_bytes().get(..place).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

fn read(text: &str) -> Result<Profile, Misplaced> {
    if text.len() > PROFILE_BYTES_MAX {
        return Err((0, ProfileProblem::TooLarge { bytes_max: PROFILE_BYTES_MAX }));
    }
    let place = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
    let reason = |error: &toml::de::Error| error.message().trim_end().replace('\n', ", ");
    let table = toml::de::DeTable::parse(text)
        .map_err(|error| (place(&error), ProfileProblem::Toml { reason: reason(&error) }))?;
    if let Some(unknown) = keys::unknown(table.get_ref()) {
        return Err(unknown);
    }
    let typed: Typed = toml::from_str(text)
        .map_err(|error| (place(&error), ProfileProblem::Value { reason: reason(&error) }))?;
    meant(typed)
}

fn meant(typed: Typed) -> Result<Profile, Misplaced> {
    let traits = Traits {
        name: filled("name", typed.name)?,
        takes: typed.takes.map(event_types).transpose()?,
        refuses: typed.refuses.map(refuses).transpose()?,
        domain: filled("domain", typed.domain)?,
        app_name: filled("app_name", typed.app_name)?,
        headers: typed.headers.into_iter().map(header).collect::<Result<_, _>>()?,
        expected_failures: typed
            .expected_failures
            .into_iter()
            .map(case)
            .collect::<Result<_, _>>()?,
    };
    let settle = typed.observe.settle.as_ref().map(settle).transpose()?;
    Ok(Profile {
        traits,
        mode: typed.unsigned.map(|unsigned| if unsigned { Mode::Unsigned } else { Mode::Signed }),
        paths: typed.paths.into_iter().map(path).collect::<Result<_, _>>()?,
        observe: observe(typed.observe)?,
        settle,
        restart: filled("restart.cmd", typed.restart.cmd)?,
    })
}

fn filled(key: &'static str, value: Option<Spanned<String>>) -> Result<Option<String>, Misplaced> {
    match value {
        Some(value) if value.get_ref().trim().is_empty() => {
            Err((value.span().start, ProfileProblem::Empty { key }))
        }
        value => Ok(value.map(Spanned::into_inner)),
    }
}

fn event_types(typed: Vec<Spanned<i64>>) -> Result<Vec<i64>, Misplaced> {
    let event_type = |typed: Spanned<i64>| {
        documented(*typed.get_ref()).map_err(|unknown| (typed.span().start, unknown.into()))
    };
    typed.into_iter().map(event_type).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map, which passes values")]
fn refuses(typed: Spanned<String>) -> Result<Refuses, Misplaced> {
    match typed.get_ref().as_str() {
        "quietly" => Ok(Refuses::Quietly),
        "loudly" => Ok(Refuses::Loudly),
        other => {
            let known = "\"quietly\" and \"loudly\"";
            let problem = ProfileProblem::Word { key: "refuses", given: other.to_owned(), known };
            Err((typed.span().start, problem))
        }
    }
}

/// A header line that stays one: the value goes to the socket as it is.
fn header((name, value): (String, Spanned<String>)) -> Result<(String, String), Misplaced> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let ours = ["host", "content-length", "transfer-encoding", "connection", "content-type"];
    let reason = if name.is_empty() || !name.bytes().all(is_token) {
        "its name is none"
    } else if ours.iter().any(|header| name.eq_ignore_ascii_case(header)) {
        "the tests set it themselves"
    } else if value.get_ref().chars().any(|char| char.is_control() && char != '\t') {
        "there are control characters in its value"
    } else {
        return Ok((name, value.into_inner()));
    };
    Err((value.span().start, ProfileProblem::Header { name, reason }))
}

fn case(typed: Spanned<String>) -> Result<String, Misplaced> {
    let ids = || catalogue::all().map(|case| case.id);
    if ids().any(|id| id == typed.get_ref().as_str()) {
        return Ok(typed.into_inner());
    }
    let place = typed.span().start;
    let given = typed.into_inner();
    let nearest = error::nearest(&given, ids());
    Err((place, ProfileProblem::UnknownCase { given, nearest }))
}

fn path((event_type, path): (String, Spanned<String>)) -> Result<(i64, String), Misplaced> {
    let place = path.span().start;
    let number: i64 = event_type.parse().map_err(|_| {
        let reason = format!("`{event_type}` is no event type; write a number such as 349");
        (place, ProfileProblem::Value { reason })
    })?;
    let number = documented(number).map_err(|unknown| (place, unknown.into()))?;
    Ok((number, path.into_inner()))
}

fn settle(typed: &Spanned<String>) -> Result<Duration, Misplaced> {
    let span = typed.get_ref().parse::<jiff::SignedDuration>().ok();
    span.and_then(|span| Duration::try_from(span).ok()).ok_or_else(|| {
        let given = typed.get_ref().clone();
        (typed.span().start, ProfileProblem::Span { key: "observe.settle", given })
    })
}

fn observe(typed: TypedObserve) -> Result<Option<Observe>, Misplaced> {
    let TypedObserve { url, pointer, cmd, log, pattern, settle: _ } = typed;
    let mut ways: Vec<usize> =
        [&url, &cmd, &log].into_iter().flatten().map(|way| way.span().start).collect();
    ways.sort_unstable();
    if let Some(second) = ways.get(1) {
        return Err((*second, ProfileProblem::TwoWaysToObserve));
    }
    for (key, value, needs, needed) in [
        ("observe.pointer", &pointer, "observe.url", &url),
        ("observe.pattern", &pattern, "observe.log", &log),
    ] {
        if let (Some(value), None) = (value, needed) {
            return Err((value.span().start, ProfileProblem::Alone { key, needs }));
        }
    }
    let pointer = pointer.map(Spanned::into_inner);
    let pattern = pattern.map(Spanned::into_inner);
    Ok(
        match (
            filled("observe.url", url)?,
            filled("observe.cmd", cmd)?,
            filled("observe.log", log)?,
        ) {
            (Some(url), ..) => Some(Observe::Url { url, pointer }),
            (_, Some(command), _) => Some(Observe::Command(command)),
            (.., Some(file)) => Some(Observe::Log { file: file.into(), pattern }),
            (None, None, None) => None,
        },
    )
}

#[cfg(test)]
mod tests;
