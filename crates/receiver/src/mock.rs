//! Mock answers: for people who test the sender, a receiver that answers what it was told to.
//!
//! A rule with a status answers in place of everything else: the callback is read, but neither judged nor stored. A rule with
//! only a delay slows the ordinary answer down. The first rule that fits and has uses left is taken. An answer that was made
//! up carries `x-livehook-mock: 1`.

mod rule;

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::StatusCode;
use livehook_core::Envelope;

pub use rule::{MAX_MOCK_DELAY, MockAnswer, MockAnswerError};

/// How many rules there may be.
pub const MAX_MOCK_ANSWERS: usize = 64;

/// Rules, tried in order.
#[derive(Debug, Default)]
pub struct MockAnswers(Vec<Live>);

/// A rule and how often it may still be used.
#[derive(Debug)]
struct Live {
    rule: MockAnswer,
    left: AtomicU64,
}

impl MockAnswers {
    /// These rules, in this order.
    ///
    /// # Errors
    /// [`MockAnswerError::TooMany`] for over 64.
    pub fn new(rules: impl IntoIterator<Item = MockAnswer>) -> Result<Self, MockAnswerError> {
        let live = |rule: MockAnswer| Live { left: AtomicU64::new(rule.times()), rule };
        let rules: Vec<_> = rules.into_iter().map(live).collect();
        if rules.len() > MAX_MOCK_ANSWERS {
            return Err(MockAnswerError::TooMany { count: rules.len() });
        }
        Ok(Self(rules))
    }

    /// Whether there are none, as in production.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Waits as the rule for this body says, then tells what to answer in place of processing it.
    pub(crate) async fn answer(&self, body: &[u8]) -> Option<StatusCode> {
        let rule = self.take(body)?;
        if let Some(delay) = rule.delay() {
            tokio::time::sleep(delay).await;
        }
        rule.status()
    }

    fn take(&self, body: &[u8]) -> Option<&MockAnswer> {
        if self.is_empty() {
            return None;
        }
        let event_type =
            Envelope::read(body).ok().and_then(|envelope| envelope.event_type.number());
        let fits = |live: &&Live| live.rule.fits(event_type) && live.use_one();
        self.0.iter().find(fits).map(|live| &live.rule)
    }
}

impl Live {
    /// Takes one use, if any is left.
    fn use_one(&self) -> bool {
        let one_less = |left: u64| left.checked_sub(1);
        self.left.try_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
    }
}
