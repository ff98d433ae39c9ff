//! What brings each fault to light: a few requests on which it and a sound receiver part.

use livehook_core::Signature;
use md5::{Digest as _, Md5};

use crate::faults::{arrive::PATH, fault::Fault, harness::NOW, key};

/// What is done to a receiver.
pub(super) enum Step {
    /// A request of several pieces, and its answer.
    Ask(Vec<String>),
    /// The same request so many times at once, `{n}` counted.
    AskTogether(String, usize),
    /// A request that is begun and not ended, so many times.
    Hold(usize),
    Kill,
}
use Step::{Ask, AskTogether, Hold, Kill};

const HIGHLIGHT: &str =
    r#""event_type":349,"stream_id":"room","items":[{"begin_time":1,"title":"goal"}]"#;

pub(super) fn sign(t: &str) -> String {
    Signature::of(&key(), t).to_string()
}

/// `t` so many seconds from now.
pub(super) fn t(seconds: i64) -> String {
    (NOW.0 + seconds).to_string()
}

/// A body of these members.
fn body(fields: &str, t_json: &str, sign: &str) -> String {
    format!(r#"{{{fields},"t":{t_json},"sign":"{sign}"}}"#)
}

/// A body that is signed as it should be.
fn sound(fields: &str) -> String {
    body(fields, &t(600), &sign(&t(600)))
}

fn expired_by(seconds: i64) -> String {
    body(HIGHLIGHT, &t(-seconds), &sign(&t(-seconds)))
}

fn request(head: &str, body: &str) -> String {
    format!("{head}host: localhost\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

pub(super) fn post(body: &str) -> Step {
    post_with("content-type: application/json\r\n", body)
}

fn post_with(headers: &str, body: &str) -> Step {
    let head = format!("POST {PATH} HTTP/1.1\r\nconnection: close\r\n{headers}");
    Ask(vec![request(&head, body)])
}

/// Two texts signed as they stand: `t` as JSON, and the text that is hashed.
fn odd_t(json: &str, hashed: &str) -> Vec<Step> {
    vec![post(&body(HIGHLIGHT, json, &sign(hashed)))]
}

fn of_highlight(flawed: &str) -> Vec<Step> {
    vec![post(flawed)]
}

/// What brings the fault to light.
pub(super) fn provocation(fault: Fault) -> Vec<Step> {
    let right = sign(&t(600));
    let one = |fields: &str| vec![post(&sound(fields))];
    match fault {
        Fault::BelievesAnything => of_highlight(&body(HIGHLIGHT, &t(600), &"0".repeat(32))),
        Fault::SkipsCheckWhenUnsigned => of_highlight(&format!("{{{HIGHLIGHT}}}")),
        Fault::SkipsCheckWhenSignAbsent => {
            of_highlight(&format!(r#"{{{HIGHLIGHT},"t":{}}}"#, t(600)))
        }
        Fault::SkipsCheckWhenTAbsent => {
            of_highlight(&format!(r#"{{{HIGHLIGHT},"sign":"{right}"}}"#))
        }
        Fault::SkipsCheckWhenNull => {
            of_highlight(&format!(r#"{{{HIGHLIGHT},"t":{},"sign":null}}"#, t(600)))
        }
        Fault::SkipsCheckForOtherTypes => {
            of_highlight(r#"{"event_type":100,"stream_id":"room","t":1,"sign":""}"#)
        }
        Fault::ChecksAfterStoring | Fault::LeaksExpectedSign | Fault::LeaksKey => {
            of_highlight(&body(HIGHLIGHT, &t(600), &"0".repeat(32)))
        }
        Fault::ComparesFirstEightDigits => {
            of_highlight(&body(HIGHLIGHT, &t(600), &format!("{}{}", &right[..8], "0".repeat(24))))
        }
        Fault::ComparesCommonLength => of_highlight(&body(HIGHLIGHT, &t(600), &right[..31])),
        Fault::AcceptsEmptySign => of_highlight(&body(HIGHLIGHT, &t(600), "")),
        Fault::TBeforeKey => {
            let hashed = Md5::new().chain_update(t(600)).chain_update(key().expose()).finalize();
            of_highlight(&body(HIGHLIGHT, &t(600), &hex::encode(hashed)))
        }
        Fault::SignOnlyFromQuery | Fault::SignFromQueryFirst => {
            let head =
                format!("POST {PATH}?t={}&sign={right} HTTP/1.1\r\nconnection: close\r\n", t(600));
            vec![Ask(vec![request(&head, &format!("{{{HIGHLIGHT}}}"))])]
        }
        Fault::SignFromHeaderFirst => {
            let headers = format!("x-t: {}\r\nx-sign: {right}\r\n", t(600));
            vec![post_with(&headers, &format!("{{{HIGHLIGHT}}}"))]
        }
        Fault::NoExpiryCheck | Fault::ExpiryInMilliseconds => vec![post(&expired_by(86_400))],
        Fault::TReadAsSendingTime => vec![post(&expired_by(600))],
        Fault::ExpiryOffByOne => vec![post(&expired_by(1))],
        Fault::TWindow => vec![post(&expired_by(300)), post(&sound(HIGHLIGHT))],
        Fault::TrimsT => odd_t(&format!(r#""0{}""#, t(600)), &format!("0{}", t(600))),
        Fault::TAsFloat => {
            odd_t(&format!("{}000000000000", t(600)), &format!("{}000000000000", t(600)))
        }
        Fault::LengthExtension => {
            // Not lengthened without the key here: that such a t is taken is all there is to show.
            let text = format!("{}\u{80}9999", t(-60));
            let bytes: Vec<u8> = text.chars().map(|it| u8::try_from(it).unwrap()).collect();
            let hashed = Md5::new().chain_update(key().expose()).chain_update(bytes).finalize();
            of_highlight(&body(HIGHLIGHT, &format!("\"{text}\""), &hex::encode(hashed)))
        }
        Fault::FirstTSignedLastTDated => {
            let twice = format!(r#"{HIGHLIGHT},"t":{}"#, t(-60));
            of_highlight(&body(&twice, &t(600), &sign(&t(-60))))
        }
        Fault::FirstFieldWins => one(&format!(r#"{HIGHLIGHT},"stream_id":"room""#)),
        Fault::ExpiredPoisonsRedelivery => vec![post(&expired_by(1)), post(&sound(HIGHLIGHT))],
        Fault::ForgedPoisonsDelivery => {
            vec![post(&body(HIGHLIGHT, &t(600), &"0".repeat(32))), post(&sound(HIGHLIGHT))]
        }
        _ => provocation_of_content(fault),
    }
}

fn provocation_of_content(fault: Fault) -> Vec<Step> {
    let one = |fields: &str| vec![post(&sound(fields))];
    let two = |first: &str, second: &str| vec![post(&sound(first)), post(&sound(second))];
    match fault {
        Fault::FormBodyHalfBound => vec![post(&format!(
            "event_type=349&stream_id=room&items=%5B%5D&t={}&sign={}",
            t(600),
            sign(&t(600))
        ))],
        Fault::HangsUpOnNonObject => vec![post("[1]")],
        Fault::HangsUpOnDeepNesting => {
            one(&format!("{HIGHLIGHT},\"deep\":{}{}", "[".repeat(100), "]".repeat(100)))
        }
        Fault::BreaksOnMalformedJson | Fault::StackTraceInAnswer => vec![post("{")],
        Fault::BreaksOnJoinedEmoji => one(&HIGHLIGHT.replace("goal", "👩\u{200d}👧")),
        Fault::BodyLimitTooSmall => one(&HIGHLIGHT.replace("goal", &"a".repeat(20_000))),
        Fault::RequiresExactContentType => {
            vec![post_with("content-type: application/json; charset=utf-8\r\n", &sound(HIGHLIGHT))]
        }
        Fault::AnyMethodWillDo => {
            let head = format!("GET {PATH} HTTP/1.1\r\nconnection: close\r\n");
            vec![Ask(vec![request(&head, &sound(HIGHLIGHT))])]
        }
        Fault::UnknownEventRefused => one(r#""event_type":777,"stream_id":"room""#),
        Fault::AbsentEventTypeIsZero => one(r#""stream_id":"room""#),
        Fault::UnknownFieldRefused => one(
            r#""event_type":349,"appid":1,"domain":"a","path":"b","stream_id":"room","items":[],"new":1"#,
        ),
        Fault::MisfitBreaks => one(r#""event_type":349,"stream_id":"room","items":"none""#),
        Fault::PushDurationMustBeNumber => {
            one(r#""event_type":0,"stream_id":"room","push_duration":"408120""#)
        }
        Fault::ImageModerationByStreamId => one(r#""event_type":317,"streamId":"room""#),
        Fault::EventTimeRequired => one(r#""event_type":100,"stream_id":"room""#),
        Fault::NullArraysBreak => one(r#""event_type":315,"stream_id":"room","moan_results":null"#),
        Fault::EmptyItemsBreak => one(r#""event_type":349,"stream_id":"room","items":[]"#),
        Fault::ThirtyTwoBitNumbers => {
            one(r#""event_type":315,"stream_id":"room","seq":3232590095"#)
        }
        Fault::OrderDependent => one(r#""event_type":0,"stream_id":"room","event_time":2"#),
        Fault::OlderIsStale => two(
            r#""event_type":0,"stream_id":"room","event_time":2"#,
            r#""event_type":1,"stream_id":"room","event_time":1"#,
        ),
        Fault::NotIdempotent | Fault::RefusesRepeats => two(HIGHLIGHT, HIGHLIGHT),
        Fault::DedupsBySign
        | Fault::DedupsBySignAlone
        | Fault::DedupsByT
        | Fault::DedupsByPairAndRefuses => {
            two(HIGHLIGHT, r#""event_type":1,"stream_id":"room","event_time":1"#)
        }
        Fault::DedupsByStream => {
            two(HIGHLIGHT, &HIGHLIGHT.replace("\"begin_time\":1", "\"begin_time\":2"))
        }
        Fault::DedupsByFirstClip => two(HIGHLIGHT, &HIGHLIGHT.replace("goal", "save")),
        Fault::DedupsByRawBody => {
            vec![post(&sound(HIGHLIGHT)), post(&body(HIGHLIGHT, &t(500), &sign(&t(500))))]
        }
        Fault::DedupsByFloats => two(
            r#""event_type":315,"stream_id":"room","seq":9007199254740992"#,
            r#""event_type":315,"stream_id":"room","seq":9007199254740993"#,
        ),
        Fault::DedupsByAscii => {
            two(&HIGHLIGHT.replace("goal", "进球"), &HIGHLIGHT.replace("goal", "扑救"))
        }
        _ => provocation_of_working(fault),
    }
}

fn provocation_of_working(fault: Fault) -> Vec<Step> {
    let sent = sound(HIGHLIGHT);
    let half = sent.len() / 2;
    let head = |lines: &str| format!("POST {PATH} HTTP/1.1\r\nhost: localhost\r\n{lines}\r\n");
    let plain = request(&head("").replace("\r\n\r\n", "\r\n"), &sent);
    match fault {
        Fault::AcknowledgesBeforeStoring | Fault::KeepsInMemory => vec![post(&sent), Kill],
        Fault::ForgetsAfterRestart => vec![post(&sent), Kill, post(&sent)],
        Fault::LosesUnderConcurrency => {
            vec![
                Hold(24),
                AskTogether(
                    sound(&HIGHLIGHT.replace("\"begin_time\":1", "\"begin_time\":{n}")),
                    32,
                ),
            ]
        }
        Fault::StoresTwiceUnderConcurrency => vec![AskTogether(sent, 2)],
        Fault::SlowPeersBlockAll => vec![Hold(1), post(&sent)],
        Fault::SlowPeersUseUpWorkers => vec![Hold(8), post(&sent)],
        Fault::BelievesTruncatedBody => {
            let lines = format!("content-length: {}\r\n", sent.len() + 10);
            vec![Ask(vec![head(&lines) + &sent, String::new()])]
        }
        Fault::ReadsOnePacketOnly => {
            let at = plain.len() - half;
            vec![Ask(vec![plain[..at].to_owned(), plain[at..].to_owned()])]
        }
        Fault::LengthAndChunksSmuggle => {
            let lines = format!(
                "content-length: {}\r\ntransfer-encoding: chunked\r\n",
                "0\r\n\r\n".len() + plain.len()
            );
            vec![Ask(vec![format!("{}0\r\n\r\n{plain}", head(&lines)), String::new()])]
        }
        Fault::FirstLengthSmuggles => {
            let lines = format!("content-length: 0\r\ncontent-length: {}\r\n", plain.len());
            vec![Ask(vec![format!("{}{plain}", head(&lines)), String::new()])]
        }
        // All that any sound callback brings to light.
        _ => vec![post(&sent)],
    }
}
