//! Values as they are typed after `simulate`, each with a reader that says what to write instead.

use std::{num::NonZeroU64, str::FromStr};

use livehook_core::UnixSeconds;
use livehook_simulator::{
    recipe::{Edit, EditError},
    world::{NOW_FIXED, NOW_MAX, NOW_MIN},
};

use crate::text;

/// `--set PATH=VALUE`.
#[derive(Debug, Clone)]
pub(super) struct SetEdit(pub(super) Edit);

impl FromStr for SetEdit {
    type Err = EditError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Edit::set(text).map(Self)
    }
}

/// `--unset PATH`.
#[derive(Debug, Clone)]
pub(super) struct UnsetEdit(pub(super) Edit);

impl FromStr for UnsetEdit {
    type Err = EditError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Edit::unset(text).map(Self)
    }
}

/// The moment before which the invented clips were cut.
#[derive(Debug, Clone, Copy)]
pub(super) enum AsOf {
    /// The same on any day, so that a seed alone repeats the events.
    Fixed,
    Now,
    At(UnixSeconds),
}

impl AsOf {
    pub(super) const fn moment(self, now: UnixSeconds) -> UnixSeconds {
        match self {
            Self::Fixed => NOW_FIXED,
            Self::Now => now,
            Self::At(moment) => moment,
        }
    }
}

impl FromStr for AsOf {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        match typed {
            "fixed" => Ok(Self::Fixed),
            "now" => Ok(Self::Now),
            time => {
                let time = text::point_in_time(time)
                    .map_err(|problem| format!("{problem}, `now` or `fixed`"))?;
                let moment = UnixSeconds(time.as_second());
                if (NOW_MIN..=NOW_MAX).contains(&moment) {
                    return Ok(Self::At(moment));
                }
                let [first, last] = [NOW_MIN, NOW_MAX].map(text::rfc3339_seconds);
                Err(format!("clips can be invented as of {first} to {last}, not as of {time}"))
            }
        }
    }
}

/// Reads `--count`.
pub(super) fn count(typed: &str) -> Result<NonZeroU64, String> {
    typed.parse().map_err(|_| format!("`{typed}` is no number of callbacks; write 1 or more"))
}
