//! What can be wrong with `--forward-to`, where its settings come from, and that nobody reads a secret.

use std::io::{BufRead as _, BufReader, Read as _};

use super::application::Application;
use crate::harness::{Dir, KEY, callback, now, request};

/// Thirty-two random bytes that nobody uses.
const SECRET: &str = "whsec_dGhpcnR5LXR3byByYW5kb20gYnl0ZXMgbm90IHVzZWQ=";

/// A `serve` with these words that does not start, and says so without a secret.
#[track_caller]
fn check(dir: &Dir, words: &[&str], expected: &[&str]) {
    let words =
        [&["serve", "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"], words].concat();
    let ran = dir.livehook(&words).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(2);
    for expected in expected {
        assert!(ran.stderr().contains(expected), "no {expected} in {}", ran.shown());
    }
    for secret in ["token", "dGhp", "ZHVt"] {
        assert!(!ran.stderr().contains(secret), "{}", ran.shown());
    }
}

#[test]
fn another_machine_gets_signed_events_or_somebody_says_otherwise() {
    let dir = Dir::new();
    let elsewhere = ["--forward-to", "https://hooks.example.test/in?token=1"];
    check(
        &dir,
        &elsewhere,
        &[
            "hooks.example.test is not this machine",
            "hint: sign them: --forward-secret-file",
            "hint: or say --forward-unsigned-beyond-loopback",
        ],
    );
    let good = dir.file("good.secret", format!("{SECRET}\n"));
    let both =
        [&elsewhere[..], &["--forward-secret-file", &good, "--forward-unsigned-beyond-loopback"]];
    check(&dir, &both.concat(), &["contradict each other"]);
    let bad = dir.file("bad.secret", "ZHVtbXk=\n");
    check(
        &dir,
        &[&elsewhere[..], &["--forward-secret-file", &bad]].concat(),
        &["bad.secret: a secret begins with whsec_", "openssl rand -base64 32"],
    );
    let missing = [&elsewhere[..], &["--forward-secret-file", "no.secret"]].concat();
    check(&dir, &missing, &["cannot read the secret file no.secret"]);
}

#[test]
fn an_address_that_is_none_is_said_without_repeating_it() {
    let dir = Dir::new();
    check(
        &dir,
        &["--forward-to", "127.0.0.1:3000/in?token=1"],
        &["from the flag", "this is no URL"],
    );
    check(&dir, &["--forward-to", "http://me:token@127.0.0.1/"], &["user name or password"]);
    dir.file("livehook.toml", "[serve]\nforward_to = \"ftp://127.0.0.1/?token=1\"\n");
    check(&dir, &[], &["from the file", "by http or https"]);
}

#[test]
fn flags_that_lead_nowhere_are_misunderstandings() {
    let dir = Dir::new();
    check(&dir, &["--forward-timeout", "5s"], &["of no effect without an address"]);
    let to = ["--forward-to", "http://127.0.0.1:3000/"];
    check(&dir, &[&to[..], &["--forward-timeout", "0s"]].concat(), &["serve.forward_timeout"]);
    check(&dir, &[&to[..], &["--forward-jobs", "0"]].concat(), &["serve.forward_jobs is 0"]);
}

#[test]
fn events_are_not_handed_on_to_the_server_itself() {
    let dir = Dir::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (listen, to) =
        (format!("127.0.0.1:{port}"), format!("http://localhost:{port}/callbacks/css"));
    let words = ["serve", "--listen", &listen, "--api-listen", "127.0.0.1:0", "--forward-to", &to];
    let ran = dir.livehook(&words).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(2);
    assert!(ran.stderr().contains("is this very server"), "{}", ran.shown());
}

#[test]
fn show_says_where_events_go_and_masks_what_is_secret() {
    let dir = Dir::new();
    dir.file("livehook.toml", "[serve]\nforward_to = \"http://127.0.0.1:3000/in?token=1\"\nforward_secret_files = [\"a.secret\"]\nforward_jobs = 2\n");
    let ran = dir
        .livehook(&["config", "show", "--format", "json"])
        .env("LIVEHOOK_FORWARD_SECRET", SECRET)
        .env("LIVEHOOK_FORWARD_TIMEOUT", "3s")
        .exits(0);
    let rows = ran.json_lines();
    let find = |name: &str| {
        let row = rows.iter().find(|row| row["setting"] == name).unwrap();
        (row["value"].as_str().unwrap().to_owned(), row["origin"].as_str().unwrap().to_owned())
    };
    let pair = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    assert_eq!(find("forward secret"), pair("(set, masked)", "environment"));
    assert_eq!(find("serve.forward_to"), pair("http://127.0.0.1:3000/in?…", "file"));
    assert_eq!(find("serve.forward_secret_files"), pair("a.secret", "file"));
    assert_eq!(find("serve.forward_timeout"), pair("3s", "environment"));
    assert_eq!(find("serve.forward_jobs"), pair("2", "file"));
    assert!(!ran.stdout().contains("token") && !ran.stdout().contains("dGhp"), "{}", ran.shown());
}

#[test]
fn neither_query_nor_secret_is_printed_while_events_are_handed_on() {
    let dir = Dir::new();
    let application = Application::answering(500);
    let to = format!("{}?token=1", application.url());
    let words =
        ["serve", "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0", "--log", "trace"];
    let run = dir
        .livehook(&words)
        .env("LIVEHOOK_CALLBACK_KEY", KEY)
        .env("LIVEHOOK_FORWARD_TO", &to)
        .env("LIVEHOOK_FORWARD_SECRET", SECRET);
    let mut child = run.starts();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut shown = String::new();
    while !shown.contains("forward to") {
        assert!(stdout.read_line(&mut shown).unwrap() > 0, "{shown}");
    }
    assert!(shown.contains("/in?…  (signed)"), "{shown}");
    let address = shown.split("http://").nth(1).unwrap().split('/').next().unwrap();
    let body = callback("room1", now() + 600);
    let answered = request(address.parse().unwrap(), "POST", "/callbacks/css", body.as_bytes());
    assert_eq!(answered.map(|(status, _)| status), Some(200));
    let signature = application.request().header("webhook-signature").to_owned();
    application.answer(200);
    application.request();
    let stopped =
        std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(stopped.unwrap().success());
    stdout.read_to_string(&mut shown).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut shown).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(shown.contains("answered_5xx"), "{shown}");
    for secret in ["token", "dGhp", &signature, KEY] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
