//! What makes two deliveries one event. The sound answer is what core's content key is the hash of.

use livehook_core::{ContentKey, Envelope, Event, Field};
use serde_json::{Number, Value};

use super::{fault::Fault, read::Read};

/// What identifies a callback for this receiver.
pub(super) fn of(fault: Option<Fault>, envelope: &Envelope<'_>, read: &Read) -> Vec<u8> {
    let content = || ContentKey::canonical_json(envelope);
    let json = |field: Field<'_>| match field {
        Field::Json(json) => json.to_owned(),
        Field::Absent | Field::Null => String::new(),
    };
    let stream = || envelope.stream_id.as_deref().unwrap_or_default().to_owned();
    let is_highlight = envelope.event_type.number() == Some(Event::HIGHLIGHT);
    match fault {
        Some(Fault::DedupsBySign) => format!("{} {}", stream(), json(envelope.sign)).into_bytes(),
        Some(Fault::DedupsBySignAlone) => json(envelope.sign).into_bytes(),
        Some(Fault::DedupsByT) => json(envelope.t).into_bytes(),
        Some(Fault::DedupsByPairAndRefuses) => {
            format!("{} {}", json(envelope.t), json(envelope.sign)).into_bytes()
        }
        Some(Fault::DedupsByStream) if is_highlight => stream().into_bytes(),
        Some(Fault::DedupsByFirstClip) if is_highlight => {
            format!("{} {}", stream(), first_begin_time(envelope)).into_bytes()
        }
        Some(Fault::DedupsByRawBody) => read.raw.clone(),
        Some(Fault::DedupsByFloats) => through_floats(envelope).unwrap_or_else(content),
        Some(Fault::DedupsByAscii) => {
            let mut text = ContentKey::canonical_json(envelope);
            text.retain(u8::is_ascii);
            text
        }
        _ => content(),
    }
}

fn first_begin_time(envelope: &Envelope<'_>) -> String {
    let fields: Value = serde_json::from_str(envelope.body()).unwrap_or_default();
    fields.pointer("/items/0/begin_time").map(Value::to_string).unwrap_or_default()
}

fn through_floats(envelope: &Envelope<'_>) -> Option<Vec<u8>> {
    let canonical = ContentKey::canonical_json(envelope);
    let mut fields: Value = serde_json::from_slice(&canonical).ok()?;
    make_floats(&mut fields);
    Some(fields.to_string().into_bytes())
}

fn make_floats(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) = number.as_f64().and_then(Number::from_f64) {
                *number = float;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_floats),
        Value::Object(members) => members.values_mut().for_each(make_floats),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
