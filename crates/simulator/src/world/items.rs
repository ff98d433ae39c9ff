//! How many clips one callback carries.

use std::{fmt, str::FromStr};

use livehook_core::MAX_HIGHLIGHT_ITEMS;

/// The most clips in one callback. The documents name no limit; this is the one that our receiver's
/// reading of them has.
pub const ITEMS_MAX: u16 = 1_000;

const _: () = assert!(ITEMS_MAX as usize == MAX_HIGHLIGHT_ITEMS);

/// A number of clips, or a range from which each callback draws its own. Never none: a callback
/// without clips is a flaw, and is made as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Items {
    min: u16,
    max: u16,
}

/// Why a number of clips was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ItemsError {
    /// Neither a number nor two numbers with a hyphen between them.
    #[error("{0:?} is no number of clips: write 1, or a range such as 2-5")]
    NotANumber(String),
    /// Zero clips.
    #[error("a callback of this kind has at least one clip: write 1, or a range such as 2-5")]
    Zero,
    /// More than [`ITEMS_MAX`].
    #[error("{0} clips are more than the {ITEMS_MAX} that fit into one callback")]
    TooMany(u16),
    /// The range ends before it starts.
    #[error("the range {min}-{max} ends before it starts: write {max}-{min}")]
    Reversed {
        /// What stood first.
        min: u16,
        /// What stood second.
        max: u16,
    },
}

impl Items {
    /// Always one, as in the callbacks that were captured.
    pub const ONE: Items = Items { min: 1, max: 1 };
    /// One to four.
    pub const FEW: Items = Items { min: 1, max: 4 };

    /// Between `min` and `max` clips, both included.
    ///
    /// # Errors
    ///
    /// [`ItemsError::Zero`], [`ItemsError::TooMany`] and [`ItemsError::Reversed`], in this order.
    ///
    /// ```
    /// use livehook_simulator::world::{Items, ItemsError};
    ///
    /// assert_eq!("2-5".parse::<Items>(), Items::between(2, 5));
    /// assert_eq!(Items::between(0, 5), Err(ItemsError::Zero));
    /// ```
    pub const fn between(min: u16, max: u16) -> Result<Items, ItemsError> {
        if min == 0 || max == 0 {
            Err(ItemsError::Zero)
        } else if max > ITEMS_MAX {
            Err(ItemsError::TooMany(max))
        } else if min > ITEMS_MAX {
            Err(ItemsError::TooMany(min))
        } else if min > max {
            Err(ItemsError::Reversed { min, max })
        } else {
            Ok(Items { min, max })
        }
    }

    /// The fewest clips a callback may have.
    pub const fn min(self) -> u16 {
        self.min
    }

    /// The most clips a callback may have.
    pub const fn max(self) -> u16 {
        self.max
    }
}

impl fmt::Display for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max {
            write!(f, "{}", self.min)
        } else {
            write!(f, "{}-{}", self.min, self.max)
        }
    }
}

impl FromStr for Items {
    type Err = ItemsError;

    fn from_str(text: &str) -> Result<Items, ItemsError> {
        let number =
            |part: &str| part.parse::<u16>().map_err(|_| ItemsError::NotANumber(text.to_owned()));
        match text.split_once('-') {
            Some((min, max)) => Items::between(number(min)?, number(max)?),
            None => number(text).and_then(|n| Items::between(n, n)),
        }
    }
}
