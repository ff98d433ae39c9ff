//! What comes of recording a stream: a file (event 100), its status (332), its exceptions (341).

use serde_json::{Map, Value, json};

use super::{
    Oddity,
    scenery::{Scenery, as_text},
    tree,
};

/// About 2.5 megabits a second.
const BYTES_PER_SECOND: i64 = 312_500;

pub(super) fn file(scenery: &mut Scenery<'_>) -> Value {
    let push = scenery.push();
    let seconds = scenery.end() - scenery.begin();
    let file_id = format!("{}_{}", scenery.appid(), hex::encode(scenery.draws.bytes::<16>()));
    let file_size = seconds * BYTES_PER_SECOND + scenery.draws.between(0..=BYTES_PER_SECOND);
    let callback_ext = json!({
        "resolution": format!("{}x{}", push.width, push.height),
        "session_id": scenery.number_text(),
        "video_codec": "h264",
    });
    let object = format!("{}/{}/{}.mp4", scenery.path(), scenery.stream(), file_id);
    json!({
        "app": scenery.domain(),
        "appid": scenery.appid(),
        "appname": scenery.path(),
        "callback_ext": as_text(&callback_ext),
        "channel_id": scenery.stream(),
        "duration": seconds,
        "end_time": scenery.end(),
        "end_time_usec": scenery.draws.between(0..=999_999),
        "file_format": "mp4",
        "file_id": file_id,
        "file_size": file_size,
        "media_start_time": scenery.draws.between(0..=99),
        "record_bps": 0,
        "record_file_id": file_id,
        "record_temp_id": scenery.number_text(),
        "start_time": scenery.begin(),
        "start_time_usec": scenery.draws.between(0..=999_999),
        "stream_id": scenery.stream(),
        "stream_param": push.stream_param,
        "task_id": scenery.id(),
        "video_url": scenery.object_url(&object),
    })
}

pub(super) fn status(scenery: &mut Scenery<'_>) -> Value {
    const EVENTS: &[&str] = &[
        "record_start_succeeded",
        "record_start_failed",
        "record_paused",
        "record_resumed",
        "record_error",
        "record_ended",
    ];
    json!({
        "appid": scenery.appid(),
        "appname": scenery.path(),
        "domain": scenery.domain(),
        "event_time": scenery.end(),
        "record_detail": as_text(&detail(LIVE)),
        "record_event": *scenery.draws.one_of(EVENTS),
        "seq": scenery.id(),
        "session_id": scenery.id(),
        "stream_id": scenery.stream(),
        "task_id": "",
    })
}

/// The `source_type` of a stream that is pushed.
const LIVE: i64 = 1;
/// The `source_type` of a stream that a relay pulls.
const RELAYED: i64 = 2;

fn detail(source_type: i64) -> Value {
    json!({
        "codec_temp_id": 0,
        "file_format": 3,
        "record_bps": 0,
        "record_content": 1,
        "source_type": source_type,
        "start_model": 1,
    })
}

pub(super) fn exception(scenery: &mut Scenery<'_>) -> Value {
    json!({
        "appid": scenery.appid(),
        "exception": {
            "desc": "video ts deviation",
            "occurs": scenery.draws.between(1..=9),
            "type": -201,
        },
        "exception_level": "info",
        "file_format": "ts",
        "session_id": scenery.number_text(),
        "stream_id": scenery.stream(),
        "timestamp": scenery.end(),
    })
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>, scenery: &Scenery<'_>) {
    match oddity {
        Oddity::VideoIdAgain => {
            let video_id = format!("{}_{}", scenery.appid(), scenery.begin());
            tree::set(content, "video_id", video_id);
        }
        Oddity::NoAppNorAppname => tree::remove(content, &["app", "appname"]),
        Oddity::FileFormatInUpperCase => {
            tree::change_text(content, "file_format", str::to_ascii_uppercase);
        }
        Oddity::NoStreamParam => tree::remove(content, &["stream_param"]),
        Oddity::FileSizeAsText => {
            let digits = content.get("file_size").map(Value::to_string);
            tree::set(content, "file_size", digits);
        }
        Oddity::RecordeventSpelling => tree::rename(content, "record_event", "recordevent"),
        Oddity::RecordDetailOverEscaped => {
            tree::change_text(content, "record_detail", |text| text.replace('"', "\\\""));
        }
        Oddity::NoRecordTaskId => tree::remove(content, &["task_id"]),
        Oddity::RelayTaskAsStream => {
            // The number of the stream's room, so that a stream has one task.
            let task: String = scenery.stream().chars().filter(char::is_ascii_digit).collect();
            tree::set(content, "stream_id", format!("7735{task}"));
            tree::set(content, "record_detail", as_text(&detail(RELAYED)));
        }
        Oddity::UndocumentedDomainAndPath => {
            tree::set(content, "interface", "general_callback");
            tree::set(content, "domain", scenery.domain());
            tree::set(content, "path", scenery.path());
        }
        _ => {}
    }
}
