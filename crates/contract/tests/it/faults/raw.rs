//! HTTP by hand, as no library does it: for faults that lie in where a request is thought to end. Sound but for those.

use std::io;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::{
    answer::Answer,
    fault::Fault,
    receiver::{Arrived, Receiver},
    serve::{BODY_TIME, HEAD_TIME},
};

const HEAD_BYTES_MAX: usize = 32 << 10;
const HEADERS_MAX: usize = 64;
const PACKET_BYTES_MAX: usize = 64 << 10;
const BODY_BYTES_MAX: usize = 8 << 20;

/// What goes wrong with a request before it is one: a status, or the end of the connection.
enum Trouble {
    Status(u16),
    Gone,
}

impl From<io::Error> for Trouble {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// A connection and what was read from it and not yet used.
struct Wire<'a> {
    stream: TcpStream,
    unread: Vec<u8>,
    fault: Option<Fault>,
    receiver: &'a Receiver,
}

/// Whether further requests may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Request,
    End,
}

enum Framing {
    Length(usize),
    Chunks,
}

struct Head {
    arrived: Arrived,
    next: Next,
}

/// Serves one connection.
pub(super) async fn serve(stream: TcpStream, receiver: &Receiver) {
    let mut wire = Wire { stream, unread: Vec::new(), fault: receiver.fault, receiver };
    loop {
        match wire.exchange().await {
            Ok(Next::Request) => {}
            Ok(Next::End) | Err(Trouble::Gone) => return,
            Err(Trouble::Status(status)) => {
                let answer = Answer::refuses(status, "bad_request");
                drop(wire.write(&answer, Next::End, "POST").await);
                // Whoever is still writing comes to read the answer before a reset takes it away.
                drop(wire.stream.shutdown().await);
                drop(
                    timeout(HEAD_TIME, tokio::io::copy(&mut wire.stream, &mut tokio::io::sink()))
                        .await,
                );
                return;
            }
        }
    }
}

