//! The bytes of a plain POST, and bytes as a report shows them.

use std::fmt::Write as _;

use livehook_simulator::delivery::Target;

/// What we call ourselves. What Tencent calls itself is not documented, and nothing may depend on it.
const USER_AGENT: &str = concat!("livehook-contract/", env!("CARGO_PKG_VERSION"));

/// How much of a direction a report shows.
const SHOWN_BYTES_MAX: usize = 16 * 1024;

/// A POST to be written.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Path and query.
    pub(crate) path: String,
    /// As in the `Host` header.
    pub(crate) host: String,
    pub(crate) content_type: Option<String>,
    /// Further lines, each with CR LF.
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// A POST to the target, with this text added to its query.
    pub(crate) fn to(target: &Target, query: &str, body: Vec<u8>) -> Self {
        let url = target.url();
        let query = [url.query().unwrap_or_default(), query];
        let query = query.iter().filter(|it| !it.is_empty()).copied().collect::<Vec<_>>().join("&");
        let path = match query.as_str() {
            "" => url.path().to_owned(),
            query => format!("{}?{query}", url.path()),
        };
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let content_type = Some("application/json".to_owned());
        Self { path, host, content_type, headers: String::new(), body }
    }

    /// Adds a header line.
    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        self.headers.extend([name, ": ", value, "\r\n"]);
    }

    /// The request as bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let Self { path, host, content_type, headers, body } = self;
        let content_type =
            content_type.as_ref().map(|it| format!("content-type: {it}\r\n")).unwrap_or_default();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\nuser-agent: {USER_AGENT}\r\n{content_type}{headers}content-length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    }
}

/// Bytes as a report shows them: text as it is, other bytes as `\xNN`, long ones cut with a word.
pub(crate) fn literal(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(SHOWN_BYTES_MAX)];
    let mut text = String::with_capacity(shown.len());
    for chunk in shown.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ignored = write!(text, "\\x{byte:02x}");
        }
    }
    if bytes.len() > shown.len() {
        let _ignored = write!(text, "… and {} bytes more", bytes.len() - shown.len());
    }
    text
}
