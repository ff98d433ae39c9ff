//! Runs the binary in a directory of its own and shows everything when a check fails.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use tempfile::TempDir;

/// A key for tests. Not the published vectors' key, which servers refuse.
pub(crate) const KEY: &str = "keyOfTheCliTestsAndOfNothingElse";

/// A directory, and the binary to run in it.
pub(crate) struct Dir {
    dir: TempDir,
}

impl Dir {
    pub(crate) fn new() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The binary with words of a command line, in this directory, with an environment of its own.
    pub(crate) fn livehook(&self, words: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_livehook"));
        command.args(words).current_dir(self.dir.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| {
                ["LIVEHOOK_", "LC_", "GITHUB_"].iter().any(|prefix| name.starts_with(prefix))
                    || name == "LANG"
            }) {
                command.env_remove(name);
            }
        }
        Run { command, stdin: Vec::new() }
    }
}

/// A run to be.
pub(crate) struct Run {
    command: Command,
    stdin: Vec<u8>,
}

impl Run {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self.command.stdin(Stdio::piped());
        self
    }

    /// Starts it, for a test that has something to do meanwhile.
    pub(crate) fn starts(mut self) -> Child {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs to the end and checks the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Ran {
        self.exits_with_one_of(&[code])
    }

    /// As [`Self::exits`], where the machine has a say in it.
    #[track_caller]
    pub(crate) fn exits_with_one_of(mut self, codes: &[i32]) -> Ran {
        let mut child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if let Some(mut stdin) = child.stdin.take() {
            // A program that has failed by then reads nothing: its exit code says more than a broken pipe.
            drop(stdin.write_all(&self.stdin));
        }
        let ran = Ran {
            described: format!("{:?}", self.command),
            output: child.wait_with_output().unwrap(),
        };
        let code = ran.output.status.code();
        assert!(code.is_some_and(|code| codes.contains(&code)), "not {codes:?}: {}", ran.shown());
        ran
    }
}

/// A run that was.
pub(crate) struct Ran {
    described: String,
    output: Output,
}

impl Ran {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    /// Stdout as one JSON object a line.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        let read = |line: &str| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{line}: {error}\n{}", self.shown()))
        };
        self.stdout().lines().map(read).collect()
    }

    pub(crate) fn shown(&self) -> String {
        format!(
            "{}\nexit {:?}\n--- stdout\n{}\n--- stderr\n{}",
            self.described,
            self.output.status.code(),
            self.stdout(),
            self.stderr()
        )
    }
}

/// A `serve` that runs until it is stopped, killed or dropped.
pub(crate) struct Serving {
    child: Child,
    /// The callback URL's address.
    pub(crate) callbacks: SocketAddr,
    /// The API's address.
    pub(crate) api: SocketAddr,
    /// Its first line.
    pub(crate) ready: serde_json::Value,
    stdout: BufReader<ChildStdout>,
}

impl Dir {
    /// Starts `serve` without a word on the API's port.
    pub(crate) fn serve_with_usual_api(&self, inbox: &str) -> Serving {
        let words = ["serve", "--format", "json", "--listen", "127.0.0.1:0", "--inbox", inbox];
        Serving::of(&mut self.livehook(&words).env("LIVEHOOK_CALLBACK_KEY", KEY).command)
    }

    /// Starts `serve` on ports that the system chooses, with further words, and waits for its first line.
    pub(crate) fn serve(&self, inbox: &str, words: &[&str]) -> Serving {
        self.serve_at("127.0.0.1:0", inbox, words)
    }

    /// As [`Self::serve`], with the callbacks' address given: that of one that was killed.
    pub(crate) fn serve_at(&self, callbacks: &str, inbox: &str, words: &[&str]) -> Serving {
        let fixed = [
            "serve",
            "--format",
            "json",
            "--listen",
            callbacks,
            "--api-listen",
            "127.0.0.1:0",
            "--log",
            "warn",
            "--inbox",
            inbox,
        ];
        let mut run = self.livehook(&[&fixed[..], words].concat());
        if !words.contains(&"--unsigned") {
            run = run.env("LIVEHOOK_CALLBACK_KEY", KEY);
        }
        Serving::of(&mut run.command)
    }

    /// As [`Self::serve`], with every system call of the server that matters to durability written to `trace`.
    pub(crate) fn serve_traced(&self, inbox: &str, trace: &str) -> Serving {
        let mut command = Command::new("strace");
        command.args([
            "-f",
            "-e",
            "trace=recvfrom,fsync,fdatasync,write,writev,sendto",
            "-o",
            trace,
        ]);
        command.arg(env!("CARGO_BIN_EXE_livehook"));
        command.args([
            "serve",
            "--format",
            "json",
            "--listen",
            "127.0.0.1:0",
            "--api-listen",
            "127.0.0.1:0",
            "--inbox",
            inbox,
        ]);
        command
            .current_dir(self.dir.path())
            .env("LIVEHOOK_CALLBACK_KEY", KEY)
            .stderr(Stdio::null());
        Serving::of(&mut command)
    }
}

impl Serving {
    fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let ready = next_json(&mut stdout);
        assert_eq!(ready["type"], "ready", "{ready}");
        let address = |url: &serde_json::Value| {
            let rest = url.as_str().unwrap().strip_prefix("http://").unwrap();
            rest.split('/').next().unwrap().parse().unwrap()
        };
        Serving {
            callbacks: address(&ready["callbacks"]),
            api: address(&ready["api"]),
            ready,
            child,
            stdout,
        }
    }
}

fn next_json(stdout: &mut BufReader<ChildStdout>) -> serde_json::Value {
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("serve printed {line:?}: {error}"))
}

impl Serving {
    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> serde_json::Value {
        next_json(&mut self.stdout)
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops a traced server: SIGTERM goes to strace's child.
    pub(crate) fn stop_traced(mut self) {
        let parent = self.child.id().to_string();
        assert!(Command::new("pkill").args(["-TERM", "-P", &parent]).status().unwrap().success());
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as a supervisor does; its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        assert!(
            Command::new("kill")
                .args(["-TERM", &self.child.id().to_string()])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One HTTP request on a connection of its own; status and body, or `None` when the connection broke.
pub(crate) fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    body: &[u8],
) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.get(9..12)?.parse().ok()?, body.to_owned()))
}

/// A Smart Highlight callback for a stream, signed with [`KEY`] for `t`.
pub(crate) fn callback(stream: &str, t: i64) -> String {
    let sign = livehook_core::Signature::of(
        &livehook_core::CallbackKey::new(KEY).unwrap(),
        &t.to_string(),
    );
    format!(
        r#"{{"appid":1250000001,"domain":"push.example.test","event_type":349,"items":[],"path":"live","sign":"{sign}","stream_id":"{stream}","t":{t}}}"#
    )
}

/// Unix seconds now.
#[expect(
    clippy::disallowed_methods,
    reason = "a test of the whole process lives in the present, as the process does"
)]
pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}
