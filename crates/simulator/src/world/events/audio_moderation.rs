//! Moderation of the sound (event 315): a contact that was read out, found in what was said.

use serde_json::{Map, Value, json};

use super::{Oddity, scenery::Scenery, tree};

/// The length of the stretch that is judged, in seconds.
const STRETCH: i64 = 10;

const LISTS: &[&str] =
    &["language_results", "moan_results", "recognition_results", "speaker_results", "text_results"];

pub(super) fn plain(scenery: &mut Scenery<'_>) -> Value {
    let text = scenery.text();
    let (word, at) = word_in(&text.summary, &text.key_words);
    let length = word.chars().count();
    let score = scenery.draws.between(80..=100);
    let from = scenery.begin_pts() / 1_000;
    let file = format!("audit/{}-{from}.wav", scenery.stream());
    json!({
        "HitFlag": 1,
        "Score": score,
        "SubTag": "Contact",
        "appid": scenery.appid(),
        "asr_text": text.summary,
        "cdn_url": "",
        "channel_id": scenery.stream(),
        "data": { "asr_tmp_full_results": [{
            "appearing_point": [scenery.begin_pts() as f64 / 1_000.0, (from + STRETCH) as f64],
            "confidence": 100,
            "id": "",
            "periods": format!("{}-{}", clock(from), clock(from + STRETCH)),
            "url": scenery.object_url(&file),
        }] },
        "domain": scenery.domain(),
        "duration": STRETCH,
        "label": "Ad",
        "language_results": [],
        "moan_results": [],
        "path": scenery.path(),
        "recognition_results": [],
        "request_id": hex::encode(scenery.draws.bytes::<16>()),
        "seq": from / STRETCH,
        "speaker_results": [],
        "status": 2,
        "stream_id": scenery.stream(),
        "sub_label": "Contact",
        "suggestion": if score >= 90 { "Block" } else { "Review" },
        "task_id": scenery.draws.between(10_000..=99_999),
        "text_results": [{
            "HitInfos": [{
                "Keyword": word,
                "LibName": "promotions",
                "Positions": [{ "End": at + length, "Start": at }],
                "Type": "keyword",
            }],
            "Keywords": [word],
            "Label": "Ad",
            "LibId": "",
            "LibName": "promotions",
            "Score": score,
            "SubLabel": "Contact",
            "Suggestion": if score >= 90 { "Block" } else { "Review" },
        }],
    })
}

/// A keyword that stands in the text, and where, in characters; else the text's beginning.
fn word_in(text: &str, key_words: &[String]) -> (String, usize) {
    let found = key_words.iter().find_map(|word| Some((word, text.find(word.as_str())?)));
    match found {
        Some((word, byte)) => (word.clone(), text[..byte].chars().count()),
        None => (text.chars().take(4).collect(), 0),
    }
}

/// `00:30:10`
fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>, scenery: &Scenery<'_>) {
    match oddity {
        Oddity::NullArrays => {
            for list in LISTS {
                tree::set(content, list, Value::Null);
            }
        }
        Oddity::SeqBeyond32Bits => {
            tree::set(content, "seq", 3_232_590_095 + scenery.index % 1_000_000_000);
        }
        Oddity::RequiredFieldsOnly => content.retain(|name, _| {
            ["appid", "channel_id", "domain", "event_type", "stream_id"].contains(&name.as_str())
        }),
        Oddity::UndocumentedAudioFields => {
            tree::set(content, "interface", "general_callback");
            if let Some(data) = tree::object(content, "data") {
                for piece in tree::objects(data, "asr_tmp_full_results") {
                    tree::set(piece, "create_time", scenery.begin());
                }
            }
        }
        _ => {}
    }
}
