//! Shows a request instead of sending it: as it would travel, and as a line for the shell.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Target, USER_AGENT};
use crate::recipe::Prepared;

/// Longer bodies are given to the shell in base64, where their end is easier to keep in sight.
const QUOTED_BYTES_MAX: usize = 16 * 1024;

/// How much of a body is shown, in bytes.
const SHOWN_BYTES_MAX: usize = 16 * 1024;

/// The request as it would travel. Bytes that are not UTF-8 are replaced, and a long body is cut,
/// with a word.
pub fn request_text(prepared: &Prepared, target: &Target) -> String {
    let url = target.url();
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let host = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let content_type =
        prepared.content_type.map(|it| format!("content-type: {it}\n")).unwrap_or_default();
    let body = &prepared.body[..prepared.body.len().min(SHOWN_BYTES_MAX)];
    let cut = match prepared.body.len() - body.len() {
        0 => String::new(),
        rest => format!("… and {rest} bytes more"),
    };
    format!(
        "POST {path} HTTP/1.1\nhost: {host}\nuser-agent: {USER_AGENT}\n{content_type}content-length: {}\n\n{}{cut}\n",
        prepared.body.len(),
        String::from_utf8_lossy(body),
    )
}

/// A command line that sends the same request. Bodies that a shell would not carry as they are go
/// through base64.
pub fn curl_line(prepared: &Prepared, target: &Target) -> String {
    // Without a value, curl leaves the header out that it would add by itself.
    let content_type = prepared.content_type.map(|it| format!("content-type: {it}"));
    let headers = format!(
        "-H {} -H {}",
        quoted(content_type.as_deref().unwrap_or("content-type:")),
        quoted(&format!("user-agent: {USER_AGENT}")),
    );
    let url = quoted(target.url().as_str());
    match plain_text(&prepared.body) {
        Some(body) => format!("curl -sS -i {headers} --data-binary {} {url}", quoted(&body)),
        None => {
            let body = STANDARD.encode(&prepared.body);
            format!("base64 -d <<< {body} | curl -sS -i {headers} --data-binary @- {url}")
        }
    }
}

/// The body, if a shell carries it between quotes: text of some length, without control characters,
/// and not what curl would take for the name of a file.
fn plain_text(body: &[u8]) -> Option<Cow<'_, str>> {
    let text = str::from_utf8(body).ok()?;
    let carried = body.len() <= QUOTED_BYTES_MAX
        && !text.starts_with('@')
        && !text.contains(char::is_control);
    // A byte order mark would not survive being copied from a terminal.
    (carried && !text.starts_with('\u{feff}')).then_some(Cow::Borrowed(text))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
