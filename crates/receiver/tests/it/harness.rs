//! Receivers with temporary inboxes, signed callbacks, and two ways to send them.
//!
//! Time stands at [`NOW`] unless a test moves it: nothing here reads a clock.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use livehook_core::{CallbackKey, KeyId, Signature, Source};
use livehook_inbox::{Inbox, InboxConfig, Query, Record, UnixMillis};
use livehook_receiver::{
    CallbackPath, Limits, ReceiverConfig, ReceiverState, ServeError, Served, SourceRoute, app,
    serve,
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tower::ServiceExt as _;

/// The second at which tests take place.
pub(crate) const NOW: i64 = 1_761_129_000;
/// A `t` that is good at [`NOW`].
pub(crate) const GOOD_T: i64 = NOW + 600;
pub(crate) const KEY: &str = "harnessKeyOfLettersAndDigitsAbcd";
pub(crate) const PATH: &str = CallbackPath::DEFAULT;
/// How long a test waits for what must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The source that most tests use.
pub(crate) fn signed_source() -> Source {
    let key = CallbackKey::new(KEY).unwrap();
    Source::signed("default", [(KeyId::new("current"), key)]).unwrap()
}

/// A configuration of one source on the default path.
pub(crate) fn config_of(source: Source) -> ReceiverConfig {
    ReceiverConfig::new([SourceRoute { path: CallbackPath::default(), source }]).unwrap()
}

/// A body with these members, signed for `t`. Members are JSON with a comma before each further one, or nothing.
pub(crate) fn signed(members: &str, t: i64) -> String {
    let sign = Signature::of(&CallbackKey::new(KEY).unwrap(), &t.to_string());
    let comma = if members.is_empty() { "" } else { "," };
    format!(r#"{{{members}{comma}"t":{t},"sign":"{sign}"}}"#)
}

/// A sound push event of its own for each number.
pub(crate) fn event(number: usize) -> String {
    signed(&format!(r#""event_type":1,"stream_id":"s{number}","event_time":{number}"#), GOOD_T)
}

/// A receiver on a temporary inbox, at a time that the test chooses.
pub(crate) struct Receiver {
    pub(crate) state: ReceiverState,
    pub(crate) inbox: Inbox,
    now: Arc<AtomicI64>,
    router: Router,
    directory: TempDir,
}

impl Receiver {
    pub(crate) fn new() -> Self {
        Self::with(config_of(signed_source()))
    }

    pub(crate) fn with(config: ReceiverConfig) -> Self {
        Self::with_inbox(config, InboxConfig::default())
    }

    pub(crate) fn with_inbox(config: ReceiverConfig, inbox: InboxConfig) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(&directory.path().join("inbox.db"), inbox).unwrap();
        let now = Arc::new(AtomicI64::new(NOW));
        let clock = Arc::clone(&now);
        let state = ReceiverState::new(config, inbox.clone(), move || {
            UnixMillis(clock.load(Ordering::Relaxed) * 1_000)
        });
        let router = app(&state);
        Self { state, inbox, now, router, directory }
    }

    /// Moves the receiver's clock.
    pub(crate) fn at(&self, second: i64) {
        self.now.store(second, Ordering::Relaxed);
    }

    /// Sends a request through the router, without a socket.
    pub(crate) async fn call(&self, request: Request<Body>) -> Answer {
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Posts a body to the default path.
    pub(crate) async fn post(&self, body: impl Into<Body>) -> Answer {
        self.call(Request::post(PATH).body(body.into()).unwrap()).await
    }

    /// All records, oldest first.
    pub(crate) fn records(&self) -> Vec<Record> {
        self.inbox.reader().unwrap().list(&Query::default()).unwrap()
    }

    /// The page of metrics.
    pub(crate) async fn metrics(&self) -> String {
        let request =
            Request::get("/metrics").header("host", "localhost").body(Body::empty()).unwrap();
        let answer = livehook_receiver::health(&self.state).oneshot(request).await.unwrap();
        String::from_utf8(Answer::of(answer).await.body).unwrap()
    }

    /// The inbox's file.
    pub(crate) fn file(&self) -> PathBuf {
        self.directory.path().join("inbox.db")
    }

    /// Serves on a port of the system's choice.
    pub(crate) async fn start(&self) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async { drop(stopped.await) };
        let serving = tokio::spawn(serve(listener, self.state.clone(), shutdown));
        Running { address, stop, serving }
    }
}

/// A configuration of the usual source with these limits.
pub(crate) fn limited(limits: Limits) -> ReceiverConfig {
    config_of(signed_source()).with_limits(limits)
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn of(response: axum::response::Response) -> Self {
        let (head, body) = response.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap().to_vec();
        Self { status: head.status, headers: head.headers, body }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The `error` of the body, `-` for plain success.
    pub(crate) fn code(&self) -> String {
        self.json().get("error").map_or("-".to_owned(), |error| error.as_str().unwrap().to_owned())
    }
}

/// A receiver that serves.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<Served, ServeError>>,
}

impl Running {
    pub(crate) async fn connect(&self) -> Connection {
        Connection(TcpStream::connect(self.address).await.unwrap())
    }

    /// Asks it to stop and leaves it to that.
    pub(crate) fn ask_to_stop(self) -> JoinHandle<Result<Served, ServeError>> {
        drop(self.stop);
        self.serving
    }

    /// Asks it to stop and waits until it has.
    pub(crate) async fn stop(self) -> Served {
        let serving = self.ask_to_stop();
        timeout(PATIENCE, serving).await.expect("it stops in time").unwrap().unwrap()
    }
}

/// A connection on which bytes are sent and read as they are.
pub(crate) struct Connection(pub(crate) TcpStream);

impl Connection {
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Posts a body to the default path and leaves the answer unread.
    pub(crate) async fn post(&mut self, body: &str) {
        self.send(post_request(body)).await;
    }

    /// Reads until the peer closes, or resets.
    pub(crate) async fn read_to_end(&mut self) -> String {
        let mut text = Vec::new();
        let read = timeout(PATIENCE, self.0.read_to_end(&mut text));
        // A reset is an end too; what came before it counts.
        drop(read.await.expect("the peer closes in time"));
        String::from_utf8(text).unwrap()
    }

    /// Reads one answer with its body.
    pub(crate) async fn answer(&mut self) -> String {
        let mut text = Vec::new();
        let mut piece = [0; 1024];
        loop {
            if let Some(whole) = whole_answer(&text) {
                return whole;
            }
            let read = timeout(PATIENCE, self.0.read(&mut piece)).await;
            let read = read.expect("an answer comes in time").unwrap();
            assert!(read > 0, "closed after {:?}", String::from_utf8_lossy(&text));
            text.extend_from_slice(&piece[..read]);
        }
    }
}

/// The bytes of a POST to the default path.
pub(crate) fn post_request(body: &str) -> String {
    format!("POST {PATH} HTTP/1.1\r\nhost: test\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn whole_answer(bytes: &[u8]) -> Option<String> {
    let text = str::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |length| length.parse().unwrap());
    (body.len() >= length).then(|| text.to_owned())
}
