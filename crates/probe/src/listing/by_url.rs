//! An address that answers with all that a receiver has: an admin API, an export, a file server.

use reqwest::{Client, StatusCode};
use serde_json::Value;
use tokio::time::timeout;

use super::{LISTING_BYTES_MAX, LISTING_TIME_MAX, Listed, Listing, by_pages::NEXT};
use crate::{
    ProbeError,
    by_url::{check_url, shown, unanswered},
    quote::quoted,
    template::Template,
};

/// How much of a body's end is kept, to see whether it is a page, in bytes.
const END_BYTES: usize = 256;

/// Asks an address with GET and hands the body of its 200 on, whatever it is.
#[derive(Debug)]
pub struct UrlListing {
    client: Client,
    url: String,
}

impl UrlListing {
    /// Takes a URL without places to be filled. Redirects, TLS and headers are the client's.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Url`].
    pub fn new(client: Client, url: &str) -> Result<Self, ProbeError> {
        check(url)?;
        Ok(Self { client, url: url.to_owned() })
    }

    async fn listed(&self, sink: &mut (dyn FnMut(&[u8]) + Send)) -> Result<u64, ProbeError> {
        let late = |_| ProbeError::Timeout { seconds: LISTING_TIME_MAX.as_secs() };
        timeout(LISTING_TIME_MAX, self.fetch(sink)).await.map_err(late)?
    }

    async fn fetch(&self, sink: &mut (dyn FnMut(&[u8]) + Send)) -> Result<u64, ProbeError> {
        let too_large = ProbeError::TooLarge { bytes_max: LISTING_BYTES_MAX };
        let mut response = self
            .client
            .get(&self.url)
            .send()
            .await
            .map_err(|it| unanswered(it, LISTING_TIME_MAX))?;
        if response.status() != StatusCode::OK {
            return Err(ProbeError::Status { status: response.status().as_u16() });
        }
        if response.content_length().is_some_and(|length| length > LISTING_BYTES_MAX) {
            return Err(too_large);
        }
        let mut bytes = 0;
        let mut end = Vec::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|it| unanswered(it, LISTING_TIME_MAX))?
        {
            bytes += chunk.len() as u64;
            if bytes > LISTING_BYTES_MAX {
                return Err(too_large);
            }
            sink(&chunk);
            let from = chunk.len().saturating_sub(END_BYTES);
            end.extend_from_slice(&chunk[from..]);
            end.drain(..end.len().saturating_sub(END_BYTES));
        }
        match next_page(&end) {
            None => Ok(bytes),
            Some(next) => Err(ProbeError::Pages {
                reason: format!(
                    "this is one of several, and the next one is {}: say where it goes, as in ?after={NEXT}",
                    quoted(&next)
                ),
            }),
        }
    }
}

/// An address without places, at which a question can be asked.
pub(super) fn check(url: &str) -> Result<(), ProbeError> {
    let template = Template::parse(url);
    if template.has_stream_id() || template.has_event_type() {
        let reason = "it names one stream or type, and all are listed".to_owned();
        return Err(ProbeError::Url { reason });
    }
    check_url(&template)
}

/// Where the next page begins, if a body ends as pages do: `…,"next":42}`. Taken for all that there is, one page would be a false finding.
fn next_page(end: &[u8]) -> Option<String> {
    // Its beginning may be half a character.
    let end = String::from_utf8_lossy(end.trim_ascii().strip_suffix(b"}")?);
    let (_, next) = end.rsplit_once("\"next\"")?;
    match serde_json::from_str(next.trim_start().strip_prefix(':')?).ok()? {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

impl Listing for UrlListing {
    /// Asks the address.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Unreachable`], also where the body breaks off; [`ProbeError::Timeout`], [`ProbeError::Status`],
    /// [`ProbeError::TooLarge`], [`ProbeError::Pages`] where the body is one page of several.
    fn list<'a>(&'a self, sink: &'a mut (dyn FnMut(&[u8]) + Send)) -> Listed<'a> {
        Box::pin(self.listed(sink))
    }

    fn describe(&self) -> String {
        format!("GET {}", shown(&self.url))
    }
}
