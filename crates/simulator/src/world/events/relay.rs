//! Relay tasks (event 314). `msg` and `source_urls` are JSON in a text.

use serde_json::{Map, Value, json};

use super::{
    Oddity,
    scenery::{Scenery, as_text},
    tree,
};

pub(super) fn plain(scenery: &mut Scenery<'_>) -> Value {
    const EVENTS: &[&str] =
        &["TaskStart", "VodSourceFileStart", "VodSourceFileFinish", "TaskExit", "TaskAlarm"];
    let callback_event = *scenery.draws.one_of(EVENTS);
    let target = format!(
        "rtmp://{}/{}/{}?{}",
        scenery.domain(),
        scenery.path(),
        scenery.stream(),
        scenery.push().stream_param
    );
    json!({
        "appid": scenery.appid(),
        "callback_event": callback_event,
        "event_time": happened(callback_event, scenery).to_string(),
        "msg": as_text(&message(callback_event, scenery)),
        "source_urls": as_text(&json!([source_url(scenery)])),
        "stream_id": scenery.stream(),
        "task_id": scenery.number_text(),
        "to_url": target,
    })
}

/// When it happened, Unix seconds.
fn happened(callback_event: &str, scenery: &Scenery<'_>) -> i64 {
    match callback_event {
        "TaskStart" | "VodSourceFileStart" => scenery.begin(),
        _ => scenery.end(),
    }
}

fn source_url(scenery: &Scenery<'_>) -> String {
    format!("http://source.example.test/{}.m3u8", scenery.stream())
}

/// What there is to say of each thing that happens to a task.
fn message(callback_event: &str, scenery: &Scenery<'_>) -> Value {
    let url = source_url(scenery);
    match callback_event {
        "TaskStart" => json!({ "task_start_time": happened(callback_event, scenery) * 1_000 }),
        "VodSourceFileStart" => json!({ "index": 0, "url": url }),
        "VodSourceFileFinish" => {
            json!({ "duration": scenery.end() - scenery.begin(), "index": 0, "url": url })
        }
        "TaskAlarm" => {
            json!({ "message": "no data for a while", "type": "PullFileUnstable", "url": url })
        }
        _ => json!({
            "code": -22,
            "message": "write packet error.",
            "task_exit_time": happened(callback_event, scenery) * 1_000,
        }),
    }
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>, scenery: &Scenery<'_>) {
    match oddity {
        Oddity::RelayExitWithoutStream => {
            tree::remove(content, &["stream_id", "task_id", "to_url"]);
            tree::set(content, "callback_event", "TaskExit");
            tree::set(content, "event_time", happened("TaskExit", scenery).to_string());
            tree::set(content, "msg", as_text(&message("TaskExit", scenery)));
        }
        Oddity::SourceUrlsWithNewline => {
            tree::change_text(content, "source_urls", |json| format!("{json}\n"));
        }
        Oddity::AppIdInCamelCase => tree::rename(content, "appid", "appId"),
        Oddity::NoEventTime => tree::remove(content, &["event_time"]),
        Oddity::UndocumentedRelayFields => {
            tree::set(content, "interface", "general_callback");
            tree::set(content, "product_name", "pullpush");
            tree::set(content, "callback_url", "http://hooks.example.test/css");
        }
        _ => {}
    }
}
