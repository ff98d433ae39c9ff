//! Reading: any bytes, and the same opinion as serde_json on what is JSON.

use livehook_core::{Clip, Code, Decoded, Envelope, Event, Highlight, UnixSeconds, UnknownFields};
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::IgnoredAny;

use super::json::{Manner, document, write};

/// Bytes that turn JSON into nearly JSON.
const SPOILERS: &[u8] = b"{}[]:,\"\\u0t1-+.eE \t\n\r\x00\x0b\x1f\x7f\x80\xc3\xed\xff'/#";

/// JSON with a few bytes replaced, inserted or lost.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<Index>(), 0..3_u8, prop::sample::select(SPOILERS));
    let sound = (document(), Manner::any())
        .prop_map(|(document, manner)| write(&document, &[("t", "1"), ("sign", "\"\"")], manner));
    (sound, prop::collection::vec(edit, 0..4)).prop_map(|(text, edits)| {
        let mut bytes = text.into_bytes();
        for (place, kind, byte) in edits {
            let at = place.index(bytes.len() + 1);
            match kind {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        bytes
    })
}

/// Reads as far as it goes; what is read must be readable to the end.
fn read(bytes: &[u8]) -> Option<Code> {
    match Envelope::read(bytes) {
        Ok(envelope) => {
            let _event_or_why_not = Event::decode(&envelope);
            None
        }
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            Some(refusal.code())
        }
    }
}

/// serde_json's opinion of a body, in our words. `IgnoredAny` judges syntax alone. `Value` would also refuse numbers beyond a
/// double (`1e999`), lone surrogates and depth over 128, all of which are JSON: see `where_serde_jsons_value_differs`.
fn expected_of(bytes: &[u8]) -> Option<Code> {
    let Ok(text) = str::from_utf8(bytes) else { return Some(Code::NotUtf8) };
    match serde_json::from_str::<IgnoredAny>(text) {
        Err(_) => Some(Code::NotJson),
        Ok(_) if !text.trim_start().starts_with('{') => Some(Code::NotObject),
        Ok(_) => None,
    }
}

#[track_caller]
fn check_agreement(bytes: &[u8]) {
    let seen = read(bytes).filter(|code| *code <= Code::NotObject);
    assert_eq!(seen, expected_of(bytes), "{}", String::from_utf8_lossy(bytes));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check_agreement(&bytes);
    }

    #[test]
    fn we_and_serde_json_agree_on_what_is_json(bytes in nearly_json()) {
        check_agreement(&bytes);
    }

    #[test]
    fn what_serde_jsons_value_takes_we_take(bytes in nearly_json()) {
        if serde_json::from_slice::<serde_json::Value>(&bytes).is_ok() {
            prop_assert!(!matches!(read(&bytes), Some(Code::NotUtf8 | Code::NotJson)));
        }
    }

    #[test]
    fn a_highlight_is_read_as_it_was_written(highlight in highlight()) {
        let json = highlight.to_json();
        let decoded = Event::decode(&Envelope::read(json.as_bytes()).unwrap());
        let expected = Decoded { event: Event::Highlight(highlight), unknown_fields: UnknownFields::default() };
        prop_assert_eq!(decoded, Ok(expected));
    }
}

#[test]
fn where_serde_jsons_value_differs() {
    let deep = format!(r#"{{"x":{}1{}}}"#, "[".repeat(62), "]".repeat(62));
    for body in [r#"{"x":1e999}"#, r#"{"x":"\ud800"}"#, r#"{"\udc00":1}"#] {
        assert!(serde_json::from_str::<serde_json::Value>(body).is_err(), "{body}");
        assert_eq!(read(body.as_bytes()), None, "{body}");
    }
    // Our limit of 64 stands before serde_json's of 128, so depth never makes a difference that way round.
    assert!(serde_json::from_str::<serde_json::Value>(&deep).is_ok());
    assert_eq!(read(deep.as_bytes()), None);
}

fn highlight() -> impl Strategy<Value = Highlight> {
    let clips = prop::collection::vec(clip(), 0..4);
    (any::<u64>(), any::<[String; 3]>(), clips).prop_map(
        |(appid, [domain, path, stream_id], clips)| Highlight {
            appid,
            domain,
            path,
            stream_id,
            clips,
        },
    )
}

fn clip() -> impl Strategy<Value = Clip> {
    let times = any::<(i64, i64)>();
    let texts = any::<[String; 4]>();
    (times, texts, prop::collection::vec(any::<String>(), 0..3)).prop_map(
        |((begin, end), [title, summary, video_store_url, cover_url], key_words)| Clip {
            begin_time: UnixSeconds(begin),
            end_time: UnixSeconds(end),
            title,
            summary,
            video_store_url,
            cover_url,
            key_words,
        },
    )
}
