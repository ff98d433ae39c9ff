//! The findings of the sample.

use livehook_contract::{
    case::{Area, Level},
    report::{Class, Exchange, Finding, Layers, Security},
};

use super::HOSTILE;

/// A finding that says what every one says.
pub(in crate::reports) fn finding(
    id: &str,
    area: Area,
    level: Level,
    result: Class,
    why: &str,
) -> Finding {
    Finding {
        id: id.to_owned(),
        area,
        level,
        title: format!("what {} asks", id.rsplit('/').next().unwrap()),
        result,
        expected_failure: false,
        why: why.to_owned(),
        matters:
            "Events are lost or faked, and nobody notices until a viewer asks where the clip is."
                .to_owned(),
        mend: "Check `t` against your clock before anything else is done, and answer 403."
            .to_owned(),
        layers: Layers { answer: "200".to_owned(), ..Layers::default() },
        reproduce: format!(
            "livehook contract http://127.0.0.1:8080/callbacks/css --case {id} --seed 42"
        ),
        curl: None,
        source: "https://www.tencentcloud.com/document/product/267/38080".to_owned(),
        sends: "A sound callback of event 349.".to_owned(),
        sound: "Answers 200 and keeps it.".to_owned(),
        took_ms: 38,
        exchanges: vec![],
    }
}

pub(super) fn findings() -> Vec<Finding> {
    use {Area as A, Class as C, Level as L};
    let mut findings = vec![
        finding("css/deliver/highlight", A::Deliver, L::Must, C::Pass, "answered 200 within 4 ms"),
        finding("css/deliver/content-type", A::Deliver, L::Should, C::Pass, "answered 200"),
        expired(),
        finding(
            "css/time/milliseconds",
            A::Time,
            L::Must,
            C::Fail,
            "answered 200 to `t` in milliseconds",
        ),
        hostile(),
        finding(
            "css/sign/forged",
            A::Sign,
            L::Must,
            C::Undetermined,
            "answered 200, which a receiver that drops forgeries quietly does as well",
        ),
        finding(
            "css/sign/unsigned",
            A::Sign,
            L::Must,
            C::Undetermined,
            "answered 200, and nothing shows what became of it",
        ),
        finding(
            "css/duplicate/same-second",
            A::Duplicate,
            L::Must,
            C::Undetermined,
            "answered 200 to both; whether both were kept is not seen",
        ),
    ];
    findings.extend(decided_or_not_tried());
    expect_to_fail(&mut findings);
    findings
}

fn decided_or_not_tried() -> Vec<Finding> {
    use {Area as A, Class as C, Level as L};
    vec![
        finding(
            "css/order/ended-first",
            A::Order,
            L::Should,
            C::Warn,
            "answered 409 to an end before its beginning",
        ),
        finding(
            "css/event/chinese",
            A::Event,
            L::Should,
            C::Pass,
            "保留了标题「限时秒杀 25 元」, as it was sent",
        ),
        finding(
            "css/transport/slow",
            A::Transport,
            L::May,
            C::Error,
            "the connection was reset before the body was sent",
        ),
        finding("css/overload/hold", A::Overload, L::Info, C::Info, "holds 64 connections"),
        finding(
            "css/duplicate/restart",
            A::Duplicate,
            L::Must,
            C::Skip,
            "needs a restart command (--restart)",
        ),
        finding(
            "css/secrecy/names-software",
            A::Secrecy,
            L::May,
            C::Fail,
            "the answer names `Werkzeug/3.0.1 Python/3.12`",
        ),
        finding(
            "css/parse/deep",
            A::Parse,
            L::Should,
            C::Pass,
            "answered 400 to 10,000 nested arrays",
        ),
    ]
}

/// One that does fail, and one that passes all the same.
fn expect_to_fail(findings: &mut [Finding]) {
    for id in ["css/secrecy/names-software", "css/parse/deep"] {
        findings.iter_mut().find(|finding| finding.id == id).unwrap().expected_failure = true;
    }
}

fn expired() -> Finding {
    let curl = "t=$(date -d '-1 minute' +%s); curl -sS -H 'content-type: application/json' -d \"{\\\"event_type\\\":349,\\\"t\\\":$t,\\\"sign\\\":\\\"$(printf %s \"$LIVEHOOK_CALLBACK_KEY$t\" | md5sum | cut -c-32)\\\"}\" http://127.0.0.1:8080/callbacks/css";
    Finding {
        title: "refuses a callback whose time has passed".to_owned(),
        layers: Layers {
            answer: "200".to_owned(),
            security: Some(Security::Believed),
            effect: Some("1 event".to_owned()),
        },
        curl: Some(curl.to_owned()),
        sends: "A callback that is right in every way, but expired a minute ago.".to_owned(),
        sound: "Refuses it and keeps nothing of it as an event.".to_owned(),
        exchanges: vec![
            exchange(1, "expired a minute ago", Some(200), r#"{"code":0,"title":"限时秒杀"}"#),
            exchange(
                2,
                "the same, with bytes that are no text",
                Some(403),
                r#"{"code":4031,"error":"expired \xff\xfe"}"#,
            ),
        ],
        ..finding(
            "css/time/expired",
            Area::Time,
            Level::Must,
            Class::Fail,
            "answered 200 to a callback that had expired 60 s ago, and kept it as an event",
        )
    }
}

fn hostile() -> Finding {
    let received = format!("HTTP/1.1 200 OK\r\nx: {HOSTILE}\r\n\r\n{}", "A".repeat(300));
    let mut exchange = exchange(1, HOSTILE, None, "");
    exchange.received = received;
    exchange.failure = Some("malformed".to_owned());
    Finding {
        why: format!("answered {HOSTILE}"),
        title: format!("escapes {HOSTILE}"),
        reproduce: format!("livehook contract --case '{HOSTILE}'"),
        curl: Some(format!("curl -d '{HOSTILE}' http://127.0.0.1:8080/")),
        source: "no document says it: text that is shown is escaped".to_owned(),
        layers: Layers {
            answer: HOSTILE.to_owned(),
            security: Some(Security::Unknown),
            effect: Some(HOSTILE.to_owned()),
        },
        matters: "Whoever reads the report is attacked through it.".to_owned(),
        mend: "Escape it where it is shown.".to_owned(),
        exchanges: vec![exchange],
        ..finding("css/secrecy/echo", Area::Secrecy, Level::Must, Class::Fail, "")
    }
}

fn exchange(step: u32, label: &str, status: Option<u16>, body: &str) -> Exchange {
    let sent = r#"{"event_type":349,"items":[{"title":"限时秒杀 25 元","video_store_url":"https://vod.example.test/clips/0123456789abcdef0123456789abcdef0123456789abcdef.mp4?sign=0123456789"}],"t":1761129540,"sign":"(masked)"}"#;
    Exchange {
        step,
        label: label.to_owned(),
        sent: format!(
            "POST /callbacks/css HTTP/1.1\r\nhost: 127.0.0.1:8080\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{sent}",
            sent.len()
        ),
        received: format!(
            "HTTP/1.1 {} \r\nserver: Werkzeug/3.0.1 Python/3.12\r\ncontent-type: application/json\r\n\r\n{body}",
            status.unwrap_or_default()
        ),
        status,
        failure: None,
        latency_us: 3_870,
    }
}
