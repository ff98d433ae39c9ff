//! Every situation of `fixtures/answers.tsv`, and the frozen numbers of the codes.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    fmt::Write as _,
    fs,
    path::Path,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::Request,
};
use expect_test::expect;
use hyper::body::Frame;
use livehook_core::{Code, LatePolicy, Policy, Seconds, Source};
use livehook_inbox::State;
use livehook_receiver::{AnswerCode, Limits, ReceiverConfig};

use crate::harness::{
    Answer, GOOD_T, KEY, NOW, PATH, Receiver, config_of, event, limited, signed, signed_source,
};

/// What one situation came to: how its last delivery was answered, and where it was kept.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    code: String,
    status: u16,
    kept: String,
}

/// The rows of the table, by situation.
fn table() -> BTreeMap<String, Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/answers.tsv");
    let text = fs::read_to_string(file).unwrap();
    let row = |line: &str| {
        let [situation, code, status, kept, _meaning] =
            line.split('\t').collect::<Vec<_>>().try_into().expect("five columns");
        let row =
            Row { code: code.to_owned(), status: status.parse().unwrap(), kept: kept.to_owned() };
        (situation.to_owned(), row)
    };
    text.lines().skip(1).map(row).collect()
}

/// Where the deliveries of this situation end, played on a receiver of its own.
async fn play(situation: &str) -> Row {
    let Scene { receiver, before, last, close_inbox } = Scene::of(situation);
    for (second, body) in before {
        receiver.at(second);
        receiver.post(body).await;
    }
    receiver.at(NOW);
    if close_inbox == InboxIs::Closed {
        receiver.inbox.clone().close().await.unwrap();
    }
    let kept_before = receiver.records();
    let answer = receiver.call(last).await;
    let code = if answer.status == 200 { "-".to_owned() } else { answer.code() };
    assert_well_formed(&answer);
    let kept = kept(&kept_before, &receiver.records());
    Row { code, status: answer.status.as_u16(), kept: kept.to_owned() }
}

/// What holds for each answer.
#[track_caller]
fn assert_well_formed(answer: &Answer) {
    assert_eq!(answer.headers["content-type"], "application/json");
    let body = answer.json();
    if answer.status == 200 {
        assert_eq!(answer.body, br#"{"code":0}"#);
    } else {
        assert!(body["code"].as_u64().unwrap() > 0, "{body}");
        assert!(body["message"].as_str().unwrap().len() > 20, "{body}");
    }
}

fn kept(before: &[livehook_inbox::Record], after: &[livehook_inbox::Record]) -> &'static str {
    if before == after {
        return "nowhere";
    }
    match (after.len() - before.len(), after.last().unwrap().state) {
        (1, State::Received) => "inbox",
        (1, State::Quarantined(_)) => "quarantine",
        (0, state) if state == before.last().unwrap().state => "counted",
        (0, State::Received) => "promoted",
        (more, state) => panic!("{more} more, the last is {state:?}"),
    }
}

