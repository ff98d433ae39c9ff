//! Whether a callback's sender can be believed. The one place where a verdict is made.

mod claimed_t;
mod proof;
mod source;

pub(crate) use claimed_t::ClaimedT;
pub use proof::{Admitted, Credential, Sender, SenderVerified, Timeliness};
pub use source::{Authentication, Source, SourceError};

use crate::{
    Code, Envelope, Field, LetterCase, NamedDomain, Refusal, Seconds, Signature, UnixSeconds,
};

/// How far `t` may lie ahead of our clock by default. Tencent signs for 10 minutes; a day forgives a clock in the wrong zone.
pub const DEFAULT_FUTURE_CAP: Seconds = Seconds(24 * 60 * 60);

/// What a receiver accepts beyond the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How far ahead of now `t` may lie.
    pub future_cap: Seconds,
    /// What becomes of a genuine callback whose `t` has passed.
    pub late: LatePolicy,
}

impl Default for Policy {
    fn default() -> Self {
        Self { future_cap: DEFAULT_FUTURE_CAP, late: LatePolicy::Refuse }
    }
}

/// What becomes of a genuine callback whose `t` has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LatePolicy {
    /// It is [`Verdict::Late`].
    Refuse,
    /// Up to this late it is accepted as [`Timeliness::Late`]. Widens the time in which a sniffed signature can be used.
    Accept {
        /// How late at most.
        grace: Seconds,
    },
}

/// What we make of a callback.
#[derive(Debug, Clone)]
#[must_use]
pub enum Verdict<'a> {
    /// It may become an event.
    Accepted(Admitted<'a>),
    /// The sender is genuine, but `t` passed this long ago. It never becomes an event by itself.
    Late(SenderVerified<'a>, Seconds),
    /// The sender is genuine, but `t` lies this far ahead, beyond the policy's cap: one of the two clocks is wrong.
    Early(SenderVerified<'a>, Seconds),
    /// It is no callback, or none of ours.
    Refused(Refusal),
}

impl Verdict<'_> {
    /// The stable code of everything but `Accepted`.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::Accepted(_) => None,
            Self::Late(..) => Some(Code::Expired),
            Self::Early(..) => Some(Code::FarFuture),
            Self::Refused(refusal) => Some(refusal.code()),
        }
    }
}

/// Judges an envelope for a source at `now`.
///
/// In the order of the answers: presence of `t` and `sign`, their form, signature, scope, far future, expiry. A callback is
/// good until and including the second `t`. No arithmetic here overflows at any `t` or `now`.
pub fn judge<'a>(
    envelope: Envelope<'a>,
    source: &Source,
    now: UnixSeconds,
    policy: &Policy,
) -> Verdict<'a> {
    let keys = match source.authentication() {
        Authentication::Keys(keys) => keys,
        // Nothing can be checked, so nothing is: reading t and sign here would only look like a check.
        Authentication::Unsigned => {
            return match scope(&envelope, source) {
                Ok(()) => Verdict::Accepted(Admitted::unverified(envelope)),
                Err(refusal) => Verdict::Refused(refusal),
            };
        }
    };
    let (claimed_t, claimed_sign, sign_case) = match read_credential(&envelope) {
        Ok(credential) => credential,
        Err(refusal) => return Verdict::Refused(refusal),
    };
    let Some((key_id, _)) =
        keys.iter().find(|(_, key)| Signature::of(key, claimed_t.text()).matches(&claimed_sign))
    else {
        return Verdict::Refused(Refusal::Forged);
    };
    if let Err(refusal) = scope(&envelope, source) {
        return Verdict::Refused(refusal);
    }
    let t = claimed_t.seconds();
    let sender = SenderVerified::new(envelope, Credential { key_id: key_id.clone(), t, sign_case });
    if let Some(ahead) = t.after(now).filter(|ahead| *ahead > policy.future_cap) {
        return Verdict::Early(sender, ahead);
    }
    match (now.after(t), policy.late) {
        (None, _) => Verdict::Accepted(sender.admit(Timeliness::InTime)),
        (Some(late), LatePolicy::Accept { grace }) if late <= grace => {
            Verdict::Accepted(sender.admit(Timeliness::Late(late)))
        }
        (Some(late), LatePolicy::Accept { .. } | LatePolicy::Refuse) => Verdict::Late(sender, late),
    }
}

/// Reads `t` and `sign`: first whether they are there, then their form.
fn read_credential(envelope: &Envelope<'_>) -> Result<(ClaimedT, Signature, LetterCase), Refusal> {
    let (t, sign) = match (envelope.t, envelope.sign) {
        (Field::Absent, Field::Absent) => return Err(Refusal::Unsigned),
        (Field::Absent, Field::Null | Field::Json(_)) => return Err(Refusal::TMissing),
        (Field::Null | Field::Json(_), Field::Absent) => return Err(Refusal::SignMissing),
        (Field::Null, Field::Null | Field::Json(_)) => return Err(Refusal::TNull),
        (Field::Json(t), sign) => (ClaimedT::read(t).map_err(Refusal::TNotCanonical)?, sign),
    };
    let Field::Json(sign) = sign else { return Err(Refusal::SignNull) };
    let text = serde_json::from_str::<String>(sign).map_err(|_| Refusal::SignMalformed)?;
    let (signature, case) = Signature::read(&text).map_err(|_| Refusal::SignMalformed)?;
    Ok((t, signature, case))
}

/// Whether every domain the body names is one of the source's. A source without domains takes all.
fn scope(envelope: &Envelope<'_>, source: &Source) -> Result<(), Refusal> {
    if source.domains().is_empty() {
        return Ok(());
    }
    let inside = envelope.domains.iter().all(|named| match named {
        NamedDomain::Absent => true,
        NamedDomain::Text(domain) => {
            source.domains().iter().any(|own| own.eq_ignore_ascii_case(domain))
        }
        NamedDomain::Unreadable => false,
    });
    if inside { Ok(()) } else { Err(Refusal::Scope) }
}
