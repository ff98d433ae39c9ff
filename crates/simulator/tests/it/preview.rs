//! A request shown instead of sent: the text and the line for the shell.

use expect_test::expect;
use livehook_simulator::{
    delivery::{MayTest, Target, curl_line, request_text},
    recipe::{Edit, Edits, EventSpec, Flaw, Prepared, Recipe, UnknownPaths},
    wire::RequestLine,
};

use crate::harness::{NOW, signing, sound};

fn target() -> Target {
    Target::parse("http://127.0.0.1:8080/callbacks/css?x=it's", &MayTest::default()).unwrap()
}

fn prepared(edits: &[&str], flaw: Option<Flaw>) -> Prepared {
    let list = edits.iter().map(|text| Edit::set(text).unwrap()).collect();
    let edits = Edits { list, unknown: UnknownPaths::Allow };
    let event = EventSpec::Other { event_type: 7 };
    Recipe { event, edits, flaw, ..sound() }.prepare(0, &signing(), NOW).unwrap()
}

#[test]
fn a_request_is_shown_as_it_travels() {
    expect![[r#"
        POST /callbacks/css?x=it%27s HTTP/1.1
        host: 127.0.0.1:8080
        user-agent: livehook-simulator/0.1.0
        content-type: application/json
        content-length: 236

        {"app":"push.lanternmarket.example","appid":1250000001,"appname":"live","channel_id":"room1820","event_time":1761128808,"event_type":7,"note":"it's 中文","sign":"c1d49ce5f098357071d59a879513dc6e","stream_id":"room1820","t":1761130034}
    "#]].assert_eq(&request_text(&prepared(&["note=it's 中文"], None), &target()));
    expect![[r#"
        POST /callbacks/css?x=it%27s HTTP/1.1
        host: 127.0.0.1:8080
        user-agent: livehook-simulator/0.1.0
        content-length: 215

        {"app":"push.lanternmarket.example","appid":1250000001,"appname":"live","channel_id":"room1820","event_time":1761128808,"event_type":7,"sign":"c1d49ce5f098357071d59a879513dc6e","stream_id":"room1820","t":1761130034}
    "#]].assert_eq(&request_text(&prepared(&[], Some(Flaw::NoContentType)), &target()));
}

#[test]
fn a_long_body_is_cut_in_sight() {
    let text = request_text(&prepared(&[], Some(Flaw::HugeBody)), &target());
    assert!(text.len() < 20_000, "{}", text.len());
    assert!(text.ends_with(" bytes more\n"), "{}", &text[text.len() - 100..]);
}

#[test]
fn a_curl_line_is_quoted_for_the_shell() {
    expect![[r#"curl -sS -i -H 'content-type: application/json' -H 'user-agent: livehook-simulator/0.1.0' --data-binary '{"app":"push.lanternmarket.example","appid":1250000001,"appname":"live","channel_id":"room1820","event_time":1761128808,"event_type":7,"note":"it'\''s 中文","sign":"c1d49ce5f098357071d59a879513dc6e","stream_id":"room1820","t":1761130034}' 'http://127.0.0.1:8080/callbacks/css?x=it%27s'"#]].assert_eq(&curl_line(&prepared(&["note=it's 中文"], None), &target()));
    expect![[r#"curl -sS -i -H 'content-type:' -H 'user-agent: livehook-simulator/0.1.0' --data-binary '{"app":"push.lanternmarket.example","appid":1250000001,"appname":"live","channel_id":"room1820","event_time":1761128808,"event_type":7,"sign":"c1d49ce5f098357071d59a879513dc6e","stream_id":"room1820","t":1761130034}' 'http://127.0.0.1:8080/callbacks/css?x=it%27s'"#]].assert_eq(&curl_line(&prepared(&[], Some(Flaw::NoContentType)), &target()));
}

#[test]
fn a_body_that_a_shell_does_not_carry_goes_through_base64() {
    for flaw in [Flaw::InvalidUtf8, Flaw::ByteOrderMark, Flaw::HugeBody] {
        let prepared = prepared(&[], Some(flaw));
        let line = curl_line(&prepared, &target());
        let encoded =
            line.strip_prefix("base64 -d <<< ").and_then(|rest| rest.split_once(' ')).unwrap().0;
        assert_eq!(decode_base64(encoded), prepared.body, "{flaw}");
    }
}

#[test]
fn a_request_is_one_object_for_scripts() {
    let prepared = prepared(&["note=中文"], Some(Flaw::WrongKey));
    let line =
        serde_json::to_value(RequestLine::new(4, Some(Flaw::WrongKey), &prepared, &target()))
            .unwrap();
    let curl = curl_line(&prepared, &target());
    let expected = serde_json::json!({
        "type": "request", "index": 4, "flaw": "wrong-key", "event_type": 7,
        "stream_id": "room1820", "t": 1_761_130_034, "method": "POST",
        "url": "http://127.0.0.1:8080/callbacks/css?x=it%27s",
        "headers": {"content-type": "application/json", "user-agent": "livehook-simulator/0.1.0"},
        "bytes": prepared.body.len(), "body": str::from_utf8(&prepared.body).unwrap(),
        "body_base64": null, "curl": curl,
        "situation": "forged", "expected_status": 403, "expected_code": "forged",
    });
    assert_eq!(line, expected);
}

#[test]
fn a_body_that_is_no_text_is_base64_for_scripts_too() {
    let prepared = prepared(&[], Some(Flaw::InvalidUtf8));
    let line = serde_json::to_value(RequestLine::new(0, None, &prepared, &target())).unwrap();
    assert!(line["body"].is_null(), "{line}");
    assert_eq!(decode_base64(line["body_base64"].as_str().unwrap()), prepared.body);
}

/// By hand: the encoder of the crate is not to be its own judge.
fn decode_base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    for group in text.as_bytes().chunks(4) {
        let digits: Vec<_> =
            group.iter().filter_map(|c| ALPHABET.iter().position(|a| a == c)).collect();
        let bits =
            digits.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - digits.len()));
        bytes.extend_from_slice(&u32::try_from(bits).unwrap().to_be_bytes()[1..digits.len()]);
    }
    bytes
}
