//! The second listener: records as JSON, waiting, health, metrics, and who may ask.

use std::time::Duration;

use axum::{Router, body::Body, http::Request};
use expect_test::expect;
use livehook_inbox::{InboxConfig, RecordId, Suspects, UnixMillis};
use livehook_receiver::{AllowedHosts, api, health};
use serde_json::json;
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::harness::{
    Answer, GOOD_T, NOW, PATIENCE, Receiver, config_of, event, signed, signed_source,
};

async fn get_as(router: Router, host: &str, path: &str) -> Answer {
    let request = Request::get(path).header("host", host).body(Body::empty()).unwrap();
    Answer::of(router.oneshot(request).await.unwrap()).await
}

async fn get(receiver: &Receiver, path: &str) -> Answer {
    get_as(api(&receiver.state, AllowedHosts::loopback()), "localhost:8081", path).await
}

/// A receiver with three events and one expired callback.
async fn filled() -> Receiver {
    let receiver = Receiver::new();
    for number in 1..=3 {
        receiver.post(event(number)).await;
    }
    receiver.post(signed(r#""event_type":0,"stream_id":"late""#, NOW - 1)).await;
    receiver
}

fn ids(answer: &Answer) -> Vec<i64> {
    let events = answer.json()["events"].as_array().unwrap().clone();
    events.iter().map(|event| event["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn lists_what_the_parameters_ask_for() {
    let receiver = filled().await;
    for (query, expected) in [
        ("", vec![1, 2, 3, 4]),
        ("?state=event", vec![1, 2, 3]),
        ("?state=quarantined", vec![4]),
        ("?type=0", vec![4]),
        ("?stream=s2", vec![2]),
        ("?order=newest&limit=2", vec![4, 3]),
        ("?after=2", vec![3, 4]),
        ("?mark=late", vec![4]),
        ("?source=default&state=done", vec![]),
        ("?until=2025-10-22T10:30:00Z", vec![]),
        ("?from=1761129000", vec![1, 2, 3, 4]),
    ] {
        assert_eq!(ids(&get(&receiver, &format!("/api/events{query}")).await), expected, "{query}");
    }
}

#[tokio::test]
async fn two_characters_of_a_clips_title_find_it() {
    let receiver = filled().await;
    let item = r#"{"begin_time":1,"end_time":2,"title":"\u9ad8\u5149\u65f6\u523b","summary":"","video_store_url":"https://a.example.test/v","cov_img_store_url":"","key_words":[]}"#;
    let members = format!(
        r#""event_type":349,"appid":1,"domain":"d","path":"p","stream_id":"s","items":[{item}]"#
    );
    receiver.post(signed(&members, GOOD_T)).await;
    let found = get(&receiver, "/api/events?text=%E9%AB%98%E5%85%89").await;
    assert_eq!(ids(&found), [5]);
    assert_eq!(found.json()["events"][0]["clips"][0]["title"], "\u{9ad8}\u{5149}\u{65f6}\u{523b}");
    assert!(ids(&get(&receiver, "/api/events?text=%E9%AB%98%E5%B0%84").await).is_empty());
}

#[tokio::test]
async fn a_full_page_names_where_the_next_begins() {
    let receiver = filled().await;
    let page = get(&receiver, "/api/events?limit=3").await.json();
    assert_eq!(page["next"], 3);
    let last = get(&receiver, "/api/events?limit=3&after=3").await.json();
    assert_eq!(last["next"], json!(null));
}

#[tokio::test]
async fn what_cannot_be_asked_is_answered_with_what_can() {
    let receiver = Receiver::new();
    for (query, expected) in [
        ("?strem=s", expect!["there is no parameter `strem` here; did you mean `stream`?"]),
        (
            "?nonsense=s",
            expect![
                "there is no parameter `nonsense` here; there are: state, source, type, stream, mark, from, until, text, after, limit, order"
            ],
        ),
        ("?limit=1001", expect!["`limit=1001` cannot be read; write a number from 1 to 1000"]),
        ("?type=x&type=y", expect!["`type` stands twice; write it once"]),
        (
            "?from=yesterday",
            expect![
                "`from=yesterday` cannot be read; write Unix seconds or a time such as 2026-01-31T12:00:00Z"
            ],
        ),
        (
            "?state=lost",
            expect!["`state=lost` cannot be read; write received, done, event or quarantined"],
        ),
    ] {
        let answer = get(&receiver, &format!("/api/events{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "bad_query"));
        expected.assert_eq(answer.json()["message"].as_str().unwrap());
    }
}

#[tokio::test]
async fn one_record_is_shown_and_its_bytes_are_given_as_received() {
    let receiver = filled().await;
    let record = get(&receiver, "/api/events/2").await.json();
    assert_eq!(
        (&record["id"], &record["stream_id"], &record["state"]),
        (&json!(2), &json!("s2"), &json!("received"))
    );
    let raw = get(&receiver, "/api/events/2/raw").await;
    assert_eq!(raw.body, event(2).into_bytes());
    assert_eq!(raw.headers["content-type"], "application/octet-stream");
    assert_eq!(raw.headers["x-content-type-options"], "nosniff");
    for path in ["/api/events/9", "/api/events/9/raw", "/api/events/x", "/api/events/0"] {
        let answer = get(&receiver, path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (404, "no_such_record"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_latest_is_an_event_unless_asked_otherwise() {
    let receiver = filled().await;
    assert_eq!(get(&receiver, "/api/latest").await.json()["id"], 3);
    assert_eq!(get(&receiver, "/api/latest?state=quarantined").await.json()["id"], 4);
    assert_eq!(get(&receiver, "/api/latest?type=349").await.code(), "no_such_record");
}

#[tokio::test]
async fn counters_tell_states_and_answers() {
    let receiver = filled().await;
    expect![[r#"{"answers":{"expired":1,"ok":3},"records":{"done":0,"quarantined":{"expired":1,"far_future":0},"received":3}}"#]].assert_eq(&get(&receiver, "/api/counters").await.json().to_string());
}

#[tokio::test]
async fn only_a_name_of_this_machine_or_an_allowed_one_may_be_called() {
    let receiver = Receiver::new();
    let status = async |hosts: AllowedHosts, host: &str| {
        get_as(api(&receiver.state, hosts), host, "/api/events").await.status.as_u16()
    };
    for host in ["localhost", "LOCALHOST:80", "127.0.0.1:8081", "127.8.8.8", "[::1]:8081"] {
        assert_eq!(status(AllowedHosts::loopback(), host).await, 200, "{host}");
    }
    let others = [
        "evil.example",
        "localhost.evil.example",
        "10.0.0.1",
        "127.0.0.1.nip.io",
        "",
        "a@localhost:x",
    ];
    for host in others {
        assert_eq!(status(AllowedHosts::loopback(), host).await, 403, "{host}");
    }
    let hosts = || AllowedHosts::and(["livehook.internal", "::2"]).unwrap();
    assert_eq!(status(hosts(), "livehook.internal:8081").await, 200);
    assert_eq!(status(hosts(), "[::2]").await, 200);
    assert_eq!(status(hosts(), "internal").await, 403);
    assert!(AllowedHosts::and(["http://a"]).is_err());

    let router = api(&receiver.state, AllowedHosts::loopback());
    let nameless = Request::get("/api/events").body(Body::empty()).unwrap();
    assert_eq!(router.oneshot(nameless).await.unwrap().status(), 403);
}

#[tokio::test]
async fn only_reading_is_possible_and_no_other_origin_is_let_in() {
    let receiver = Receiver::new();
    let router = api(&receiver.state, AllowedHosts::loopback());
    let request = Request::post("/api/events")
        .header("host", "localhost")
        .header("origin", "http://evil.example")
        .body(Body::empty())
        .unwrap();
    let answer = Answer::of(router.oneshot(request).await.unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "method_not_allowed"));
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn a_path_that_is_none_is_answered_with_all_there_are() {
    let receiver = Receiver::new();
    let answer = get(&receiver, "/nowhere").await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "not_found"));
    let said = answer.json()["message"].as_str().unwrap().to_owned();
    for path in [
        "/api/events,",
        "/api/events/ID,",
        "/api/events/ID/raw",
        "/api/latest",
        "/api/wait",
        "/api/counters",
        "/healthz",
        "/readyz",
        "/metrics",
    ] {
        assert!(said.contains(path), "{path} is missing: {said}");
    }
}

#[tokio::test]
async fn waiting_ends_with_the_first_event_that_fits() {
    let receiver = filled().await;
    let waiting = get(&receiver, "/api/wait?type=1&stream=s9&timeout=10s");
    let sending = async {
        receiver.post(event(8)).await;
        receiver.post(event(9)).await;
    };
    let (found, ()) = timeout(PATIENCE, async { tokio::join!(waiting, sending) }).await.unwrap();
    assert_eq!((found.status.as_u16(), &found.json()["stream_id"]), (200, &json!("s9")));
}

#[tokio::test]
async fn waiting_after_a_record_looks_at_what_came_meanwhile() {
    let receiver = filled().await;
    let found = get(&receiver, "/api/wait?after=1").await;
    assert_eq!(found.json()["id"], 2);
}

#[tokio::test]
async fn a_page_and_a_single_record_are_written_alike() {
    let receiver = filled().await;
    let page = String::from_utf8(get(&receiver, "/api/events?stream=s2").await.body).unwrap();
    let single = String::from_utf8(get(&receiver, "/api/events/2").await.body).unwrap();
    assert_eq!(page, format!(r#"{{"events":[{single}],"next":null}}"#));
}

#[tokio::test]
async fn waiting_after_nothing_begins_with_the_first_there_is_or_will_be() {
    let receiver = Receiver::new();
    assert!(ids(&get(&receiver, "/api/events?after=0").await).is_empty());
    let waiting = get(&receiver, "/api/wait?after=0&timeout=10");
    let sending = receiver.post(event(1));
    let (found, _) = timeout(PATIENCE, async { tokio::join!(waiting, sending) }).await.unwrap();
    assert_eq!(found.json()["id"], 1);
    receiver.post(event(2)).await;
    assert_eq!(get(&receiver, "/api/wait?after=0").await.json()["id"], 1);
    assert_eq!(get(&receiver, "/api/wait?after=-1").await.code(), "bad_query");
}

#[tokio::test]
async fn a_record_that_another_process_releases_ends_a_wait_for_what_comes_next() {
    let receiver = filled().await;
    let waiting = get(&receiver, "/api/wait?after=4&timeout=10s");
    // Past the receiver, as `inbox release` does.
    let releasing =
        receiver.inbox.release(Suspects::One(RecordId::new(4).unwrap()), UnixMillis(NOW * 1_000));
    let (found, released) =
        timeout(PATIENCE, async { tokio::join!(waiting, releasing) }).await.unwrap();
    assert_eq!(released.unwrap().records.len(), 1);
    assert_eq!((found.status.as_u16(), &found.json()["id"]), (200, &json!(5)));
}

#[tokio::test]
async fn waiting_in_vain_is_204_and_an_unknown_span_is_an_error() {
    let receiver = filled().await;
    let none = get(&receiver, "/api/wait?type=1&timeout=10ms").await;
    assert_eq!((none.status.as_u16(), none.body.len()), (204, 0));
    assert_eq!(get(&receiver, "/api/wait?timeout=61s").await.code(), "bad_query");
    assert_eq!(get(&receiver, "/api/wait?state=done").await.code(), "bad_query");
}

#[tokio::test]
async fn a_promoted_event_ends_a_wait_too() {
    let receiver = filled().await;
    let waiting = get(&receiver, "/api/wait?stream=late&after=4");
    let sending = receiver.post(signed(r#""event_type":0,"stream_id":"late""#, GOOD_T));
    let (found, _) = timeout(PATIENCE, async { tokio::join!(waiting, sending) }).await.unwrap();
    assert_eq!(found.json()["id"], 5);
}

#[tokio::test]
async fn a_receiver_that_stops_ends_its_waits_and_is_not_ready() {
    let receiver = Receiver::new();
    assert_eq!(get(&receiver, "/readyz").await.status, 200);
    let running = receiver.start().await;
    let waiting = get(&receiver, "/api/wait?timeout=60s");
    let (answer, _) =
        timeout(PATIENCE, async { tokio::join!(waiting, running.stop()) }).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "draining"));
    assert_eq!(get(&receiver, "/readyz").await.code(), "draining");
    assert_eq!(get(&receiver, "/healthz").await.status, 200);
}

#[tokio::test]
async fn a_receiver_whose_writer_has_ended_is_neither_ready_nor_alive() {
    let receiver = Receiver::new();
    receiver.inbox.clone().close().await.unwrap();
    let router = || health(&receiver.state);
    for path in ["/readyz", "/healthz"] {
        let answer = get_as(router(), "10.1.2.3", path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (503, "inbox_unavailable"),
            "{path}"
        );
    }
    assert_eq!(get_as(router(), "10.1.2.3", "/api/events").await.status, 404);
}

#[tokio::test]
async fn a_receiver_whose_inbox_is_full_is_not_ready_however_often_it_is_asked() {
    let small = InboxConfig { max_bytes: Some(256 << 10), ..InboxConfig::default() };
    let receiver = Receiver::with_inbox(config_of(signed_source()), small);
    assert_eq!(get(&receiver, "/readyz").await.status, 200);
    let padding = "x".repeat(20 << 10);
    let mut number = 0;
    while receiver.post(signed(&format!(r#""n":{number},"p":"{padding}""#), NOW)).await.status
        == 200
    {
        number += 1;
        assert!(number < 100, "it is never full");
    }
    // Small ones may fit in what is left.
    let most = number + 200;
    while get(&receiver, "/readyz").await.status == 200 {
        number += 1;
        assert!(number < most, "it is never too full for a small one");
        receiver.post(event(number)).await;
    }
    for _ in 0..3 {
        let answer = get(&receiver, "/readyz").await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "inbox_unavailable"));
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains("(full)"), "{message}");
    }
    assert_eq!(get(&receiver, "/healthz").await.status, 200);
}

#[cfg(unix)]
#[tokio::test]
async fn a_receiver_whose_inbox_was_deleted_takes_nothing_and_is_not_ready() {
    let receiver = Receiver::new();
    assert_eq!(receiver.post(event(1)).await.status, 200);
    std::fs::remove_file(receiver.file()).unwrap();
    let answer = get(&receiver, "/readyz").await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "inbox_unavailable"));
    let answer = receiver.post(event(2)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "inbox_unavailable"));
}

#[tokio::test]
async fn metrics_tell_what_happened() {
    let receiver = filled().await;
    receiver.at(NOW + 5);
    receiver.post("no callback").await;
    let page = String::from_utf8(get(&receiver, "/metrics").await.body).unwrap();
    for line in [
        r#"livehook_answers_total{code="ok",status="200"} 3"#,
        r#"livehook_answers_total{code="expired",status="403"} 1"#,
        r#"livehook_answers_total{code="forged",status="403"} 0"#,
        r#"livehook_kept_total{kept="stored"} 3"#,
        r#"livehook_suspects_total{result="kept"} 1"#,
        "livehook_append_seconds_count 3",
        "livehook_quarantine_records 1",
        "livehook_oldest_unhandled_seconds 5",
        "livehook_bodies_in_flight_bytes 0",
        "livehook_clock_hint_seconds 0",
        "livehook_refusal_bursts_total 2",
        "livehook_queue_rows 0",
        "# TYPE livehook_commit_seconds histogram",
    ] {
        assert!(page.lines().any(|own| own == line), "{line} in\n{page}");
    }
    assert!(!page.contains("bad_query"), "a code of the API, which is not counted:\n{page}");
}

#[tokio::test]
async fn replays_of_old_callbacks_do_not_make_the_clock_look_wrong() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    for number in 0..3 {
        receiver.post(signed(&format!(r#""event_type":{number}"#), NOW - 1_000)).await;
        receiver.post(signed(&format!(r#""event_type":{number}"#), NOW + 90_000)).await;
    }
    let page = String::from_utf8(get(&receiver, "/metrics").await.body).unwrap();
    assert!(page.contains("livehook_clock_hint_seconds 0\n"), "{page}");
}

#[tokio::test]
async fn a_wait_takes_no_longer_than_asked() {
    let receiver = Receiver::new();
    let begun = std::time::Instant::now();
    get(&receiver, "/api/wait?timeout=50ms").await;
    assert!(begun.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn metrics_tell_of_commits_as_the_inbox_counts_them() {
    let receiver = filled().await;
    let health = receiver.inbox.health();
    let page = String::from_utf8(get(&receiver, "/metrics").await.body).unwrap();
    let number = |name: &str| -> u64 {
        let value = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap_or_else(|| panic!("{name} in\n{page}")).parse().unwrap()
    };
    assert!(health.commits.count >= 4, "each of four callbacks is awaited: {health:?}");
    assert_eq!(number("livehook_commit_seconds_count"), health.commits.count);
    assert_eq!(number("livehook_committed_rows_total"), health.committed_rows);
    let buckets: Vec<_> = page
        .lines()
        .filter(|line| line.starts_with("livehook_commit_seconds_bucket"))
        .map(|line| line.rsplit_once(' ').unwrap().1.parse::<u64>().unwrap())
        .collect();
    let mut expected: Vec<_> = health.commits.cumulative().map(|(_, count)| count).collect();
    expected.push(health.commits.count);
    assert_eq!(buckets, expected, "{page}");
    assert!(page.contains(r#"livehook_commit_seconds_bucket{le="+Inf"}"#), "{page}");
}
