//! Quality of picture and sound: a defect (event 343), pictures under a threshold (344), their
//! average (345).

use serde_json::{Map, Value, json};

use super::{EventKind, Oddity, scenery::Scenery, tree};

pub(super) fn inspection(scenery: &mut Scenery<'_>) -> Value {
    const CLASSES: &[&str] = &["VideoResolutionChanged", "DtsJitter", "Blur", "Silence"];
    let class = *scenery.draws.one_of(CLASSES);
    let score = scenery.draws.between(1_000..=99_000);
    let mut event = event(scenery, "QualityControl", class);
    event["score"] = thousandths(score);
    event
}

pub(super) fn threshold(scenery: &mut Scenery<'_>) -> Value {
    measured(scenery).0
}

pub(super) fn average(scenery: &mut Scenery<'_>) -> Value {
    let (mut event, scores) = measured(scenery);
    let count = i64::try_from(scores.len()).unwrap_or(1).max(1);
    event["average_score"] = thousandths(scores.iter().sum::<i64>() / count);
    event["max_score"] = thousandths(scores.iter().copied().max().unwrap_or(0));
    event["min_score"] = thousandths(scores.iter().copied().min().unwrap_or(0));
    event
}

/// Pictures a second apart, the last just before the event, and their scores in thousandths.
fn measured(scenery: &mut Scenery<'_>) -> (Value, Vec<i64>) {
    /// The measures, and the range of a score that crosses a threshold, in thousandths.
    const CLASSES: &[(&str, i64, i64)] = &[
        ("PSNR", 18_000, 30_000),
        ("SSIM", 500, 900),
        ("VMAF", 20_000, 70_000),
        ("VQA", 20_000, 60_000),
    ];
    let (class, low, high) = *scenery.draws.one_of(CLASSES);
    let count = scenery.draws.between(1..=5);
    let scores: Vec<_> = (0..count).map(|_| scenery.draws.between(low..=high)).collect();
    let last = scenery.end() * 1_000 - 1_000 + scenery.draws.between(0..=999);
    let frames: Vec<_> = scores
        .iter()
        .zip((0..count).rev())
        .map(|(&score, before)| {
            json!({ "score": thousandths(score), "time": last - before * 1_000 })
        })
        .collect();
    let mut event = event(scenery, "Assessment", class);
    event["frames"] = json!(frames);
    (event, scores)
}

fn event(scenery: &mut Scenery<'_>, function: &str, class: &str) -> Value {
    json!({
        "appid": scenery.appid(),
        "appname": scenery.path(),
        "class": class,
        "domain": scenery.domain(),
        "event_time": scenery.end(),
        "function": function,
        "stream_id": scenery.stream(),
        "transcode_template_id": scenery.draws.between(10_000..=999_999),
        "watermark_template_id": scenery.draws.between(10_000..=999_999),
    })
}

fn thousandths(number: i64) -> Value {
    // Well within what a double holds.
    json!(number as f64 / 1_000.0)
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>) {
    match oddity {
        Oddity::CombinedClass => tree::set(content, "class", "QRCode/Barcode/AppletCode"),
        Oddity::NoTemplateIds => {
            tree::remove(content, &["transcode_template_id", "watermark_template_id"]);
        }
        Oddity::AverageUnder344 => {
            tree::set(content, "event_type", EventKind::EvaluationThreshold.event_type());
        }
        _ => {}
    }
}
