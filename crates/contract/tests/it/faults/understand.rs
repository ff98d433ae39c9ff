//! What this receiver makes of a callback that it believes. The sound one keeps whatever it is; the others want it otherwise.

use livehook_core::{ContentKey, Envelope, Event as Decodable, EventType};
use serde_json::Value;

use super::{answer::Answer, fault::Fault};

/// An event as the receiver understood it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(super) stream_id: String,
    /// None where there is no number.
    pub(super) event_type: Option<i64>,
    /// Its own time, 0 where it names none or nobody asks for it.
    pub(super) time: u64,
}

/// The event; none where this receiver has no use for it.
pub(super) fn understand(
    fault: Option<Fault>,
    envelope: &Envelope<'_>,
) -> Result<Option<Event>, Answer> {
    // What core takes and this parser does not, such as half a surrogate pair, has no fields to quarrel with.
    let fields: Value = serde_json::from_str(envelope.body()).unwrap_or_default();
    let event_type = match (envelope.event_type, fault) {
        (EventType::Absent, Some(Fault::AbsentEventTypeIsZero)) => Some(0),
        (other, _) => other.number(),
    };
    if let Some(answer) = fault.and_then(|fault| quarrel(fault, event_type, &fields, envelope)) {
        return Err(answer);
    }
    let dropped = match (fault, event_type) {
        (Some(Fault::ImageModerationByStreamId), Some(317)) => fields.get("stream_id").is_none(),
        _ => false,
    };
    if dropped {
        return Ok(None);
    }
    let task = || fields.get("task_id").and_then(Value::as_str).map(str::to_owned);
    let stream_id = envelope.stream_id.as_deref().map(str::to_owned).or_else(task);
    let time = match fault {
        Some(Fault::OlderIsStale) => ContentKey::of(envelope).event_time(),
        _ => 0,
    };
    Ok(Some(Event { stream_id: stream_id.unwrap_or_default(), event_type, time }))
}

fn is_documented(event_type: i64) -> bool {
    Decodable::DOCUMENTED_TYPES.contains(&event_type)
}

/// What this receiver has against an event.
fn quarrel(
    fault: Fault,
    event_type: Option<i64>,
    fields: &Value,
    envelope: &Envelope<'_>,
) -> Option<Answer> {
    let breaks = || Answer::refuses(500, "internal");
    let refuses = || Answer::refuses(400, "bad_request");
    let field = |name: &str| fields.get(name);
    let is_highlight = event_type == Some(Decodable::HIGHLIGHT);
    let (quarrels, answer) = match fault {
        Fault::UnknownEventRefused => (event_type.is_some_and(|it| !is_documented(it)), refuses()),
        Fault::UnknownFieldRefused => {
            let unknown = Decodable::decode(envelope).map(|decoded| decoded.unknown_fields.count);
            (unknown.is_ok_and(|count| count > 0), refuses())
        }
        Fault::MisfitBreaks => (is_highlight && Decodable::decode(envelope).is_err(), breaks()),
        Fault::PushDurationMustBeNumber => {
            let is_text = field("push_duration").is_some_and(Value::is_string);
            (event_type == Some(0) && is_text, refuses())
        }
        Fault::EventTimeRequired => {
            let has_none = field("event_time").and_then(Value::as_i64).is_none();
            (event_type.is_some() && !is_highlight && has_none, refuses())
        }
        Fault::NullArraysBreak => {
            let has_null = fields.as_object().is_some_and(|it| it.values().any(Value::is_null));
            (has_null, breaks())
        }
        Fault::EmptyItemsBreak => {
            (field("items").and_then(Value::as_array).is_some_and(Vec::is_empty), breaks())
        }
        Fault::ThirtyTwoBitNumbers => (overflows(fields), refuses()),
        _ => return None,
    };
    quarrels.then_some(answer)
}

/// Whether a number is beyond 32 bits with a sign. `t` is the author's own and wider.
fn overflows(value: &Value) -> bool {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(number) => i32::try_from(number).is_err(),
            None => number.is_u64(),
        },
        Value::Array(values) => values.iter().any(overflows),
        Value::Object(members) => {
            members.iter().any(|(name, value)| name != "t" && overflows(value))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}
