//! Push started and interrupted (events 1 and 0). Those of one index are of one push.

use serde_json::{Map, Value, json};

use super::{Oddity, scenery::Scenery, tree};

/// The first of the odd numbers up to 2^54, where doubles are two apart: none of them is one.
const FIRST_BEYOND_DOUBLES: u64 = (1 << 53) + 1;

pub(super) fn started(scenery: &mut Scenery<'_>) -> Value {
    let push = scenery.push();
    event(scenery, push.started, 0, "ok")
}

pub(super) fn interrupted(scenery: &mut Scenery<'_>) -> Value {
    let push = scenery.push();
    let mut event = event(scenery, push.ended(), 1, "The push client actively stopped the push");
    event["push_duration"] = json!(push.duration_ms.to_string());
    event
}

fn event(scenery: &Scenery<'_>, event_time: i64, errcode: i64, errmsg: &str) -> Value {
    let push = scenery.push();
    json!({
        "app": scenery.domain(),
        "appid": scenery.appid(),
        "appname": scenery.path(),
        "channel_id": scenery.stream(),
        "errcode": errcode,
        "errmsg": errmsg,
        "event_time": event_time,
        "height": push.height,
        "node": push.node,
        "sequence": push.sequence,
        "set_id": push.set_id,
        "stream_id": scenery.stream(),
        "stream_param": push.stream_param,
        "user_ip": push.user_ip,
        "width": push.width,
    })
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>, scenery: &Scenery<'_>) {
    match oddity {
        Oddity::NoPushDuration => tree::remove(content, &["push_duration"]),
        Oddity::SequenceBeyond53Bits => {
            // Neighbouring indices have neighbouring ids: through a double, the pushes of the
            // indices 1 and 2 become one.
            let sequence = FIRST_BEYOND_DOUBLES + scenery.index % (1 << 51) * 2;
            tree::set(content, "sequence", sequence.to_string());
        }
        Oddity::UndocumentedIdcId => tree::set(content, "idc_id", scenery.push().idc_id),
        Oddity::EmptyErrmsg => tree::set(content, "errmsg", ""),
        Oddity::NoSetIdNorSize => tree::remove(content, &["height", "set_id", "width"]),
        Oddity::StreamIdWithLeadingBlank => {
            tree::change_text(content, "stream_id", |stream| format!(" {stream}"));
        }
        _ => {}
    }
}
