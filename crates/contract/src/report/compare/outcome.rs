//! What a case came to, as views show it: its class, with the failures that a profile expects apart from the others.

use std::fmt;

use serde::Serialize;

use crate::report::{Class, Finding, Summary};

/// What a case came to, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// [`Class::Fail`], and nobody expected it.
    Fail,
    /// [`Class::Error`].
    Error,
    /// [`Class::Undetermined`].
    Undetermined,
    /// [`Class::Warn`].
    Warn,
    /// [`Class::Fail`], as the profile says it would.
    ExpectedFailure,
    /// [`Class::Pass`].
    Pass,
    /// [`Class::Info`].
    Info,
    /// [`Class::Skip`].
    Skip,
}

impl Outcome {
    /// Every one, worst first.
    pub const ALL: &'static [Self] = &[
        Self::Fail,
        Self::Error,
        Self::Undetermined,
        Self::Warn,
        Self::ExpectedFailure,
        Self::Pass,
        Self::Info,
        Self::Skip,
    ];

    /// Reads it off a finding.
    pub fn of(finding: &Finding) -> Self {
        match finding.result {
            Class::Fail if finding.expected_failure => Self::ExpectedFailure,
            Class::Fail => Self::Fail,
            Class::Error => Self::Error,
            Class::Undetermined => Self::Undetermined,
            Class::Warn => Self::Warn,
            Class::Pass => Self::Pass,
            Class::Info => Self::Info,
            Class::Skip => Self::Skip,
        }
    }

    /// The stable word, which is also a CSS class.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ExpectedFailure => "expected_failure",
            Self::Fail => Class::Fail.as_str(),
            Self::Error => Class::Error.as_str(),
            Self::Undetermined => Class::Undetermined.as_str(),
            Self::Warn => Class::Warn.as_str(),
            Self::Pass => Class::Pass.as_str(),
            Self::Info => Class::Info.as_str(),
            Self::Skip => Class::Skip.as_str(),
        }
    }

    /// The word for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ExpectedFailure => "expected failure",
            other => other.as_str(),
        }
    }

    /// One letter for a crowded table; a capital wants to be looked at.
    pub const fn letter(self) -> char {
        match self {
            Self::Fail => 'F',
            Self::Error => 'E',
            Self::Undetermined => 'U',
            Self::Warn => 'W',
            Self::ExpectedFailure => 'x',
            Self::Pass => 'p',
            Self::Info => 'i',
            Self::Skip => 's',
        }
    }

    /// One mark in front of a line, one cell wide in every terminal.
    pub const fn mark(self) -> char {
        match self {
            Self::Fail => '✗',
            Self::Error => 'E',
            Self::Undetermined => '?',
            Self::Warn => '!',
            Self::ExpectedFailure => 'x',
            Self::Pass => '✓',
            Self::Info => 'i',
            Self::Skip => '-',
        }
    }

    /// How many there are in these sums.
    pub const fn count_in(self, summary: &Summary) -> u32 {
        match self {
            Self::Fail => summary.fail,
            Self::Error => summary.error,
            Self::Undetermined => summary.undetermined,
            Self::Warn => summary.warn,
            Self::ExpectedFailure => summary.expected_failures,
            Self::Pass => summary.pass,
            Self::Info => summary.info,
            Self::Skip => summary.skip,
        }
    }

    /// Whether the receiver was seen to do nothing wrong.
    pub const fn is_sound(self) -> bool {
        matches!(self, Self::Warn | Self::Pass | Self::Info)
    }

    /// Whether it fails, expected or not.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Fail | Self::ExpectedFailure)
    }

    /// Whether nothing can be said of the receiver, although the case was tried.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Error | Self::Undetermined)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}
