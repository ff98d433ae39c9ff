//! The head of an answer. `httparse` reads it; where a head is byte for byte the one before, which is the rule under load, what it
//! said is known already.

/// The most header lines an answer may have.
const HEADERS_MAX: usize = 64;
/// The most bytes of an answer's head.
pub(super) const HEAD_BYTES_MAX: usize = 64 * 1024;

/// How the body of an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunks,
    UntilEnd,
}

/// Whether the connection may be used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reuse {
    Yes,
    No,
    /// It may not, since more came than was asked for.
    Surplus,
}

/// What a head says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) framing: Framing,
    pub(super) reuse: Reuse,
}

/// What stands at the beginning of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parsed {
    /// A head of so many bytes.
    Head(Head, usize),
    /// The beginning of one.
    Part,
    /// Nothing of HTTP/1.
    Malformed,
}

/// Reads heads and remembers the last one.
#[derive(Debug)]
pub(super) struct HeadReader {
    last: Vec<u8>,
    said: Head,
}

impl HeadReader {
    pub(super) const fn new() -> Self {
        let said = Head { status: 0, framing: Framing::UntilEnd, reuse: Reuse::No };
        Self { last: Vec::new(), said }
    }

    pub(super) fn read(&mut self, bytes: &[u8]) -> Parsed {
        if !self.last.is_empty() && bytes.starts_with(&self.last) {
            return Parsed::Head(self.said, self.last.len());
        }
        let parsed = parse(bytes);
        if let Parsed::Head(head, length) = parsed {
            self.last.clear();
            self.last.extend_from_slice(&bytes[..length]);
            self.said = head;
        }
        parsed
    }
}

fn parse(bytes: &[u8]) -> Parsed {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut response = httparse::Response::new(&mut headers);
    let length = match response.parse(bytes) {
        // However it comes: what came in one piece is no shorter.
        Ok(httparse::Status::Complete(length)) if length <= HEAD_BYTES_MAX => length,
        Ok(httparse::Status::Partial) if bytes.len() <= HEAD_BYTES_MAX => return Parsed::Part,
        Ok(httparse::Status::Complete(_) | httparse::Status::Partial) | Err(_) => {
            return Parsed::Malformed;
        }
    };
    let Some(status) = response.code.filter(|code| (100..1_000).contains(code)) else {
        return Parsed::Malformed;
    };
    let header = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| str::from_utf8(header.value).ok())
    };
    let says = |name: &str, word: &str| {
        header(name).is_some_and(|value| {
            value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
        })
    };
    let framing = if matches!(status, 100..200 | 204 | 304) {
        Framing::Length(0)
    } else if says("transfer-encoding", "chunked") {
        Framing::Chunks
    } else {
        match header("content-length").map(|length| length.trim().parse()) {
            Some(Ok(length)) => Framing::Length(length),
            Some(Err(_)) => return Parsed::Malformed,
            None => Framing::UntilEnd,
        }
    };
    let is_old = response.version == Some(0);
    let reuse = if says("connection", "close")
        || (is_old && !says("connection", "keep-alive"))
        || framing == Framing::UntilEnd
    {
        Reuse::No
    } else {
        Reuse::Yes
    };
    Parsed::Head(Head { status, framing, reuse }, length)
}
