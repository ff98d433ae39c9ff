//! Whether the receiver takes nothing from us any more, as a limiter does after so many refusals: then its refusals say nothing.

use std::sync::atomic::Ordering;

use super::{Ended, Standing, Turn, Turns, blame};
use crate::report::{Calibrated, Finding};

/// A receiver that blocks us for a moment this often is asked no more.
const BLOCKS_MAX: u32 = 3;

impl<F: FnMut(&Finding)> Turns<F> {
    /// Sends a sound callback where refusals have gathered. Where it is refused too, they say nothing: returns those to be tried again.
    pub(super) async fn confirm(&mut self) -> Vec<Turn> {
        if let Standing::Blocks(_, status) = self.standing {
            self.unconfirmed = 0;
            let held = self.held.drain(..).collect();
            self.tell_all_but_blocked(held, status);
            return Vec::new();
        }
        if self.unconfirmed == 0 && self.held.back().is_none_or(|last| !last.met.may_be_blocked()) {
            return Vec::new();
        }
        let asks = self.asks_again() && self.standing == Standing::There;
        let refused = if asks { self.controlling.refused_with().await } else { None };
        let Some(status) = refused else {
            self.unconfirmed = 0;
            return Vec::new();
        };
        let since = self.held.len().saturating_sub(self.unconfirmed.max(1));
        let doubtful: Vec<_> = self.held.drain(since..).collect();
        self.unconfirmed = 0;
        self.halted.store(true, Ordering::Relaxed);
        let noticed = blame::first_name(&doubtful[doubtful.len().saturating_sub(1)..]);
        // What was answered otherwise was answered before.
        let (blocked, sound): (Vec<_>, Vec<_>) =
            doubtful.into_iter().partition(|each| blame::is_by(each, status));
        sound.into_iter().for_each(|ended| self.tell(ended.drafted()));
        self.blocks += 1;
        let is_over = self.blocks <= BLOCKS_MAX && self.controlling.is_unblocked().await;
        if is_over {
            let (again, given_up): (Vec<_>, Vec<_>) =
                blocked.into_iter().partition(|ended| ended.turn.first.is_none());
            self.give_up(given_up, status);
            let first = |ended: Ended| Turn { first: Some(ended.finding), ..ended.turn };
            return again.into_iter().map(first).collect();
        }
        let since = if blocked.is_empty() { noticed } else { blame::first_name(&blocked) };
        self.notes.push(format!(
            "it blocks us since {since}: what is right is answered {status} from then on, and the rest was not tried; ask for an exception for the address of this machine, or select fewer cases that are to be refused"
        ));
        self.standing = Standing::Blocks(since, status);
        self.give_up(blocked, status);
        Vec::new()
    }

    fn tell_all_but_blocked(&mut self, held: Vec<Ended>, status: u16) {
        let (blocked, sound): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|each| blame::is_by(each, status));
        sound.into_iter().for_each(|ended| self.tell(ended.drafted()));
        self.give_up(blocked, status);
    }

    /// Tells what was refused because we are.
    fn give_up(&mut self, blocked: Vec<Ended>, status: u16) {
        let standing = match &self.standing {
            Standing::Blocks(..) => self.standing.clone(),
            _ => Standing::Blocks(blame::first_name(&blocked), status),
        };
        for ended in blocked {
            let finding = blame::blocked(ended.finding, &ended.met, &standing);
            self.tell_for_good(&ended.turn, finding);
        }
    }

    /// Whether a sound callback was taken, so that another one would show that it is not any more.
    pub(super) fn asks_again(&self) -> bool {
        matches!(
            self.controls.calibration.verdict,
            Calibrated::Takes | Calibrated::TakesWithoutEffect
        )
    }
}