/// A situation: what came before, at which second, and the delivery that is looked at.
struct Scene {
    receiver: Receiver,
    before: Vec<(i64, String)>,
    last: Request<Body>,
    close_inbox: InboxIs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InboxIs {
    Open,
    Closed,
}

impl Scene {
    fn of(situation: &str) -> Self {
        Self {
            receiver: Receiver::with(configuration(situation)),
            before: before(situation),
            last: last(situation),
            close_inbox: match situation {
                "inbox_unavailable" => InboxIs::Closed,
                _ => InboxIs::Open,
            },
        }
    }
}

fn configuration(situation: &str) -> ReceiverConfig {
    match situation {
        "late_accepted" => config_of(signed_source()).with_policy(Policy {
            late: LatePolicy::Accept { grace: Seconds(960) },
            ..Policy::default()
        }),
        "unsigned_mode" => config_of(Source::unsigned("default").unwrap()),
        "scope" => config_of(signed_source().with_domains(["push.example.com".to_owned()])),
        "too_large" => limited(Limits { body_bytes: 512, ..Limits::default() }),
        "too_slow" => limited(Limits { body_time: Duration::from_millis(20), ..Limits::default() }),
        "overloaded" => limited(Limits { bodies_in_flight_bytes: 64, ..Limits::default() }),
        _ => config_of(signed_source()),
    }
}

/// The content that several deliveries of one situation share.
const CONTENT: &str = r#""event_type":1,"stream_id":"s""#;

fn before(situation: &str) -> Vec<(i64, String)> {
    match situation {
        "repeated" => vec![(NOW, event(1))],
        "redelivered" => vec![(NOW - 60, signed(CONTENT, GOOD_T - 60))],
        "fresh_after_expired" | "expired_again" => vec![(NOW, signed(CONTENT, NOW - 1))],
        _ => Vec::new(),
    }
}

fn last(situation: &str) -> Request<Body> {
    let post = |body: String| Request::post(PATH).body(Body::from(body)).unwrap();
    let sign = "0123456789abcdef0123456789abcdef";
    match situation {
        "sound" | "overloaded" | "inbox_unavailable" | "repeated" => post(event(1)),
        "redelivered" | "fresh_after_expired" => post(signed(CONTENT, GOOD_T)),
        "upper_case_sign" => post(upper_case_sign(&event(1))),
        "t_as_text" => {
            post(event(1).replace(&format!(r#""t":{GOOD_T}"#), &format!(r#""t":"{GOOD_T}""#)))
        }
        "unknown_event" => post(signed(r#""event_type":999999"#, GOOD_T)),
        "no_event_type" => post(signed(r#""stream_id":"s""#, GOOD_T)),
        "misfit" => post(signed(r#""event_type":349,"items":7"#, GOOD_T)),
        "unknown_fields" => post(signed(r#""event_type":1,"mood":"fine""#, GOOD_T)),
        "other_content_type" => {
            let mut request = post(event(1));
            request.headers_mut().insert("content-type", "text/plain".parse().unwrap());
            request
        }
        "late_accepted" => post(signed(CONTENT, NOW - 960)),
        "unsigned_mode" => post(r#"{"event_type":1}"#.to_owned()),
        "expired" => post(signed(CONTENT, NOW - 3_600)),
        "expired_again" => post(signed(CONTENT, NOW - 1)),
        "expired_long" => post(signed(CONTENT, NOW - 3_601)),
        "far_future" => post(signed(CONTENT, NOW + 86_401)),
        "unsigned" => post(r#"{"event_type":1}"#.to_owned()),
        "t_missing" => post(format!(r#"{{"sign":"{sign}"}}"#)),
        "sign_missing" => post(format!(r#"{{"t":{GOOD_T}}}"#)),
        "t_null" => post(format!(r#"{{"t":null,"sign":"{sign}"}}"#)),
        "t_not_canonical" => post(format!(r#"{{"t":1.0,"sign":"{sign}"}}"#)),
        "sign_null" => post(format!(r#"{{"t":{GOOD_T},"sign":null}}"#)),
        "sign_malformed" => post(format!(r#"{{"t":{GOOD_T},"sign":"{}"}}"#, &sign[1..])),
        "forged" => post(format!(r#"{{"t":{GOOD_T},"sign":"{sign}"}}"#)),
        "scope" => post(signed(r#""event_type":1,"app":"other.example.com""#, GOOD_T)),
        "streamlive" => post(r#"{"data":{"event_type":329}}"#.to_owned()),
        "not_utf8" => Request::post(PATH).body(Body::from(vec![b'{', 0xff, b'}'])).unwrap(),
        "not_json" => post("event_type=349&t=1".to_owned()),
        "not_object" => post("[]".to_owned()),
        "repeated_field" => post(r#"{"t":1,"\u0074":2}"#.to_owned()),
        "too_deep" => post(format!(r#"{{"a":{}{}}}"#, "[".repeat(64), "]".repeat(64))),
        "too_large" => post(signed(&format!(r#""a":"{}""#, "a".repeat(512)), GOOD_T)),
        "too_slow" => Request::post(PATH).body(never_ending()).unwrap(),
        "other_method" => Request::put(PATH).body(Body::from(event(1))).unwrap(),
        "other_path" => Request::post("/callbacks").body(Body::from(event(1))).unwrap(),
        _ => panic!("the table has a situation `{situation}` that this test does not play; add it"),
    }
}

/// A body that begins and does not go on.
fn never_ending() -> Body {
    Body::new(Stalled(Some(Bytes::from_static(b"{"))))
}

struct Stalled(Option<Bytes>);

impl HttpBody for Stalled {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.take().map_or(Poll::Pending, |first| Poll::Ready(Some(Ok(Frame::data(first)))))
    }
}

fn upper_case_sign(body: &str) -> String {
    let (before, sign) = body.rsplit_once(r#""sign":""#).unwrap();
    format!(r#"{before}"sign":"{}"#, sign.to_uppercase())
}

#[tokio::test]
async fn each_situation_is_answered_and_kept_as_the_table_says() {
    let table = table();
    assert!(table.len() >= 36, "the table is there");
    let mut differences = String::new();
    for (situation, expected) in &table {
        let found = play(situation).await;
        if found != *expected {
            writeln!(differences, "{situation}: expected {expected:?}, found {found:?}").unwrap();
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn names_statuses_and_numbers_are_frozen() {
    let mut lines = String::new();
    for code in AnswerCode::ALL {
        writeln!(lines, "{} {} {}", code.number(), code.status().as_u16(), code.as_str()).unwrap();
    }
    expect![[r#"
        40401 404 not_found
        40501 405 method_not_allowed
        41301 413 too_large
        40801 408 too_slow
        40000 400 incomplete
        40001 400 not_utf8
        40002 400 not_json
        40003 400 not_object
        40004 400 repeated_field
        40005 400 too_deep
        40006 400 streamlive
        40101 401 unsigned
        40007 400 t_missing
        40008 400 sign_missing
        40009 400 t_null
        40010 400 t_not_canonical
        40011 400 sign_null
        40012 400 sign_malformed
        40301 403 forged
        40302 403 scope
        40303 403 far_future
        40304 403 expired
        40099 400 refused
        50301 503 overloaded
        50302 503 inbox_unavailable
        40350 403 unknown_host
        40050 400 bad_query
        40450 404 no_such_record
        50350 503 too_many_waiting
        50351 503 draining
    "#]]
    .assert_eq(&lines);
}

#[test]
fn each_number_is_its_status_and_no_other_code_has_it() {
    let mut numbers = BTreeMap::new();
    for code in AnswerCode::ALL {
        assert_eq!(code.number() / 100, u32::from(code.status().as_u16()), "{code:?}");
        assert_eq!(numbers.insert(code.number(), code), None, "{code:?}");
    }
}

#[test]
fn each_code_of_core_has_an_answer_of_its_own_name() {
    for code in Code::ALL {
        assert_eq!(AnswerCode::from(*code).as_str(), code.as_str());
    }
}

#[tokio::test]
async fn an_expired_delivery_of_a_known_event_is_counted_on_it_and_moves_nothing() {
    let receiver = Receiver::new();
    receiver.post(signed(CONTENT, GOOD_T)).await;
    receiver.at(GOOD_T + 1);
    let answer = receiver.post(signed(CONTENT, GOOD_T)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "expired"));
    let records = receiver.records();
    assert_eq!((records.len(), records[0].deliveries, records[0].state), (1, 2, State::Received));
}

#[tokio::test]
async fn only_a_paths_own_keys_are_tried_on_it() {
    let other = livehook_core::CallbackKey::new("anotherKeyOfLettersAndDigitsAbcd").unwrap();
    let other = Source::signed("other", [(livehook_core::KeyId::new("k"), other)]).unwrap();
    let routes = [
        livehook_receiver::SourceRoute { path: PATH.parse().unwrap(), source: signed_source() },
        livehook_receiver::SourceRoute {
            path: "/callbacks/css/other".parse().unwrap(),
            source: other,
        },
    ];
    let receiver = Receiver::with(ReceiverConfig::new(routes).unwrap());
    assert_eq!(receiver.post(event(1)).await.status, 200);
    let elsewhere = Request::post("/callbacks/css/other").body(Body::from(event(2))).unwrap();
    assert_eq!(receiver.call(elsewhere).await.code(), "forged");
}

#[tokio::test]
async fn other_methods_are_told_which_one_is_meant() {
    let receiver = Receiver::new();
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let request = Request::builder().method(method).uri(PATH).body(Body::empty()).unwrap();
        let answer = receiver.call(request).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.headers["allow"]),
            (405, &"POST".parse().unwrap()),
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_refusal_says_what_to_do_and_holds_no_secret() {
    let receiver = Receiver::new();
    let answer = receiver.post(format!(r#"{{"t":{GOOD_T},"sign":"{}"}}"#, "0".repeat(32))).await;
    expect![[r#"{"code":40301,"error":"forged","message":"sign matches none of this source's keys; compare the key in the console's callback template, then run `explain` on the body"}"#]].assert_eq(str::from_utf8(&answer.body).unwrap());
    assert!(!String::from_utf8(answer.body).unwrap().contains(KEY));
}
