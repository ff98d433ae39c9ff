//! What flaws do to a body once it is written, and the content type it is sent with.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{Flaw, body, credential::Credential};

/// What Tencent's documents name, without parameters.
pub(super) const JSON: &str = "application/json";

/// Changes the written body as the flaw has it. Flaws of other parts change nothing here.
pub(super) fn spoil(
    flaw: Option<Flaw>,
    body: Vec<u8>,
    content: &Map<String, Value>,
    credential: &Credential,
) -> (Vec<u8>, Option<&'static str>) {
    let body = match flaw {
        Some(Flaw::TypeTwice) => with_a_second_type(body),
        Some(Flaw::InvalidUtf8) => with_a_bad_byte(body),
        Some(Flaw::ByteOrderMark) => [b"\xef\xbb\xbf", &*body].concat(),
        Some(Flaw::TruncatedJson) => without_its_last_third(body),
        Some(Flaw::JsonArray) => [b"[", &*body, b"]"].concat(),
        Some(Flaw::StreamLive) => [b"{\"data\":", &*body, b"}"].concat(),
        Some(Flaw::FormBody) => form(content, credential).into_bytes(),
        _ => body,
    };
    let content_type = match flaw {
        Some(Flaw::FormBody) => Some("application/x-www-form-urlencoded"),
        Some(Flaw::WrongContentType) => Some("text/plain"),
        Some(Flaw::NoContentType) => None,
        _ => Some(JSON),
    };
    (body, content_type)
}

/// Behind all other fields, where most parsers take it for the one that counts.
fn with_a_second_type(mut body: Vec<u8>) -> Vec<u8> {
    let end = body.len().saturating_sub(1);
    body.truncate(end);
    [&*body, b",\"event_type\":0}"].concat()
}

/// 0xff at the beginning of the first text: no UTF-8 has that byte anywhere.
fn with_a_bad_byte(mut body: Vec<u8>) -> Vec<u8> {
    const START_OF_TEXT: &[u8] = b":\"";
    let start = body.windows(START_OF_TEXT.len()).position(|pair| pair == START_OF_TEXT);
    body.insert(start.map_or(0, |start| start + START_OF_TEXT.len()), 0xff);
    body
}

/// Cut between two characters: what is left is still UTF-8.
fn without_its_last_third(mut body: Vec<u8>) -> Vec<u8> {
    let mut end = body.len() * 2 / 3;
    // Bytes that continue a character begin with the bits 10.
    while body.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    body.truncate(end);
    body
}

fn form(content: &Map<String, Value>, credential: &Credential) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(content.iter().map(|(name, value)| (name.as_str(), text(value))));
    for body::Member { name, value_json, .. } in &credential.members {
        form.append_pair(name, value_json.trim_matches('"'));
    }
    form.finish()
}
