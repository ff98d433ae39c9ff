//! Requests as a referee reads them: where one ends, and its body.

/// The most header lines of a request.
const HEADERS_MAX: usize = 32;
/// The largest request that a referee reads.
const REQUEST_BYTES_MAX: usize = 1024 * 1024;

/// Where the body of a request lies in some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole {
    pub(super) body_from: usize,
    pub(super) end: usize,
}

/// Finds requests, and remembers the last head: under load most are the same.
#[derive(Debug, Default)]
pub(super) struct Finder {
    last: Vec<u8>,
    length: usize,
}

impl Finder {
    /// The first request, if all of it is there.
    ///
    /// # Errors
    ///
    /// When it is none, or too large.
    pub(super) fn find(&mut self, bytes: &[u8]) -> Result<Option<Whole>, NoRequest> {
        if self.last.is_empty() || !bytes.starts_with(&self.last) {
            let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
            let mut request = httparse::Request::new(&mut headers);
            let head = match request.parse(bytes) {
                Ok(httparse::Status::Complete(head)) => head,
                Ok(httparse::Status::Partial) => return Ok(None),
                Err(_) => return Err(NoRequest),
            };
            let length =
                request.headers.iter().find(|it| it.name.eq_ignore_ascii_case("content-length"));
            let length = length.and_then(|it| str::from_utf8(it.value).ok()?.parse().ok());
            self.length = length.filter(|it| *it <= REQUEST_BYTES_MAX).ok_or(NoRequest)?;
            self.last = bytes[..head].to_vec();
        }
        let body_from = self.last.len();
        let end = body_from + self.length;
        Ok((bytes.len() >= end).then_some(Whole { body_from, end }))
    }
}

/// What came is no request, or too large a one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoRequest;
