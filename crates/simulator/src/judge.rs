//! Compares an answer with the one that the answers table has for the situation.

use serde::Deserialize;

use crate::{
    delivery::Outcome,
    situation::{Answer, Situation},
};

/// An answer beside the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What was sent.
    pub situation: Situation,
    /// The status that came, if an answer came.
    pub status: Option<u16>,
    /// The code in the answer's `error`, if it has one.
    pub code: Option<String>,
}

impl Judgement {
    /// Reads an outcome.
    pub fn of(situation: Situation, outcome: &Outcome) -> Self {
        let (status, code) = match outcome {
            Outcome::Answered { status, excerpt } => (Some(*status), stated_code(excerpt)),
            Outcome::Failed { .. } => (None, None),
        };
        Self { situation, status, code }
    }

    /// What the table has.
    pub fn expected(&self) -> &'static Answer {
        self.situation.answer()
    }

    /// Whether the status is the expected one, and the code too where the answer states one: other
    /// receivers than ours may answer with any body.
    pub fn is_as_expected(&self) -> bool {
        let expected = self.expected();
        let same_code = self.code.is_none() || self.code.as_deref() == expected.code;
        self.status == Some(expected.status) && same_code
    }
}

fn stated_code(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Refused {
        error: String,
    }
    serde_json::from_str::<Refused>(body).ok().map(|refused| refused.error)
}
