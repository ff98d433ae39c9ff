//! What a receiver is to make of a body that we know only by looking at it: edited by hand, or from
//! a file.

use livehook_core::{
    Admitted, CallbackKey, Envelope, Event, EventType, Field, KeyId, LetterCase, Policy, Refusal,
    Sender, Source, UnixSeconds, Verdict, judge,
};

use super::{Flaw, RECEIVER_BODY_BYTES_MAX, bytes};
use crate::situation::Situation;

/// The situation of this body at a receiver with this key, our default policy and no memory of it.
/// Without a key, at a receiver in unsigned mode: the one that a sender without a key belongs to.
pub fn foresee(
    body: &[u8],
    content_type: Option<&str>,
    key: Option<&CallbackKey>,
    now: UnixSeconds,
) -> Situation {
    if body.len() > RECEIVER_BODY_BYTES_MAX {
        return Situation::TooLarge;
    }
    let envelope = match Envelope::read(body) {
        Ok(envelope) => envelope,
        Err(refusal) => return of_refusal(&refusal),
    };
    let source = match key {
        Some(key) => Source::signed("simulated", [(KeyId::new("simulated"), key.clone())]),
        None => Source::unsigned("simulated"),
    }
    .expect("the name is plain and there is one key or none");
    match judge(envelope, &source, now, &Policy::default()) {
        Verdict::Accepted(admitted) => of_admitted(&admitted, content_type),
        Verdict::Late(_, late) => Flaw::Expired(late).situation(),
        Verdict::Early(..) => Situation::FarFuture,
        Verdict::Refused(refusal) => of_refusal(&refusal),
    }
}

fn of_refusal(refusal: &Refusal) -> Situation {
    // Situations of refused bodies bear the name of the code; a test goes through all of them.
    refusal.code().as_str().parse().expect("each code has a situation of its name")
}

/// Several of these may hold at once; the table has one answer for all.
fn of_admitted(admitted: &Admitted<'_>, content_type: Option<&str>) -> Situation {
    let envelope = admitted.envelope();
    match envelope.event_type {
        EventType::Absent | EventType::NotAnInteger => return Situation::NoEventType,
        EventType::Number(number) if !Event::DOCUMENTED_TYPES.contains(&number) => {
            return Situation::UnknownEvent;
        }
        EventType::Number(_) => {}
    }
    match Event::decode(envelope) {
        Err(_) => return Situation::Misfit,
        Ok(decoded) if decoded.unknown_fields.count > 0 => return Situation::UnknownFields,
        Ok(_) => {}
    }
    match admitted.sender() {
        Sender::Unverified => return Situation::UnsignedMode,
        Sender::Verified(credential) if credential.sign_case == LetterCase::Upper => {
            return Situation::UpperCaseSign;
        }
        Sender::Verified(_) => {}
    }
    if matches!(envelope.t, Field::Json(text) if text.starts_with('"')) {
        return Situation::TAsText;
    }
    if content_type == Some(bytes::JSON) { Situation::Sound } else { Situation::OtherContentType }
}
