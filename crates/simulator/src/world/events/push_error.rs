//! Errors of a push (event 321) and what the monitoring of a stream saw (event 328). Both count in
//! milliseconds.

use serde_json::{Map, Value, json};

use super::{Oddity, scenery::Scenery, tree};

/// The length of the interval that a callback bundles, in milliseconds.
const INTERVAL_MS: i64 = 5_000;

pub(super) fn plain(scenery: &mut Scenery<'_>) -> Value {
    let push = scenery.push();
    let data_time = scenery.end() * 1_000 + scenery.draws.between(0..=999);
    let late = late_frames(data_time, scenery);
    let other = another_error(data_time, scenery);
    json!({
        "abnormal_event": [late, other],
        "appid": scenery.appid(),
        "data_time": data_time,
        "domain": scenery.domain(),
        "path": scenery.path(),
        "report_interval": INTERVAL_MS,
        "sequence": push.sequence,
        "stream_id": scenery.stream(),
        "stream_param": push.stream_param,
        "timeout": INTERVAL_MS,
        "user_ip": push.user_ip,
    })
}

fn late_frames(data_time: i64, scenery: &mut Scenery<'_>) -> Value {
    let count = scenery.draws.between(1..=3);
    let detail: Vec<_> = (1..=count)
        .map(|n| {
            let gap = scenery.draws.between(1_001..=3_999);
            // Within the interval, in order.
            let occur_time = data_time - INTERVAL_MS + n * INTERVAL_MS / (count + 1);
            json!({ "desc": format!("interval={gap}(msec)"), "occur_time": occur_time })
        })
        .collect();
    json!({
        "count": count,
        "customer_visible": "true",
        "detail": detail,
        "event_key": "",
        "type": 6,
        "type_desc_cn": " ",
        "type_desc_en": "video frame arrive interval bigger than 1000(ms)",
    })
}

/// An error of another type. Their words are not known to us: blank, as one is in the sample.
fn another_error(data_time: i64, scenery: &mut Scenery<'_>) -> Value {
    json!({
        "count": 1,
        "customer_visible": "true",
        "detail": [{ "desc": " ", "occur_time": data_time - INTERVAL_MS / 2 }],
        "event_key": "",
        "type": scenery.draws.between(7..=16),
        "type_desc_cn": " ",
        "type_desc_en": " ",
    })
}

pub(super) fn monitoring(scenery: &mut Scenery<'_>) -> Value {
    const NAMES: &[&str] = &["DtsJitter", "TimestampFallback"];
    let name = *scenery.draws.one_of(NAMES);
    json!({
        "appid": scenery.appid(),
        "bizid": scenery.draws.between(1_000..=9_999),
        "event_msg": format!("{name} of {} ms", scenery.draws.between(500..=5_000)),
        "event_name": name,
        "event_time": scenery.end() * 1_000 + scenery.draws.between(0..=999),
        "interface": "general_callback",
        "stream_id": scenery.stream(),
    })
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>) {
    match oddity {
        Oddity::CustomerVisibleMissing => {
            if let Some(last) = tree::objects(content, "abnormal_event").last() {
                tree::remove(last, &["customer_visible"]);
            }
        }
        Oddity::FewerFieldsBefore2025 => {
            tree::remove(content, &["domain", "sequence", "user_ip"]);
        }
        Oddity::UndocumentedInterface => tree::set(content, "interface", "general_callback"),
        _ => {}
    }
}
