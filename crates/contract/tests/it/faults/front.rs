//! What may stand before a receiver and change how it stands towards a run: a process that dies of requests, a limiter.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
    task::{JoinHandle, JoinSet},
    time::sleep,
};

/// What the front does beside handing on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Manner {
    /// Dies of a request without a signature, and comes back after so long, if at all.
    DiesOfUnsigned(Option<Duration>),
    /// Answers 429 to everything once so many requests were refused.
    Limits(u32),
}

/// A front under way. It ends when this is dropped.
pub(super) struct Front {
    pub(super) address: SocketAddr,
    server: JoinHandle<()>,
}

impl Drop for Front {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What its connections share.
struct Shared {
    receiver: SocketAddr,
    manner: Manner,
    died: Notify,
    refused: AtomicU32,
}

impl Front {
    pub(super) fn start(receiver: SocketAddr, manner: Manner) -> Self {
        let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0)));
        let address = listener.local_addr().unwrap();
        let shared =
            Arc::new(Shared { receiver, manner, died: Notify::new(), refused: AtomicU32::new(0) });
        Self { address, server: tokio::spawn(live(listener, shared)) }
    }
}

fn listen(address: SocketAddr) -> TcpListener {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap();
    socket.listen(1_024).unwrap()
}

/// One life after another.
async fn live(mut listener: TcpListener, shared: Arc<Shared>) {
    let address = listener.local_addr().unwrap();
    loop {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    let (stream, _peer) = accepted.unwrap();
                    connections.spawn(connection(stream, shared.clone()));
                }
                () = shared.died.notified() => break,
            }
        }
        drop((listener, connections));
        let Manner::DiesOfUnsigned(Some(absence)) = shared.manner else {
            return std::future::pending().await;
        };
        sleep(absence).await;
        listener = listen(address);
    }
}

async fn connection(mut stream: TcpStream, shared: Arc<Shared>) -> Option<()> {
    let request = whole(&mut stream).await?;
    match shared.manner {
        Manner::DiesOfUnsigned(_) if !contains(&request, b"\"sign\"") => {
            shared.died.notify_one();
            return std::future::pending().await;
        }
        Manner::Limits(most) if shared.refused.load(Ordering::Relaxed) >= most => {
            stream
                .write_all(b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n")
                .await
                .ok()?;
            return Some(());
        }
        Manner::DiesOfUnsigned(_) | Manner::Limits(_) => {}
    }
    let mut receiver = TcpStream::connect(shared.receiver).await.ok()?;
    receiver.write_all(&request).await.ok()?;
    let mut answer = [0; 4_096];
    let n = receiver.read(&mut answer).await.ok()?;
    if !answer.starts_with(b"HTTP/1.1 200") {
        shared.refused.fetch_add(1, Ordering::Relaxed);
    }
    stream.write_all(&answer[..n]).await.ok()?;
    copy_bidirectional(&mut stream, &mut receiver).await.ok().map(|_| ())
}

/// A request of a head and a body of the length that it names; none of what is dialled and not used.
async fn whole(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    loop {
        if stream.read_buf(&mut request).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&request).to_lowercase();
        let Some(head_len) = request.windows(4).position(|it| it == b"\r\n\r\n") else { continue };
        let length = text.split("content-length: ").nth(1)?.split("\r\n").next()?;
        if request.len() >= head_len + 4 + length.parse::<usize>().ok()? {
            return Some(request);
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|it| it == part)
}
