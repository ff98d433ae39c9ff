//! What each situation of `fixtures/answers.tsv` is made of: a receiver, what came before, and the delivery that is looked at.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::Request,
};
use hyper::body::Frame;
use livehook_core::{LatePolicy, Policy, Seconds, Source};
use livehook_receiver::{Limits, ReceiverConfig};

use crate::harness::{
    GOOD_T, NOW, PATH, Receiver, config_of, event, limited, signed, signed_source,
};

/// A situation: what came before, at which second, and the delivery that is looked at.
pub(crate) struct Scene {
    pub(crate) receiver: Receiver,
    pub(crate) before: Vec<(i64, String)>,
    pub(crate) last: Request<Body>,
    pub(crate) inbox: InboxIs,
}

/// Whether the inbox still takes anything when the last delivery comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InboxIs {
    Open,
    Closed,
}

impl Scene {
    /// The scene of this name in the table.
    #[track_caller]
    pub(crate) fn of(situation: &str) -> Self {
        Self {
            receiver: Receiver::with(configuration(situation)),
            before: before(situation),
            last: last(situation),
            inbox: match situation {
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
pub(crate) const CONTENT: &str = r#""event_type":1,"stream_id":"s""#;

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
        "sound" | "inbox_unavailable" | "repeated" => post(event(1)),
        // The first 64 KiB of each body have room in any case.
        "overloaded" => post(format!("{}{}", event(1), " ".repeat(65 << 10))),
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
        "incomplete" => Request::post(PATH).body(broken_off()).unwrap(),
        "other_method" => Request::put(PATH).body(Body::from(event(1))).unwrap(),
        "other_path" => Request::post("/callbacks").body(Body::from(event(1))).unwrap(),
        _ => panic!("the table has a situation `{situation}` that this test does not play; add it"),
    }
}

/// A body that begins and does not go on.
fn never_ending() -> Body {
    Body::new(Stalled(Some(Bytes::from_static(b"{"))))
}

struct BrokenOff(Option<Bytes>);

impl HttpBody for BrokenOff {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let broken = || Err(io::ErrorKind::UnexpectedEof.into());
        Poll::Ready(Some(self.0.take().map_or_else(broken, |first| Ok(Frame::data(first)))))
    }
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

/// A body that begins and breaks off.
fn broken_off() -> Body {
    Body::new(BrokenOff(Some(Bytes::from_static(b"{"))))
}

fn upper_case_sign(body: &str) -> String {
    let (before, sign) = body.rsplit_once(r#""sign":""#).unwrap();
    format!(r#"{before}"sign":"{}"#, sign.to_uppercase())
}
