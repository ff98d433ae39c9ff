//! What the log says: enough to find a callback, and nothing that must not be there.

use std::{
    io,
    sync::{Arc, Mutex},
};

use livehook_core::Signature;
use tokio::io::AsyncWriteExt as _;
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::{GOOD_T, KEY, NOW, Receiver, event, signed};

/// Collects what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// What is logged by this crate while `work` goes on, on this thread.
async fn logged_by(work: impl AsyncFnOnce(&Receiver)) -> Vec<String> {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(log.clone())
        .finish();
    // For this thread, on which the test's runtime runs all of it.
    let _guard = tracing::subscriber::set_default(subscriber);
    let receiver = Receiver::new();
    work(&receiver).await;
    log.lines().into_iter().filter(|line| line.contains("livehook_receiver")).collect()
}

/// Posts bodies, each at its second, and returns what was logged meanwhile.
async fn logged(bodies: &[(i64, String)]) -> Vec<String> {
    let post = async |receiver: &Receiver| {
        for (second, body) in bodies {
            receiver.at(*second);
            receiver.post(body.clone()).await;
        }
    };
    logged_by(post).await
}

#[tokio::test]
async fn a_refusal_names_its_peer_and_a_path_that_is_nobodys() {
    let send = async |receiver: &Receiver| {
        let running = receiver.start().await;
        let mut connection = running.connect().await;
        let long = "x".repeat(500);
        for target in ["/callback%1b/css", &format!("/{long}?secret=1")] {
            receiver.at(if target.contains("secret") { NOW + 60 } else { NOW });
            let request = format!("POST {target} HTTP/1.1\r\nhost: t\r\ncontent-length: 0\r\n\r\n");
            connection.send(request).await;
            connection.answer().await;
        }
        connection.post("{}").await;
        connection.answer().await;
        running.stop().await;
    };
    let lines = logged_by(send).await;
    let told: Vec<_> = lines.iter().filter(|line| line.contains("refused: ")).collect();
    assert_eq!(told.len(), 3, "{lines:#?}");
    assert!(told.iter().all(|line| line.contains("peer=127.0.0.1:")), "{told:#?}");
    assert!(told[0].contains(r#"path="/callback%1b/css""#), "{}", told[0]);
    let cut = format!("path=\"/{}…\"", "x".repeat(63));
    assert!(told[1].contains(&cut) && !told[1].contains("secret"), "{}", told[1]);
    assert!(!told[2].contains("path="), "{}", told[2]);
}

#[tokio::test]
async fn a_clock_of_ours_that_is_hours_ahead_is_suspected_once() {
    let bodies: Vec<_> = (0..20).map(|number| (NOW + 7_200, event(number))).collect();
    let lines = logged(&bodies).await;
    let told: Vec<_> =
        lines.iter().filter(|line| line.contains("this machine's clock is wrong")).collect();
    assert_eq!(told.len(), 1, "{lines:#?}");
    assert!(told[0].contains("our_clock_ahead_seconds=7200"), "{}", told[0]);
    let sound: Vec<_> = (0..20).map(|number| (NOW, event(number))).collect();
    let lines = logged(&sound).await;
    assert!(!lines.iter().any(|line| line.contains("WARN")), "{lines:#?}");
}

#[tokio::test]
async fn what_is_no_http_1_is_told_of_by_what_it_is_and_counted() {
    let bytes: [&[u8]; 5] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        &[&b"POST / HTTP/1.1\r\nx: "[..], &[b'a'; 40 << 10], b"\r\n\r\n"].concat(),
    ];
    let mut page = String::new();
    let send = async |receiver: &Receiver| {
        let running = receiver.start().await;
        for bytes in bytes {
            let mut connection = running.connect().await;
            // The rest may meet a connection that is closed by then.
            drop(connection.0.write_all(bytes).await);
            connection.read_to_end().await;
        }
        running.stop().await;
        page = receiver.metrics().await;
    };
    let lines = logged_by(send).await;
    let told: Vec<_> = lines.iter().filter(|line| line.contains("WARN")).collect();
    assert_eq!(told.len(), 4, "{lines:#?}");
    for (line, (what, said)) in told.iter().zip([
        ("tls", "give the console an http:// address"),
        ("http2", "have the proxy in front speak HTTP/1.1"),
        ("other", "no HTTP/1.1"),
        ("header_too_large", "over 32 KiB"),
    ]) {
        assert!(line.contains(said) && line.contains(&format!("what=\"{what}\"")), "{line}");
        assert!(line.contains("peer=127.0.0.1:"), "{line}");
        let count = if what == "tls" { 2 } else { 1 };
        let counted = format!("livehook_connections_unreadable_total{{what=\"{what}\"}} {count}");
        assert!(page.contains(&counted), "{counted} in\n{page}");
    }
}

#[tokio::test]
async fn an_accepted_callback_is_told_with_its_record_and_key() {
    let lines = logged(&[(NOW, event(1))]).await;
    assert_eq!(lines.len(), 1, "{lines:#?}");
    for part in [
        "source=\"default\"",
        "key_id=\"current\"",
        "record=1",
        "kept=\"stored\"",
        "status=200",
        "delivery=",
    ] {
        assert!(lines[0].contains(part), "{part} in {}", lines[0]);
    }
}

#[tokio::test]
async fn a_burst_of_refusals_is_one_line_and_the_next_tells_how_many_there_were() {
    let forged = format!(r#"{{"t":{GOOD_T},"sign":"{}"}}"#, "0".repeat(32));
    let at = |second| (second, forged.clone());
    let lines = logged(&[at(NOW), at(NOW), at(NOW + 1), at(NOW + 9), at(NOW + 10)]).await;
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(
        lines[0].contains("code=\"forged\"") && lines[0].contains("untold_before=0"),
        "{}",
        lines[0]
    );
    assert!(lines[1].contains("untold_before=3"), "{}", lines[1]);
}

#[tokio::test]
async fn an_accepted_sign_in_upper_case_is_told_of_once_a_burst() {
    let upper = |second, number| (second, sign_in_upper_case(&event(number)));
    let lines =
        logged(&[upper(NOW, 1), upper(NOW + 9, 2), upper(NOW + 10, 3), (NOW + 20, event(4))]).await;
    let told: Vec<_> = lines.iter().filter(|line| line.contains("sign_case=\"upper\"")).collect();
    assert_eq!(told.len(), 2, "{lines:#?}");
    assert!(told[0].contains("INFO") && told[0].contains("untold_before=0"), "{}", told[0]);
    assert!(told[1].contains("untold_before=1"), "{}", told[1]);
}

/// The same body with the digits of its signature in upper case.
fn sign_in_upper_case(body: &str) -> String {
    let (rest, sign) = body.split_once(r#""sign":"#).unwrap();
    format!(r#"{rest}"sign":{}"#, sign.to_ascii_uppercase())
}

#[tokio::test]
async fn no_key_no_signature_and_no_body_is_ever_logged() {
    let key = livehook_core::CallbackKey::new(KEY).unwrap();
    let members = r#""event_type":1,"stream_id":"secretStream","stream_param":"txSecret=hidden""#;
    let times = [GOOD_T, NOW - 1, NOW - 5_000, NOW + 90_000];
    let mut bodies: Vec<_> = times.iter().map(|t| (NOW, signed(members, *t))).collect();
    let forged = "deadbeef".repeat(4);
    bodies.push((NOW, format!(r#"{{{members},"t":{GOOD_T},"sign":"{forged}"}}"#)));
    bodies.push((NOW, format!(r#"{{{members},"t":"secretT","sign":"{forged}"}}"#)));
    bodies.push((NOW, members.to_owned()));
    let lines = logged(&bodies).await;
    assert!(lines.len() >= 5, "{lines:#?}");
    let mut secrets = vec![
        KEY.to_owned(),
        forged,
        "secretStream".to_owned(),
        "hidden".to_owned(),
        "secretT".to_owned(),
    ];
    secrets.extend(times.iter().map(|t| Signature::of(&key, &t.to_string()).to_string()));
    for secret in secrets {
        assert!(!lines.iter().any(|line| line.contains(&secret)), "{secret} in {lines:#?}");
    }
}
