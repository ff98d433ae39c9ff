//! What can be wrong with a profile, and where in it.

use std::path::PathBuf;

use livehook_core::Event;

/// Why a file is no profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {problem}", file.display())]
pub struct ProfileError {
    /// The file, as it was named.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: ProfileProblem,
}

impl ProfileError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.problem.code()
    }
}

/// What is wrong with a line of a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileProblem {
    /// More bytes than a profile may have.
    #[error("it has more than {bytes_max} bytes; no profile has")]
    TooLarge {
        /// The limit.
        bytes_max: usize,
    },
    /// It is no TOML.
    #[error("{reason}")]
    Toml {
        /// What the parser says.
        reason: String,
    },
    /// A key that there is not.
    #[error("unknown key `{key}`{}", meant(nearest))]
    UnknownKey {
        /// With its table before it.
        key: String,
        /// The key that was probably meant.
        nearest: Option<&'static str>,
    },
    /// A value of another type, or out of range.
    #[error("{reason}")]
    Value {
        /// What the parser says.
        reason: String,
    },
    /// A value that is none of the words that the key takes.
    #[error("`{key}` is {given:?}; it is one of {known}")]
    Word {
        /// The key.
        key: &'static str,
        /// What stands there.
        given: String,
        /// What may stand there.
        known: &'static str,
    },
    /// An event type of which no document tells.
    #[error(transparent)]
    EventType(#[from] UnknownEventType),
    /// A case that there is not.
    #[error("there is no case {given:?}{}", meant(nearest))]
    UnknownCase {
        /// What stands there.
        given: String,
        /// The case that was probably meant.
        nearest: Option<&'static str>,
    },
    /// Two ways to observe.
    #[error("there is one way to observe: `url`, `cmd` or `log`, and here are two")]
    TwoWaysToObserve,
    /// A key that means something only beside another.
    #[error("`{key}` means nothing without `{needs}`")]
    Alone {
        /// The key.
        key: &'static str,
        /// What it needs.
        needs: &'static str,
    },
    /// No span of time.
    #[error("`{key}` is {given:?}; write a span of time such as \"400ms\"")]
    Span {
        /// The key.
        key: &'static str,
        /// What stands there.
        given: String,
    },
    /// A header that would break the request. Its value is a secret and is not told.
    #[error("the header {name:?} cannot be sent: {reason}")]
    Header {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An empty text where one is needed.
    #[error("`{key}` is empty; leave it out instead")]
    Empty {
        /// The key.
        key: &'static str,
    },
}

impl ProfileProblem {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "profile_too_large",
            Self::Toml { .. } => "profile_not_toml",
            Self::UnknownKey { .. } => "profile_unknown_key",
            Self::Value { .. } => "profile_value",
            Self::Word { .. } => "profile_word",
            Self::EventType(_) => "profile_unknown_event_type",
            Self::UnknownCase { .. } => "profile_unknown_case",
            Self::TwoWaysToObserve => "profile_two_ways_to_observe",
            Self::Alone { .. } => "profile_alone",
            Self::Span { .. } => "profile_span",
            Self::Header { .. } => "profile_header",
            Self::Empty { .. } => "profile_empty",
        }
    }
}

/// A number that no document of CSS has as an event type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no document of CSS names the event type {given}; did you mean {nearest}?")]
pub struct UnknownEventType {
    /// What was given.
    pub given: i64,
    /// The documented one that looks most like it.
    pub nearest: i64,
}

/// Takes a documented event type for one.
///
/// # Errors
///
/// [`UnknownEventType`].
pub fn documented(event_type: i64) -> Result<i64, UnknownEventType> {
    if Event::DOCUMENTED_TYPES.contains(&event_type) {
        return Ok(event_type);
    }
    let typed = event_type.to_string();
    let distance = |known: &i64| {
        (strsim::damerau_levenshtein(&typed, &known.to_string()), known.abs_diff(event_type))
    };
    let nearest = Event::DOCUMENTED_TYPES.iter().copied().min_by_key(distance);
    Err(UnknownEventType { given: event_type, nearest: nearest.unwrap_or(Event::HIGHLIGHT) })
}

/// The name that was probably meant, if any is near.
pub(super) fn nearest(
    typed: &str,
    names: impl IntoIterator<Item = &'static str>,
) -> Option<&'static str> {
    let similarity = |name: &str| strsim::jaro_winkler(typed, name);
    let best = names.into_iter().max_by(|a, b| similarity(a).total_cmp(&similarity(b)))?;
    (similarity(best) > 0.75).then_some(best)
}

fn meant(nearest: &Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
