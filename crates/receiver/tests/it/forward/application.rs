//! An application on a real socket that answers as a test asks, and shows what it was sent.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};

use crate::harness::PATIENCE;

/// What is answered to one request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reply {
    Status(u16),
    /// 503, with `Retry-After` in seconds.
    RetryAfter(u32),
    /// 307.
    RedirectTo(&'static str),
    /// This status, and a body that goes on for ever.
    Endless(u16),
    /// Nothing, for as long as the other side waits.
    Hang,
    /// The connection ends.
    Close,
}

/// A request as it came.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(own, _)| *own == name).map(|(_, value)| value)
    }
}

/// A place where nobody listens yet.
pub(super) struct Place(SocketAddr);

/// Listens until it is dropped. The last reply is given again and again.
pub(super) struct Application {
    address: SocketAddr,
    requests: mpsc::UnboundedReceiver<Request>,
    accepting: JoinHandle<()>,
}

impl Place {
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0)
    }

    pub(super) async fn start(self, replies: impl IntoIterator<Item = Reply>) -> Application {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.0).unwrap();
        Application::on(socket.listen(64).unwrap(), replies)
    }
}

impl Application {
    pub(super) async fn reserve() -> Place {
        Place(TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap())
    }

    pub(super) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), replies)
    }

    fn on(listener: TcpListener, replies: impl IntoIterator<Item = Reply>) -> Self {
        let address = listener.local_addr().unwrap();
        let (told, requests) = mpsc::unbounded_channel();
        let replies = Arc::new(Mutex::new(replies.into_iter().collect()));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                drop(tokio::spawn(serve(stream, Arc::clone(&replies), told.clone())));
            }
        });
        Self { address, requests, accepting }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The next request that it was sent.
    pub(super) async fn request(&mut self) -> Request {
        timeout(PATIENCE, self.requests.recv()).await.expect("a request comes").unwrap()
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Answers the requests of one connection, by turns.
async fn serve(
    mut stream: TcpStream,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    told: mpsc::UnboundedSender<Request>,
) {
    while let Some(request) = read(&mut stream).await {
        drop(told.send(request));
        let reply = {
            let mut replies = replies.lock().unwrap();
            if replies.len() > 1 { replies.pop_front() } else { replies.front().copied() }
        };
        let answered = match reply.unwrap() {
            Reply::Status(status) => {
                answer(
                    &mut stream,
                    &format!("HTTP/1.1 {status} Said\r\ncontent-length: 2\r\n\r\nok"),
                )
                .await
            }
            Reply::RetryAfter(seconds) => {
                let head = format!("HTTP/1.1 503 Busy\r\nretry-after: {seconds}\r\n");
                answer(&mut stream, &format!("{head}content-length: 0\r\n\r\n")).await
            }
            Reply::RedirectTo(place) => {
                let head = format!("HTTP/1.1 307 Elsewhere\r\nlocation: {place}\r\n");
                answer(&mut stream, &format!("{head}content-length: 0\r\n\r\n")).await
            }
            Reply::Endless(status) => {
                let head = format!("HTTP/1.1 {status} Said\r\n\r\n");
                let mut going_on = answer(&mut stream, &head).await;
                while going_on.is_some() {
                    going_on = answer(&mut stream, &"x".repeat(1_024)).await;
                }
                None
            }
            Reply::Hang => stream.read_u8().await.ok().map(drop),
            Reply::Close => None,
        };
        if answered.is_none() {
            return;
        }
    }
}

async fn answer(stream: &mut TcpStream, text: &str) -> Option<()> {
    stream.write_all(text.as_bytes()).await.ok()
}

/// One request, or `None` at the connection's end.
async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let mut request = Request { head, body: bytes[end + 4..].to_vec() };
            let length = request.header("content-length").unwrap().parse().unwrap();
            while request.body.len() < length {
                stream.read_buf(&mut request.body).await.ok().filter(|read| *read > 0)?;
            }
            return Some(request);
        }
        stream.read_buf(&mut bytes).await.ok().filter(|read| *read > 0)?;
    }
}
