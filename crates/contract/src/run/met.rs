//! What a case met on its way, beside what it came to: whether that may have been for a reason that lies outside of the case.

use std::collections::BTreeSet;

use crate::{
    exchange::{Exchanged, Failure},
    judge::Control,
    perform::Seen,
    session::Trouble,
    step::Expect,
};

/// What a case met on its way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Met {
    /// A connection was broken off or closed without an answer.
    pub(super) broken: bool,
    /// Nobody listened.
    pub(super) nobody: bool,
    /// An answer did not come in time.
    pub(super) timeout: bool,
    /// The probe did not work.
    pub(super) blind: bool,
    /// The time for the run was over.
    pub(super) out_of_time: bool,
    /// What something wrong or odd was answered, 200 aside.
    pub(super) refusals: BTreeSet<u16>,
    /// What something sound was answered, whose like was answered 200 by the calibration.
    pub(super) sound_refusals: BTreeSet<u16>,
}

/// Too many requests.
const TOO_MANY: u16 = 429;

impl Met {
    /// Whether something was not answered at all.
    pub(super) const fn is_unanswered(&self) -> bool {
        self.broken || self.nobody || self.timeout || self.blind
    }

    /// Whether the receiver may have gone away.
    pub(super) const fn may_be_gone(&self) -> bool {
        self.broken || self.nobody || self.blind
    }

    /// Whether the receiver may take nothing from us any more.
    pub(super) fn may_be_blocked(&self) -> bool {
        let is_client_error = |status: &u16| (400..500).contains(status);
        self.refusals.contains(&TOO_MANY) || self.sound_refusals.iter().any(is_client_error)
    }

    /// Takes note of a step.
    pub(super) fn see(&mut self, seen: &Seen, control: Option<&Control>) {
        self.hear(&seen.exchanges);
        let statuses = seen.exchanges.iter().filter_map(Exchanged::status);
        let statuses = statuses.filter(|status| *status != 200);
        match seen.expect {
            Expect::Taken | Expect::Known | Expect::Acknowledged | Expect::EachOfOneStream => {
                // What the calibration did not send may be refused for what it is.
                if control.is_none_or(|control| control.status() == Some(200)) {
                    self.sound_refusals.extend(statuses);
                }
            }
            Expect::Refused
            | Expect::NotSmuggled
            | Expect::Discreet
            | Expect::Untaken
            | Expect::Survived
            | Expect::Honest
            | Expect::NotAs(_)
            | Expect::Reported => self.refusals.extend(statuses),
        }
    }

    /// Takes note of exchanges, judged or not.
    pub(super) fn hear<'a>(&mut self, exchanges: impl IntoIterator<Item = &'a Exchanged>) {
        for failure in exchanges.into_iter().filter_map(|each| each.failure) {
            match failure {
                Failure::Timeout => self.timeout = true,
                Failure::Refused => self.nobody = true,
                Failure::Reset | Failure::Closed => self.broken = true,
                Failure::Dns | Failure::Tls | Failure::Malformed | Failure::Other => {}
            }
        }
    }

    /// Takes note of what broke the case off.
    pub(super) const fn trouble(&mut self, trouble: &Trouble) {
        match trouble {
            Trouble::Probe(_) => self.blind = true,
            Trouble::TimeLimit => self.out_of_time = true,
            _ => {}
        }
    }
}
