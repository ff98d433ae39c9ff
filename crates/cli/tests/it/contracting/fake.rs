//! Receivers that are not ours: they answer every request the same, and remember it.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

/// What is answered, by all bodies that have come: a status, or nothing at all.
type Answering = Arc<dyn Fn(&[String]) -> Option<u16> + Send + Sync>;

/// A receiver that answers everything with one status, or nothing at all.
pub(crate) struct Fake {
    address: SocketAddr,
    bodies: Arc<Mutex<Vec<String>>>,
    asked: Receiver<()>,
}

impl Fake {
    /// Answers with this status.
    pub(crate) fn answering(status: u16) -> Self {
        Self::start(Arc::new(move |_| Some(status)))
    }

    /// Takes requests and says nothing.
    pub(crate) fn silent() -> Self {
        Self::start(Arc::new(|_| None))
    }

    /// Breaks on what this case sends as soon as it has seen another case.
    pub(crate) fn breaking_among_others(case: usize) -> Self {
        let is_of = |body: &String, case: usize| body.contains(&format!("-{case:03}-0"));
        Self::start(Arc::new(move |bodies| {
            let has_seen = |body: &String| !is_of(body, 0) && !is_of(body, case);
            let breaks = bodies.last().is_some_and(|last| is_of(last, case));
            Some(if breaks && bodies.iter().any(has_seen) { 500 } else { 200 })
        }))
    }

    fn start(answering: Answering) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let bodies = Arc::default();
        let (asked_sender, asked) = channel();
        let seen = Arc::clone(&bodies);
        // Ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, asked) = (Arc::clone(&seen), asked_sender.clone());
                let answering = Arc::clone(&answering);
                thread::spawn(move || serve(stream, &answering, &seen, &asked));
            }
        });
        Self { address, bodies, asked }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/css", self.address)
    }

    /// Waits until a request is there.
    pub(crate) fn is_asked(&self) {
        self.asked.recv().unwrap();
    }

    /// The stream ids of what was sent until now, sorted.
    pub(crate) fn stream_ids(&self) -> Vec<String> {
        let bodies = self.bodies.lock().unwrap();
        let id = |body: &String| {
            let body: serde_json::Value = serde_json::from_str(body).ok()?;
            body["stream_id"].as_str().map(str::to_owned)
        };
        let mut ids: Vec<_> = bodies.iter().filter_map(id).collect();
        ids.sort();
        ids
    }
}

fn serve(
    mut stream: TcpStream,
    answering: &Answering,
    bodies: &Mutex<Vec<String>>,
    asked: &Sender<()>,
) {
    let Some(body) = body(&mut stream) else { return };
    let status = {
        let mut bodies = bodies.lock().unwrap();
        bodies.push(body);
        answering(&bodies)
    };
    // Nobody has to wait for it.
    let _ = asked.send(()).is_ok();
    match status {
        Some(status) => {
            let head = format!("HTTP/1.1 {status} Word\r\ncontent-length: 10\r\nconnection: close");
            drop(stream.write_all(format!("{head}\r\n\r\n{{\"code\":0}}").as_bytes()));
        }
        // Until the other side has had enough.
        None => drop(stream.read_to_end(&mut Vec::new())),
    }
}

/// The body of a request whose head says how long it is.
fn body(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let length = stream.read(&mut piece).ok().filter(|length| *length > 0)?;
        request.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let declared = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        if body.len() >= declared.unwrap_or_default() {
            return Some(body.to_owned());
        }
    }
}
