//! What a run says of a receiver, and the sums that it says it by.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Class, Finding};

/// The sums of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Findings by class.
    pub pass: u32,
    /// See [`Class::Fail`]; expected failures are not among them.
    pub fail: u32,
    /// See [`Class::Warn`].
    pub warn: u32,
    /// See [`Class::Undetermined`].
    pub undetermined: u32,
    /// See [`Class::Info`].
    pub info: u32,
    /// See [`Class::Skip`].
    pub skip: u32,
    /// See [`Class::Error`].
    pub error: u32,
    /// Failures that the profile expects.
    pub expected_failures: u32,
    /// Cases that the profile expects to fail, and that pass: news.
    pub unexpected_passes: Vec<String>,
    /// Requests sent in all.
    pub requests: u64,
    /// What the run says of the receiver.
    pub verdict: Verdict,
    /// How the receiver refuses, and what that costs; absent where nothing was refused.
    pub refusal_style: Option<String>,
}

/// What a run says of a receiver.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing selected failed beyond what the profile expects, and nothing was left open.
    Conforms,
    /// Something failed.
    Fails,
    /// Nothing failed, and something was left open or could not be tested.
    #[default]
    Undetermined,
}

impl Verdict {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Fails => "fails",
            Self::Undetermined => "undetermined",
        }
    }
}

impl Summary {
    /// Adds up findings.
    pub fn of(findings: &[Finding], requests: u64, refusal_style: Option<String>) -> Self {
        let mut summary = Self { requests, refusal_style, ..Self::default() };
        for finding in findings {
            if finding.expected_failure && finding.result == Class::Fail {
                summary.expected_failures += 1;
                continue;
            }
            if finding.expected_failure && finding.result == Class::Pass {
                summary.unexpected_passes.push(finding.id.clone());
            }
            *summary.count_of(finding.result) += 1;
        }
        summary.verdict = match &summary {
            Self { fail: 1.., .. } => Verdict::Fails,
            // Whoever was asked nothing has not answered rightly.
            Self { pass: 0, warn: 0, info: 0, expected_failures: 0, .. } => Verdict::Undetermined,
            Self { undetermined: 0, error: 0, .. } => Verdict::Conforms,
            _ => Verdict::Undetermined,
        };
        summary
    }

    fn count_of(&mut self, class: Class) -> &mut u32 {
        match class {
            Class::Fail => &mut self.fail,
            Class::Error => &mut self.error,
            Class::Undetermined => &mut self.undetermined,
            Class::Warn => &mut self.warn,
            Class::Pass => &mut self.pass,
            Class::Info => &mut self.info,
            Class::Skip => &mut self.skip,
        }
    }
}
