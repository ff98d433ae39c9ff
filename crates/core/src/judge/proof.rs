//! What a verdict proves, as types that only [`judge`](crate::judge()) can make: later stages ask for them and need no check of their own.

use crate::{Envelope, KeyId, LetterCase, Seconds, UnixSeconds};

/// A callback whose sender knew a key of the source. It says who sent it, **never** that the body is untampered: the signature
/// covers neither body nor path, and the same pair of `t` and `sign` may carry any other body until `t`.
#[derive(Debug, Clone)]
pub struct SenderVerified<'a> {
    envelope: Envelope<'a>,
    credential: Credential,
}

impl<'a> SenderVerified<'a> {
    pub(super) const fn new(envelope: Envelope<'a>, credential: Credential) -> Self {
        Self { envelope, credential }
    }

    pub(super) fn admit(self, timeliness: Timeliness) -> Admitted<'a> {
        Admitted { envelope: self.envelope, sender: Sender::Verified(self.credential), timeliness }
    }

    /// The callback.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope<'a> {
        &self.envelope
    }

    /// What the sender proved.
    #[must_use]
    pub const fn credential(&self) -> &Credential {
        &self.credential
    }
}

/// A signature that was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Which of the source's keys it was made with.
    pub key_id: KeyId,
    /// Until when it is good, that second included.
    pub t: UnixSeconds,
    /// How its digits were written.
    pub sign_case: LetterCase,
}

/// A callback that may become an event.
#[derive(Debug, Clone)]
pub struct Admitted<'a> {
    envelope: Envelope<'a>,
    sender: Sender,
    timeliness: Timeliness,
}

impl<'a> Admitted<'a> {
    pub(super) const fn unverified(envelope: Envelope<'a>) -> Self {
        Self { envelope, sender: Sender::Unverified, timeliness: Timeliness::InTime }
    }

    /// The callback.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope<'a> {
        &self.envelope
    }

    /// Who sent it, as far as we know.
    #[must_use]
    pub const fn sender(&self) -> &Sender {
        &self.sender
    }

    /// Whether it came while its signature was good.
    #[must_use]
    pub const fn timeliness(&self) -> Timeliness {
        self.timeliness
    }
}

/// Who sent a callback, as far as we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// Somebody who knew a key of the source.
    Verified(Credential),
    /// Anybody: the source is in unsigned mode.
    Unverified,
}

/// Whether a callback came while its signature was good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeliness {
    /// Until and including the second `t`, or unsigned.
    InTime,
    /// This long after `t`, accepted by an explicit policy.
    Late(Seconds),
}
