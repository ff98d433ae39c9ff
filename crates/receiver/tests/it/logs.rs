//! What the log says: enough to find a callback, and nothing that must not be there.

use std::{
    io,
    sync::{Arc, Mutex},
};

use livehook_core::Signature;
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

/// Posts bodies, each at its second, and returns what was logged meanwhile.
async fn logged(bodies: &[(i64, String)]) -> Vec<String> {
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
    for (second, body) in bodies {
        receiver.at(*second);
        receiver.post(body.clone()).await;
    }
    log.lines().into_iter().filter(|line| line.contains("livehook_receiver")).collect()
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
