//! In which order two receivers are measured.

use serde::Serialize;

use super::Sides;

/// The most rounds.
pub const ROUNDS_MAX: u32 = 100;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// That of the receiver that is measured.
    Receiver,
    /// That of the one that is the measure.
    Baseline,
}

impl Turn {
    pub(super) const fn words(self) -> &'static str {
        let [baseline, receiver] = Sides::Receivers.words();
        match self {
            Self::Receiver => receiver,
            Self::Baseline => baseline,
        }
    }
}

/// The turns of so many rounds, each A B B A: over a round, a steady drift adds as much to one side as to the other. A round has two runs
/// of each side.
pub fn turns(rounds: u32) -> impl Iterator<Item = Turn> {
    use Turn::{Baseline, Receiver};
    const ROUND: [Turn; 4] = [Receiver, Baseline, Baseline, Receiver];
    (0..rounds.min(ROUNDS_MAX)).flat_map(|_| ROUND)
}
