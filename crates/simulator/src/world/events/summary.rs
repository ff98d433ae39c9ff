//! Summaries (event 348), and the oddities of Smart Highlights (event 349).

use serde_json::{Map, Value, json};

use super::{Oddity, scenery::Scenery, tree};

pub(super) fn plain(scenery: &mut Scenery<'_>) -> Value {
    let text = scenery.text();
    json!({
        "appid": scenery.appid(),
        "begin_time": scenery.begin(),
        "domain": scenery.domain(),
        "end_time": scenery.end(),
        "key_points": [text.title],
        "key_words": text.key_words,
        "path": scenery.path(),
        "stream_id": scenery.stream(),
        "summary": text.summary,
        "title": text.title,
    })
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>) {
    match oddity {
        Oddity::EmptyItems => tree::set(content, "items", json!([])),
        Oddity::TwoDigitYearObject => {
            for clip in tree::objects(content, "items") {
                tree::change_text(clip, "video_store_url", two_digit_year);
                tree::change_text(clip, "cov_img_store_url", two_digit_year);
            }
        }
        _ => {}
    }
}

/// `…/25-10-22_18-32-16_16666.mp4` from `…/2025-10-22_18-32-16_16666.mp4`.
fn two_digit_year(url: &str) -> String {
    match url.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/{}", name.get(2..).unwrap_or(name)),
        None => url.to_owned(),
    }
}
