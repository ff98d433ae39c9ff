//! An address that gives out what a receiver has page by page, each saying where the next one begins.

use reqwest::{Client, StatusCode};
use serde_json::Value;
use tokio::time::timeout;

use super::{LISTING_BYTES_MAX, LISTING_TIME_MAX, Listed, Listing};
use crate::{
    ProbeError,
    blocking::blocking,
    by_url::{body, encoded, shown, unanswered, without},
    quote::quoted,
};

/// What stands in an address for where a page begins.
pub(super) const NEXT: &str = "{next}";

/// Where a page says where the next one begins.
const FIELD: &str = "next";

/// How many pages are followed.
pub const PAGES_MAX: u32 = 100_000;

/// Asks an address with GET for one page after the other, and hands on each element of their lists as a line of JSON.
///
/// A page is a JSON object of at most [`URL_ANSWER_BYTES_MAX`](crate::URL_ANSWER_BYTES_MAX) bytes. Its field `next`, a number or text,
/// stands for `{next}` in the address of the next page; on the last page it is `null`, empty or absent. For the first page, a query
/// parameter that holds `{next}` is left out.
#[derive(Debug)]
pub struct PagesListing {
    client: Client,
    url: String,
    pointer: String,
}

impl PagesListing {
    /// Whether an address is of pages.
    pub fn is_meant_by(url: &str) -> bool {
        url.contains(NEXT)
    }

    /// Takes a URL with `{next}` in its query, and where in a page its list stands (RFC 6901). Redirects, TLS and headers are the
    /// client's.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Url`], [`ProbeError::Pointer`].
    pub fn new(client: Client, url: &str, pointer: &str) -> Result<Self, ProbeError> {
        let unusable = |reason: &str| ProbeError::Url { reason: reason.to_owned() };
        match url.split_once('?') {
            Some((path, query)) if query.contains(NEXT) && !path.contains(NEXT) => {}
            _ => {
                return Err(unusable(
                    "{next} has to stand behind the question mark, as in ?after={next}",
                ));
            }
        }
        super::by_url::check(&url.replace(NEXT, "0"))?;
        if !pointer.is_empty() && !pointer.starts_with('/') {
            let reason = "is none: write it as /events";
            return Err(ProbeError::Pointer { pointer: quoted(pointer), reason });
        }
        Ok(Self { client, url: url.to_owned(), pointer: pointer.to_owned() })
    }

    async fn listed(&self, sink: &mut (dyn FnMut(&[u8]) + Send)) -> Result<u64, ProbeError> {
        let mut bytes = 0;
        let mut next: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let url = match &next {
                None => without(&self.url, NEXT),
                Some(next) => self.url.replace(NEXT, &encoded(next)),
            };
            let page = self.page(url).await?;
            bytes += page.lines.len() as u64;
            if bytes > LISTING_BYTES_MAX {
                return Err(ProbeError::TooLarge { bytes_max: LISTING_BYTES_MAX });
            }
            sink(&page.lines);
            if page.next.is_none() {
                return Ok(bytes);
            }
            if page.next == next {
                let reason = "a page names itself as the next one".to_owned();
                return Err(ProbeError::Pages { reason });
            }
            next = page.next;
        }
        Err(ProbeError::Pages { reason: format!("there are more than {PAGES_MAX}") })
    }

    async fn page(&self, url: String) -> Result<Page, ProbeError> {
        let response =
            self.client.get(url).send().await.map_err(|it| unanswered(it, LISTING_TIME_MAX))?;
        if response.status() != StatusCode::OK {
            return Err(ProbeError::Status { status: response.status().as_u16() });
        }
        let body = body(response, LISTING_TIME_MAX).await?;
        let pointer = self.pointer.clone();
        blocking(move || Page::read(&body, &pointer)).await
    }
}

struct Page {
    lines: Vec<u8>,
    next: Option<String>,
}

impl Page {
    fn read(body: &[u8], pointer: &str) -> Result<Self, ProbeError> {
        let pages = |reason: &str| ProbeError::Pages { reason: reason.to_owned() };
        let document: Value =
            serde_json::from_slice(body).map_err(|_| pages("one of them is no JSON"))?;
        let next = match document.get(FIELD) {
            None | Some(Value::Null | Value::Bool(false)) => None,
            Some(Value::String(text)) => Some(text.clone()).filter(|text| !text.is_empty()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => return Err(pages("their field `next` is neither number nor text")),
        };
        let list = match document.pointer(pointer) {
            Some(Value::Array(list)) => list.as_slice(),
            // What some languages make of an empty list.
            Some(Value::Null) => &[],
            Some(_) | None => {
                let reason = "points at no list there";
                return Err(ProbeError::Pointer { pointer: quoted(pointer), reason });
            }
        };
        let mut lines = Vec::new();
        for element in list {
            lines.extend_from_slice(element.to_string().as_bytes());
            lines.push(b'\n');
        }
        Ok(Self { lines, next })
    }
}

impl Listing for PagesListing {
    /// Asks for one page after the other.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Unreachable`], [`ProbeError::Timeout`] for all pages together, [`ProbeError::Status`], [`ProbeError::TooLarge`],
    /// [`ProbeError::Pointer`], [`ProbeError::Pages`].
    fn list<'a>(&'a self, sink: &'a mut (dyn FnMut(&[u8]) + Send)) -> Listed<'a> {
        let late = |_| ProbeError::Timeout { seconds: LISTING_TIME_MAX.as_secs() };
        Box::pin(async move { timeout(LISTING_TIME_MAX, self.listed(sink)).await.map_err(late)? })
    }

    fn describe(&self) -> String {
        format!("GET {}", shown(&self.url))
    }
}
