//! The service that the README shows, in Python, which knows nothing of ours: it believes what is signed and nothing else.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use super::{all_done, post, states, wait_for, wait_until};
use crate::harness::Dir;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The Python block of a page that verifies a signature.
fn example(page: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(page);
    let text = fs::read_to_string(page).unwrap();
    let blocks = text.split("```python\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.filter(|block| block.contains("webhook-signature")).collect()
}

/// The example on a port that the system chooses.
struct Service {
    child: Child,
    url: String,
}

impl Service {
    fn start(dir: &Dir, secret: &str) -> Self {
        let code = dir.path().join("service.py");
        let example = example("README.md");
        assert!(example.contains("3000"), "{example}");
        let said = "print(server.server_port, flush=True); server.serve_forever()";
        let example = example.replace("3000", "0").replace("server.serve_forever()", said);
        fs::write(&code, example).unwrap();
        let mut child = Command::new("python3")
            .arg(code)
            .env("FORWARD_SECRET", secret)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut port).unwrap();
        Self { child, url: format!("http://127.0.0.1:{}/livehook", port.trim()) }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn has_python() -> bool {
    let version = Command::new("python3").arg("--version").stdout(Stdio::null()).status();
    let found = version.is_ok_and(|status| status.success());
    assert!(found || std::env::var_os("CI").is_none(), "python3 is missing");
    found
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn the_service_of_the_readme_believes_what_is_signed_and_nothing_else() {
    if !has_python() {
        eprintln!("skipped: python3 is not installed here");
        return;
    }
    let dir = Dir::new();
    let secret = dir.file("forward.secret", format!("{SECRET}\n"));
    let stranger = Service::start(&dir, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let serving =
        dir.serve("inbox.db", &["--forward-to", &stranger.url, "--forward-secret-file", &secret]);
    post(&serving, "直播间");
    let refused = r#"livehook_forward_failures_total{code="answered_4xx"}"#;
    wait_until(&serving, refused, |line| line.starts_with(refused));
    assert_eq!(states(&dir)["直播间"], "received");
    serving.kill();
    drop(stranger);
    let service = Service::start(&dir, SECRET);
    let serving =
        dir.serve("inbox.db", &["--forward-to", &service.url, "--forward-secret-file", &secret]);
    wait_for(&serving, "livehook_forwarded_total 1");
    assert!(all_done(&dir));
}

#[test]
fn both_pages_show_the_same_service() {
    let english = example("README.md");
    // Comments are in the page's language.
    let code = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split("  #").next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(code(&example("crates/README.zh-CN.md")), code(&english));
}
