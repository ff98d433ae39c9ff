//! The whole catalogue against receivers that are sound: ours, and those in `fixtures/receivers`. Each false alarm is a failure.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::harness::{Dir, KEY};

/// A receiver that is brought down by `kill -9` and up again, always on one port.
struct Receiver {
    dir: Dir,
    port: u16,
    api_port: u16,
    first: Child,
}

impl Receiver {
    /// Starts it by a line of the shell, in which `$PORT` and `$API_PORT` stand for its ports, and waits for its first line.
    fn start(line: &str) -> Self {
        let dir = Dir::new();
        let (port, api_port) = (free_port(), free_port());
        let line = line.replace("$PORT", &port.to_string());
        let line = line.replace("$API_PORT", &api_port.to_string());
        dir.file("start.sh", format!("echo $$ > pid\nexec {line} 2>>log\n"));
        // Killed is not gone: until its last thread has ended it has the port. What is gone and not waited for is a zombie alone.
        let is_zombie = "grep -q State:.Z /proc/$p/status && [ $(ls /proc/$p/task | wc -l) = 1 ]";
        let gone =
            format!("p=$(cat pid)\nwhile [ -d /proc/$p ] && ! {{ {is_zombie}; }}; do :; done");
        let started = "while [ ! -s pid ]; do :; done";
        dir.file(
            "restart.sh",
            format!("kill -9 $(cat pid)\n{gone}\nrm pid\nsh start.sh >>log &\n{started}\n"),
        );
        let mut first = Command::new("sh")
            .arg("start.sh")
            .current_dir(dir.path())
            .env("LIVEHOOK_CALLBACK_KEY", KEY)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(first.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        assert!(ready.contains(&port.to_string()), "{line} printed {ready:?}");
        Self { dir, port, api_port, first }
    }

    /// Runs the whole catalogue and expects that nothing fails and nothing is left open.
    #[track_caller]
    fn conforms(&self, observe: &str, pointer: &str, html: &Path) {
        let url = format!("http://127.0.0.1:{}/callbacks/css", self.port);
        let observe = observe.replace("$PORT", &self.port.to_string());
        let observe = observe.replace("$API_PORT", &self.api_port.to_string());
        let html = format!("html={}", html.display());
        let words = ["contract", "run", "--format", "json", "--url", &url, "--settle", "150ms"];
        let observing = ["--observe-url", &observe, "--observe-pointer", pointer];
        let more = ["--restart-cmd", "sh restart.sh", "--time-limit", "5m", "--report", &html];
        let run = self.dir.livehook(&[&words[..], &observing, &more].concat());
        let ran = run.env("LIVEHOOK_CALLBACK_KEY", KEY).exits(0);
        let lines = ran.json_lines();
        let summary = lines.last().unwrap();
        assert_eq!(summary["verdict"], "conforms", "{summary}");
        for class in ["fail", "error", "undetermined", "warn", "skip"] {
            assert_eq!(summary[class], 0, "{class}: {summary}");
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let pid = fs::read_to_string(self.dir.path().join("pid")).unwrap_or_default();
        drop(Command::new("kill").args(["-9", pid.trim()]).status());
        drop(self.first.wait());
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A page of this name, where the gate leaves it for people to look at.
fn page(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("contract-{name}.html"))
}

#[test]
fn slow_our_own_receiver_meets_the_whole_contract() {
    let line = format!(
        "{} serve --format json --listen 127.0.0.1:$PORT --api-listen 127.0.0.1:$API_PORT --inbox inbox.db --log warn",
        env!("CARGO_BIN_EXE_livehook")
    );
    let receiver = Receiver::start(&line);
    let observe = "http://127.0.0.1:$API_PORT/api/events?state=event&limit=1000&stream={stream_id}&type={event_type}";
    receiver.conforms(observe, "/events", &page("livehook"));
}

#[track_caller]
fn check(program: &str, file: &str, name: &str) {
    let is_there = Command::new(program).arg("--version").stdout(Stdio::null()).status().is_ok();
    // At the gate a language that is missing would be a check nobody ran; Java is checked where it is.
    if !is_there && (std::env::var_os("CI").is_none() || program == "java") {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("skipped: {program} is not installed here");
        }
        return;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/receivers").join(file);
    let line = format!("{program} '{}' --port $PORT --data data", file.display());
    let observe = "http://127.0.0.1:$PORT/events?stream_id={stream_id}&event_type={event_type}";
    Receiver::start(&line).conforms(observe, "/count", &page(name));
}

#[test]
fn slow_the_receiver_in_python_meets_the_whole_contract() {
    check("python3", "receiver.py", "python");
}

#[test]
fn slow_the_receiver_in_node_meets_the_whole_contract() {
    check("node", "receiver.mjs", "node");
}

#[test]
fn slow_the_receiver_in_java_meets_the_whole_contract() {
    check("java", "Receiver.java", "java");
}

/// The page beside the receivers says how one is tested: by the commands as they stand there.
#[test]
fn slow_what_the_page_says_tests_a_receiver() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/receivers");
    let page = fs::read_to_string(folder.join("README.md")).unwrap();
    let (_, behind) = page.split_once("## Test one").unwrap();
    let (_, behind) = behind.split_once("```sh\n").unwrap();
    let (commands, _) = behind.split_once("```").unwrap();
    assert!(commands.lines().all(|line| line.starts_with("livehook ")), "{commands}");
    let file = folder.join("receiver.py");
    if Command::new("python3").arg("--version").stdout(Stdio::null()).status().is_err() {
        return;
    }
    let line = format!("python3 '{}' --port $PORT --data data", file.display());
    let receiver = Receiver::start(&line);
    let commands = commands.replace("8349", &receiver.port.to_string());
    let script = format!("set -e\nlivehook() {{ \"$LIVEHOOK\" \"$@\"; }}\n{commands}");
    let run = Command::new("sh")
        .args(["-c", &script])
        .current_dir(receiver.dir.path())
        .env("LIVEHOOK", env!("CARGO_BIN_EXE_livehook"))
        .env("LIVEHOOK_CALLBACK_KEY", KEY)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{script}\n{told}{}", String::from_utf8_lossy(&run.stderr));
    assert!(told.contains("meets the contract"), "{told}");
}