impl Wire<'_> {
    async fn exchange(&mut self) -> Result<Next, Trouble> {
        let gone = |_| Trouble::Gone;
        let Head { mut arrived, next } = timeout(HEAD_TIME, self.head()).await.map_err(gone)??;
        let late = |_| Trouble::Status(408);
        arrived.body = timeout(BODY_TIME, self.body(&arrived)).await.map_err(late)??;
        let answer = self.receiver.receive(&arrived).await;
        self.write(&answer, next, &arrived.method).await?;
        Ok(if answer == Answer::HangsUp { Next::End } else { next })
    }

    async fn more(&mut self) -> Result<usize, Trouble> {
        self.unread.reserve(PACKET_BYTES_MAX);
        Ok(self.stream.read_buf(&mut self.unread).await?)
    }

    async fn head(&mut self) -> Result<Head, Trouble> {
        loop {
            if let Some((length, head)) = parse(&self.unread)? {
                self.unread.drain(..length);
                return Ok(head);
            }
            if self.unread.len() > HEAD_BYTES_MAX {
                return Err(Trouble::Status(431));
            }
            if self.more().await? == 0 {
                return Err(Trouble::Gone);
            }
            let is_whole = parse(&self.unread)?.is_some();
            if self.fault == Some(Fault::ReadsOnePacketOnly) && !is_whole {
                return Err(Trouble::Status(400));
            }
        }
    }

    async fn body(&mut self, arrived: &Arrived) -> Result<Vec<u8>, Trouble> {
        if self.fault == Some(Fault::ReadsOnePacketOnly) {
            return Ok(std::mem::take(&mut self.unread));
        }
        let framing = self.framing(arrived)?;
        let waits =
            arrived.header("expect").is_some_and(|it| it.eq_ignore_ascii_case("100-continue"));
        if waits && self.unread.is_empty() {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        match framing {
            Framing::Length(length) => self.of_length(length).await,
            Framing::Chunks => self.chunks().await,
        }
    }

    /// Where the body ends. A sound server answers 400 where that can be read in two ways.
    fn framing(&self, arrived: &Arrived) -> Result<Framing, Trouble> {
        let all = |name: &str| -> Vec<&str> {
            let of_name = arrived.headers.iter().filter(|(each, _)| each == name);
            of_name.map(|(_, value)| value.as_str()).collect()
        };
        let (codings, lengths) = (all("transfer-encoding"), all("content-length"));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
        let number = |text: &str| match text.parse() {
            Ok(length) if is_digits(text) && length <= BODY_BYTES_MAX => {
                Ok(Framing::Length(length))
            }
            Ok(_) if is_digits(text) => Err(Trouble::Status(413)),
            _ => Err(Trouble::Status(400)),
        };
        match (codings.as_slice(), lengths.as_slice(), self.fault) {
            ([coding], [], _) if coding.eq_ignore_ascii_case("chunked") => Ok(Framing::Chunks),
            ([_], [_, ..], Some(Fault::LengthAndChunksSmuggle)) => Ok(Framing::Chunks),
            ([], [first, ..], Some(Fault::FirstLengthSmuggles)) => number(first),
            ([], [], _) => Ok(Framing::Length(0)),
            ([], [one], _) => number(one),
            _ => Err(Trouble::Status(400)),
        }
    }

    async fn of_length(&mut self, length: usize) -> Result<Vec<u8>, Trouble> {
        while self.unread.len() < length {
            if self.more().await? == 0 {
                if self.fault == Some(Fault::BelievesTruncatedBody) {
                    return Ok(std::mem::take(&mut self.unread));
                }
                return Err(Trouble::Status(400));
            }
        }
        Ok(self.unread.drain(..length).collect())
    }

    async fn chunks(&mut self) -> Result<Vec<u8>, Trouble> {
        let mut body = Vec::new();
        loop {
            match httparse::parse_chunk_size(&self.unread) {
                Ok(httparse::Status::Complete((line, size))) => {
                    self.unread.drain(..line);
                    let size = usize::try_from(size).unwrap_or(usize::MAX);
                    if size > BODY_BYTES_MAX || body.len() > BODY_BYTES_MAX {
                        return Err(Trouble::Status(413));
                    }
                    // The empty chunk is followed by CR LF like all others; trailers are not taken.
                    let data = self.of_length(size + 2).await?;
                    body.extend_from_slice(data.get(..size).unwrap_or(&data));
                    if size == 0 {
                        return Ok(body);
                    }
                }
                Ok(httparse::Status::Partial) if self.more().await? > 0 => {}
                Ok(httparse::Status::Partial) | Err(_) => return Err(Trouble::Status(400)),
            }
        }
    }

    async fn write(&mut self, answer: &Answer, next: Next, method: &str) -> io::Result<()> {
        let Answer::Says(status, header, body) = answer else { return Ok(()) };
        let header = header.map(|(name, value)| format!("{name}: {value}\r\n")).unwrap_or_default();
        let connection = if next == Next::End { "connection: close\r\n" } else { "" };
        let length = body.len();
        let body = if method == "HEAD" { "" } else { body };
        let text = format!(
            "HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\n{connection}{header}content-length: {length}\r\n\r\n{body}"
        );
        self.stream.write_all(text.as_bytes()).await
    }
}

fn parse(bytes: &[u8]) -> Result<Option<(usize, Head)>, Trouble> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Trouble::Status(431)),
        Err(_) => return Err(Trouble::Status(400)),
    };
    let target = request.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = request.headers.iter().map(|header| {
        (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
    });
    let arrived = Arrived {
        method: request.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    let closes = arrived.header("connection").is_some_and(|it| it.eq_ignore_ascii_case("close"));
    let next = if closes || request.version == Some(0) { Next::End } else { Next::Request };
    Ok(Some((length, Head { arrived, next })))
}
