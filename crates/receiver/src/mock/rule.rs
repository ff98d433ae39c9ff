//! One rule as it is typed: `status=500,times=2`, `delay=21s`, `type=349,status=204`.

use std::{str::FromStr, time::Duration};

use axum::http::StatusCode;

use super::MAX_MOCK_ANSWERS;
use crate::{quote::quoted, span};

/// The longest delay. Tencent gives up after 20 s.
pub const MAX_MOCK_DELAY: Duration = Duration::from_secs(600);

/// One rule for mock answers.
///
/// ```
/// use livehook_receiver::{MockAnswer, MockAnswers};
///
/// let twice_500: MockAnswer = "status=500,times=2".parse()?;
/// let then_slow: MockAnswer = "type=349,delay=21s".parse()?;
/// let answers = MockAnswers::new([twice_500, then_slow])?;
/// # Ok::<(), livehook_receiver::MockAnswerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MockAnswer {
    effect: Effect,
    event_type: Option<i64>,
    times: u64,
}

/// What a rule does. There is none that does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Status(StatusCode),
    Delay(Duration),
    DelayedStatus(Duration, StatusCode),
}

impl MockAnswer {
    pub(super) const fn times(&self) -> u64 {
        self.times
    }

    pub(super) fn fits(&self, event_type: Option<i64>) -> bool {
        self.event_type.is_none() || self.event_type == event_type
    }

    pub(super) const fn delay(&self) -> Option<Duration> {
        match self.effect {
            Effect::Status(_) => None,
            Effect::Delay(delay) | Effect::DelayedStatus(delay, _) => Some(delay),
        }
    }

    pub(super) const fn status(&self) -> Option<StatusCode> {
        match self.effect {
            Effect::Delay(_) => None,
            Effect::Status(status) | Effect::DelayedStatus(_, status) => Some(status),
        }
    }
}

impl FromStr for MockAnswer {
    type Err = MockAnswerError;

    /// Reads `NAME=VALUE` pairs between commas: `status`, `delay`, `times`, `type`. Without `times` the rule is used for ever.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mut status, mut delay, mut times, mut event_type) = (None, None, None, None);
        for pair in text.split(',') {
            let (name, value) = pair.trim().split_once('=').unwrap_or((pair.trim(), ""));
            let pair = Pair { name, value };
            match name {
                "status" => pair.fill(&mut status, "a final HTTP status, 200 to 599", final_status),
                "delay" => {
                    pair.fill(&mut delay, "up to 10 minutes, as `500ms` or `21s`", bounded_delay)
                }
                "times" => pair.fill(&mut times, "how often, from 1 on", at_least_one),
                "type" => pair
                    .fill(&mut event_type, "an event type such as 349", |text| text.parse().ok()),
                _ => Err(MockAnswerError::Name { name: quoted(name) }),
            }?;
        }
        let effect = match (delay, status) {
            (None, Some(status)) => Effect::Status(status),
            (Some(delay), None) => Effect::Delay(delay),
            (Some(delay), Some(status)) => Effect::DelayedStatus(delay, status),
            (None, None) => return Err(MockAnswerError::Nothing),
        };
        Ok(Self { effect, event_type, times: times.unwrap_or(u64::MAX) })
    }
}

/// `NAME=VALUE` as typed.
struct Pair<'a> {
    name: &'a str,
    value: &'a str,
}

impl Pair<'_> {
    /// Reads the value into its place, which must be empty.
    fn fill<T>(
        &self,
        place: &mut Option<T>,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<(), MockAnswerError> {
        let Some(value) = read(self.value) else {
            return Err(MockAnswerError::Value {
                name: self.name.to_owned(),
                value: quoted(self.value),
                expected,
            });
        };
        match place.replace(value) {
            None => Ok(()),
            Some(_) => Err(MockAnswerError::Twice { name: self.name.to_owned() }),
        }
    }
}

fn at_least_one(text: &str) -> Option<u64> {
    text.parse().ok().filter(|times| *times > 0)
}

fn final_status(text: &str) -> Option<StatusCode> {
    let status = text.parse().ok().filter(|status| (200..=599).contains(status))?;
    StatusCode::from_u16(status).ok()
}

fn bounded_delay(text: &str) -> Option<Duration> {
    span::read(text).filter(|delay| *delay <= MAX_MOCK_DELAY)
}

/// Why a text is no rule for mock answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MockAnswerError {
    /// A name that is none of ours.
    #[error(
        "a mock answer has no `{name}`; write `status=500`, `delay=21s`, `times=2` or `type=349`, with commas between"
    )]
    Name {
        /// What was typed.
        name: String,
    },
    /// A value that does not fit its name.
    #[error("`{name}={value}` of a mock answer cannot be read; write {expected}")]
    Value {
        /// Its name.
        name: String,
        /// What was typed.
        value: String,
        /// What can be.
        expected: &'static str,
    },
    /// The same name again.
    #[error("a mock answer has `{name}` twice; write it once")]
    Twice {
        /// Which one.
        name: String,
    },
    /// Neither a status nor a delay.
    #[error("a mock answer needs `status=…` or `delay=…`, or it would change nothing")]
    Nothing,
    /// Over 64 rules.
    #[error("at most {MAX_MOCK_ANSWERS} mock answers are taken, got {count}")]
    TooMany {
        /// How many were given.
        count: usize,
    },
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: &Expect) {
        match text.parse::<MockAnswer>() {
            Ok(rule) => expected.assert_eq(&format!("{rule:?}")),
            Err(error) => expected.assert_eq(&error.to_string()),
        }
    }

    #[test]
    fn reads_what_people_type() {
        check(
            "status=500,times=2",
            &expect!["MockAnswer { effect: Status(500), event_type: None, times: 2 }"],
        );
        check(
            "delay=21s",
            &expect![
                "MockAnswer { effect: Delay(21s), event_type: None, times: 18446744073709551615 }"
            ],
        );
        check(
            "type=349, status=204, delay=10ms",
            &expect![
                "MockAnswer { effect: DelayedStatus(10ms, 204), event_type: Some(349), times: 18446744073709551615 }"
            ],
        );
    }

    #[test]
    fn says_what_is_wrong() {
        check(
            "",
            &expect![
                "a mock answer has no ``; write `status=500`, `delay=21s`, `times=2` or `type=349`, with commas between"
            ],
        );
        check(
            "times=1",
            &expect!["a mock answer needs `status=…` or `delay=…`, or it would change nothing"],
        );
        check(
            "status=100",
            &expect![
                "`status=100` of a mock answer cannot be read; write a final HTTP status, 200 to 599"
            ],
        );
        check("status=500,status=501", &expect!["a mock answer has `status` twice; write it once"]);
        check(
            "delay=1h",
            &expect![
                "`delay=1h` of a mock answer cannot be read; write up to 10 minutes, as `500ms` or `21s`"
            ],
        );
        check(
            "times=0,status=500",
            &expect!["`times=0` of a mock answer cannot be read; write how often, from 1 on"],
        );
        check(
            "answer=500",
            &expect![
                "a mock answer has no `answer`; write `status=500`, `delay=21s`, `times=2` or `type=349`, with commas between"
            ],
        );
    }
}
