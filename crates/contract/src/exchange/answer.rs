//! Reads one answer off a connection: the head by `httparse`, the body by its length, its chunks or the connection's end.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The most header lines an answer may have.
const HEADERS_MAX: usize = 128;
/// The most bytes of an answer's head.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// The most bytes of an answer's body that are read; Tencent reads none.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The header lines, names in lower case, values with unreadable bytes replaced.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, the first mebibyte of it.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first header of this name, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(each, _)| each == name).map(|(_, value)| value.as_str())
    }

    /// The `code` in a JSON body, as its text.
    pub(crate) fn stated_code(&self) -> Option<String> {
        let body: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        body.get("code").map(ToString::to_string)
    }
}

/// Whether the request's answers have a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bodies {
    /// As their heads say.
    AsSaid,
    /// None, since it was a HEAD.
    None,
}

enum Framing {
    Empty,
    Length(usize),
    Chunks,
    UntilEnd,
}

/// Reads one answer. `unread` holds what was read beyond the answer before, and gets what is read beyond this one; `seen` gets every
/// byte that comes.
pub(crate) async fn read(
    from: &mut (impl AsyncRead + Unpin),
    unread: &mut Vec<u8>,
    bodies: Bodies,
    mut seen: impl FnMut(&[u8]),
) -> io::Result<Answer> {
    loop {
        let (head_len, mut answer, framing) = loop {
            if let Some(head) = parse_head(unread, bodies)? {
                break head;
            }
            if unread.len() > HEAD_BYTES_MAX {
                return Err(malformed("a head of more than 64 KiB"));
            }
            if more(from, unread, &mut seen).await? == 0 {
                let early = if unread.is_empty() { "no answer" } else { "half a head" };
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, early));
            }
        };
        unread.drain(..head_len);
        // 100 Continue and its like announce the answer proper.
        if (100..200).contains(&answer.status) && answer.status != 101 {
            continue;
        }
        answer.body = match framing {
            Framing::Empty => Vec::new(),
            Framing::Length(length) => of_length(from, unread, length, &mut seen).await?,
            Framing::UntilEnd => {
                while unread.len() < BODY_BYTES_MAX && more(from, unread, &mut seen).await? > 0 {}
                std::mem::take(unread)
            }
            Framing::Chunks => chunks(from, unread, &mut seen).await?,
        };
        return Ok(answer);
    }
}

async fn more(
    from: &mut (impl AsyncRead + Unpin),
    unread: &mut Vec<u8>,
    seen: &mut impl FnMut(&[u8]),
) -> io::Result<usize> {
    let old = unread.len();
    let n = from.read_buf(unread).await?;
    seen(&unread[old..]);
    Ok(n)
}

fn parse_head(bytes: &[u8], bodies: Bodies) -> io::Result<Option<(usize, Answer, Framing)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut head = httparse::Response::new(&mut headers);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(malformed(&error.to_string())),
    };
    let status = head.code.ok_or_else(|| malformed("no status"))?;
    let headers = head
        .headers
        .iter()
        .map(|header| {
            let value = String::from_utf8_lossy(header.value).into_owned();
            (header.name.to_ascii_lowercase(), value)
        })
        .collect();
    let answer = Answer { status, headers, body: Vec::new() };
    let framing = framing(&answer, bodies)?;
    Ok(Some((length, answer, framing)))
}

fn framing(answer: &Answer, bodies: Bodies) -> io::Result<Framing> {
    if bodies == Bodies::None || matches!(answer.status, 100..200 | 204 | 304) {
        return Ok(Framing::Empty);
    }
    if answer.header("transfer-encoding").is_some_and(|it| it.eq_ignore_ascii_case("chunked")) {
        return Ok(Framing::Chunks);
    }
    match answer.header("content-length") {
        Some(length) => {
            length.parse().map(Framing::Length).map_err(|_| malformed("its length is no number"))
        }
        None => Ok(Framing::UntilEnd),
    }
}

async fn of_length(
    from: &mut (impl AsyncRead + Unpin),
    unread: &mut Vec<u8>,
    length: usize,
    seen: &mut impl FnMut(&[u8]),
) -> io::Result<Vec<u8>> {
    let length = length.min(BODY_BYTES_MAX);
    // A body that ends early changes nothing: the status has decided.
    while unread.len() < length && more(from, unread, seen).await? > 0 {}
    Ok(unread.drain(..length.min(unread.len())).collect())
}

async fn chunks(
    from: &mut (impl AsyncRead + Unpin),
    unread: &mut Vec<u8>,
    seen: &mut impl FnMut(&[u8]),
) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        match httparse::parse_chunk_size(unread) {
            Ok(httparse::Status::Complete((line, size))) => {
                let size = usize::try_from(size).unwrap_or(usize::MAX).min(BODY_BYTES_MAX);
                unread.drain(..line);
                // Each chunk, the empty one too, is followed by CR LF; trailers are not expected of an answer to a callback.
                let data = of_length(from, unread, size + 2, seen).await?;
                body.extend_from_slice(data.get(..size).unwrap_or(&data));
                if size == 0 || data.len() < size + 2 || body.len() >= BODY_BYTES_MAX {
                    return Ok(body);
                }
            }
            Ok(httparse::Status::Partial) if more(from, unread, seen).await? > 0 => {}
            Ok(httparse::Status::Partial) => return Ok(body),
            Err(_) => return Err(malformed("a chunk's size is no number")),
        }
    }
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &str, bodies: Bodies, expected: Result<(u16, &str, &str), io::ErrorKind>) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut unread = Vec::new();
        let mut from = bytes.as_bytes();
        let read = runtime.block_on(read(&mut from, &mut unread, bodies, |_| ()));
        let rest = [&unread, from].concat();
        let found = read.as_ref().map(|answer| {
            (answer.status, str::from_utf8(&answer.body).unwrap(), str::from_utf8(&rest).unwrap())
        });
        assert_eq!(found.map_err(io::Error::kind), expected, "{bytes:?}");
    }

    #[test]
    fn bodies_end_where_their_heads_say() {
        check(
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1",
            Bodies::AsSaid,
            Ok((200, "ok", "HTTP/1.1")),
        );
        check(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n1\r\n!\r\n0\r\n\r\nnext",
            Bodies::AsSaid,
            Ok((200, "ok!", "next")),
        );
        check(
            "HTTP/1.0 200 OK\r\n\r\nuntil the end",
            Bodies::AsSaid,
            Ok((200, "until the end", "")),
        );
        check("HTTP/1.1 204 No Content\r\n\r\nnext", Bodies::AsSaid, Ok((204, "", "next")));
        check("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", Bodies::None, Ok((200, "", "")));
    }

    #[test]
    fn an_interim_answer_is_not_the_answer() {
        check(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
            Bodies::AsSaid,
            Ok((403, "", "")),
        );
    }

    #[test]
    fn what_is_no_answer_is_told_from_none() {
        check("", Bodies::AsSaid, Err(io::ErrorKind::UnexpectedEof));
        check("HTTP/1.1 200", Bodies::AsSaid, Err(io::ErrorKind::UnexpectedEof));
        check("SSH-2.0-OpenSSH\r\n\r\n", Bodies::AsSaid, Err(io::ErrorKind::InvalidData));
        check(
            "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
            Bodies::AsSaid,
            Err(io::ErrorKind::InvalidData),
        );
    }
}
