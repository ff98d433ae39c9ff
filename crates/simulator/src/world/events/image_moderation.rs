//! Moderation of pictures (event 317), whose names are of two manners.

use serde_json::{Map, Value, json};

use super::{Oddity, scenery::Scenery, tree};

const LISTS: &[&str] = &["labelResults", "libResults", "objectResults", "ocrResults"];

/// What the documents say is still sent for receivers of an older version.
const LEGACY: &[&str] = &[
    "abductionRisk",
    "abuseScore",
    "adScore",
    "confidence",
    "customScore",
    "hotScore",
    "illegalScore",
    "normalScore",
    "polityScore",
    "pornScore",
    "similarScore",
    "teenagerScore",
    "terrorScore",
    "tid",
];

pub(super) fn plain(scenery: &mut Scenery<'_>) -> Value {
    let score = scenery.draws.between(80..=100);
    let suggestion = if score >= 90 { "Block" } else { "Review" };
    let file = format!("audit/{}-{}.jpg", scenery.stream(), scenery.begin());
    json!({
        "app": scenery.domain(),
        "appid": scenery.appid(),
        "appname": scenery.path(),
        "channelId": scenery.stream(),
        "img": scenery.object_url(&file),
        "label": "Porn",
        "labelResults": [{
            "Details": [{ "Id": 0, "Name": "PornHigh", "Score": score }],
            "HitFlag": 1,
            "Label": "Porn",
            "Scene": "Porn",
            "Score": score,
            "SubLabel": "PornHigh",
            "Suggestion": suggestion,
        }],
        "libResults": [],
        "objectResults": [],
        "ocrMsg": "",
        "ocrResults": [],
        "score": [score],
        "screenshotTime": scenery.begin(),
        "sendTime": scenery.begin() + scenery.draws.between(1..=5),
        "streamId": scenery.stream(),
        "stream_param": scenery.push().stream_param,
        "subLabel": "PornHigh",
        "suggestion": suggestion,
        "type": [1],
    })
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>) {
    match oddity {
        Oddity::NullResultLists => {
            for list in LISTS {
                tree::set(content, list, Value::Null);
            }
        }
        Oddity::ScoreMisspelt => tree::rename(content, "score", "socre"),
        Oddity::ScoreScalar => {
            if let Some(first) = content.get("score").and_then(|scores| scores.get(0)).cloned() {
                tree::set(content, "score", first);
            }
        }
        Oddity::LabelInLowerCase => {
            for result in tree::objects(content, "labelResults") {
                tree::rename(result, "Label", "label");
            }
        }
        Oddity::UndocumentedImageFields => {
            tree::set(content, "HitFlag", 1);
            tree::set(content, "level", 0);
            tree::set(content, "faceDetails", json!([]));
        }
        Oddity::LegacyScores => {
            for name in LEGACY {
                tree::set(content, name, 0);
            }
            tree::set(content, "abductionRisk", json!([]));
        }
        _ => {}
    }
}
