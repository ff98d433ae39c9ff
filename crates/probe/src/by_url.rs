//! Asks an address for what the receiver has: an admin API, a metrics page, a file server.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use tokio::time::timeout;
use url::Url;

use crate::{
    Counted, Probe, ProbeError, Question, Scope,
    answer::{Answer, Choice},
    blocking::blocking,
    quote::quoted,
    template::Template,
};

/// How long an answer may take, its body included.
pub const URL_TIME_MAX: Duration = Duration::from_secs(5);

/// How much of an answer is read, in bytes.
pub const URL_ANSWER_BYTES_MAX: usize = 16 << 20;

/// Asks an address with GET.
///
/// The answer is 200 and JSON; at the pointer, or as a whole, it is one of
///
/// - a whole number, or text of digits: the count;
/// - a list: its length where the address names the stream, else the number of elements that have the stream id in any of
///   their strings. Elements that say another `event_type` than the question, anywhere in them, are left out of either;
/// - `null`, as some languages write an empty list: 0.
///
/// 404 is 0 where the address names the stream, since it may be that of a thing that is not there yet. Elsewhere it is an error.
#[derive(Debug)]
pub struct UrlProbe {
    client: Client,
    template: Template,
    /// The same for questions that name no type.
    untyped: Template,
    shown: String,
    pointer: Option<String>,
    scope: Scope,
}

impl UrlProbe {
    /// Takes a URL in which `{stream_id}` and `{event_type}` may stand, in path and query; they are percent-encoded when
    /// they are filled. Where no type is asked for, a query parameter that holds `{event_type}` is left out, and elsewhere it
    /// is filled with nothing. The pointer is one of RFC 6901. Redirects, TLS and
    /// headers are the client's.
    ///
    /// Without `{stream_id}` the scope is [`Scope::Total`] until [`UrlProbe::settle`] has seen a list.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Url`], [`ProbeError::Pointer`].
    pub fn new(client: Client, template: &str, pointer: Option<&str>) -> Result<Self, ProbeError> {
        let parsed = Template::parse(template);
        check_url(&parsed)?;
        if let Some(pointer) = pointer.filter(|text| !text.is_empty() && !text.starts_with('/')) {
            let reason = "is none: write it as /data/total";
            return Err(ProbeError::Pointer { pointer: quoted(pointer), reason });
        }
        Ok(Self {
            client,
            shown: format!("GET {}", shown(template)),
            pointer: pointer.map(str::to_owned),
            scope: if parsed.has_stream_id() { Scope::Stream } else { Scope::Total },
            template: parsed,
            untyped: Template::parse(&without(template, "{event_type}")),
        })
    }

    /// Asks once, where the address does not name the stream, and fixes the scope by the answer: in a list the events of a
    /// stream can be told from others, in a number they cannot.
    ///
    /// # Errors
    ///
    /// Those of [`Probe::count`].
    pub async fn settle(&mut self) -> Result<(), ProbeError> {
        if !self.template.has_stream_id() {
            self.scope = match self.ask(&Question::of_stream("")).await? {
                Answer::List(_) => Scope::Stream,
                Answer::Count(_) | Answer::Nothing => Scope::Total,
            };
        }
        Ok(())
    }

    async fn ask(&self, question: &Question) -> Result<Answer, ProbeError> {
        let template = if question.event_type.is_some() { &self.template } else { &self.untyped };
        let filled =
            template.fill(&encoded(&question.stream_id), &encoded(&question.event_type_text()));
        let late = |_| ProbeError::Timeout { seconds: URL_TIME_MAX.as_secs() };
        timeout(URL_TIME_MAX, self.fetch(filled)).await.map_err(late)?
    }

    async fn fetch(&self, url: String) -> Result<Answer, ProbeError> {
        let response =
            self.client.get(url).send().await.map_err(|it| unanswered(it, URL_TIME_MAX))?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND if self.template.has_stream_id() => return Ok(Answer::Nothing),
            status => return Err(ProbeError::Status { status: status.as_u16() }),
        }
        let body = body(response, URL_TIME_MAX).await?;
        let pointer = self.pointer.clone();
        // 16 MiB of brackets take a while.
        blocking(move || Answer::read(&body, pointer.as_deref())).await
    }

    async fn counted(&self, question: &Question) -> Result<u64, ProbeError> {
        let list = match self.ask(question).await? {
            Answer::Count(count)
                if self.scope == Scope::Stream && !self.template.has_stream_id() =>
            {
                // It was a list when the scope was fixed. Taken for the stream's, this number would be a false finding.
                let found = format!("the number {count}, where there was a list before");
                return Err(ProbeError::NotACount { found });
            }
            Answer::Count(count) => return Ok(count),
            Answer::Nothing => return Ok(0),
            Answer::List(list) => list,
        };
        let choice = Choice {
            stream_id: (!self.template.has_stream_id()).then(|| question.stream_id.clone()),
            event_type: question.event_type,
        };
        blocking(move || Ok(choice.count(&list))).await
    }
}

/// The address without the query parameters that hold this place: an empty one is taken for a value by some servers, and for a mistake
/// by others.
pub(crate) fn without(address: &str, place: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let rest: Vec<_> = query.split('&').filter(|pair| !pair.contains(place)).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

impl Probe for UrlProbe {
    /// Asks the address.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Unreachable`], [`ProbeError::BrokenOff`], [`ProbeError::Timeout`], [`ProbeError::Status`],
    /// [`ProbeError::TooLarge`],
    /// [`ProbeError::Pointer`], [`ProbeError::NotACount`].
    fn count<'a>(&'a self, question: &'a Question) -> Counted<'a> {
        Box::pin(self.counted(question))
    }

    fn scope(&self) -> Scope {
        self.scope
    }

    fn tells_types(&self) -> bool {
        self.template.has_event_type()
    }

    fn describe(&self) -> String {
        self.shown.clone()
    }
}

pub(crate) async fn body(mut response: Response, within: Duration) -> Result<Vec<u8>, ProbeError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|it| unanswered(it, within))? {
        if body.len() + chunk.len() > URL_ANSWER_BYTES_MAX {
            return Err(ProbeError::TooLarge { bytes_max: URL_ANSWER_BYTES_MAX as u64 });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What kept the client from an answer; it gives one so long.
pub(crate) fn unanswered(error: reqwest::Error, within: Duration) -> ProbeError {
    // What the query holds is nobody's business.
    let error = error.without_url();
    if error.is_timeout() {
        ProbeError::Timeout { seconds: within.as_secs() }
    } else if error.is_connect() {
        ProbeError::Unreachable(error)
    } else {
        ProbeError::BrokenOff(error)
    }
}

/// Whatever is filled in, the question must go to one place.
pub(crate) fn check_url(template: &Template) -> Result<(), ProbeError> {
    let unusable = |reason: &str| ProbeError::Url { reason: reason.to_owned() };
    let parse = |sample: &str| {
        Url::parse(&template.fill(sample, sample)).map_err(|error| unusable(&error.to_string()))
    };
    let (one, other) = (parse("0")?, parse("1")?);
    if !matches!(one.scheme(), "http" | "https") {
        return Err(unusable("it is neither http nor https"));
    }
    if !one.username().is_empty() || one.password().is_some() {
        return Err(unusable("a user name or password in it would stand in logs; leave it out"));
    }
    if one.origin() != other.origin() {
        return Err(unusable("{stream_id} and {event_type} may stand in path and query only"));
    }
    Ok(())
}

/// The template for a report. Values in the query may be tokens, so only places are shown there.
pub(crate) fn shown(template: &str) -> String {
    let (address, _) = template.split_once('#').unwrap_or((template, ""));
    let Some((path, query)) = address.split_once('?') else { return plain(address) };
    let pair = |pair: &str| match pair.split_once('=') {
        Some((_, "{stream_id}" | "{event_type}" | "{next}")) => pair.to_owned(),
        Some((name, _)) => format!("{name}=…"),
        None => "…".to_owned(),
    };
    plain(&format!("{path}?{}", query.split('&').map(pair).collect::<Vec<_>>().join("&")))
}

fn plain(text: &str) -> String {
    text.escape_debug().to_string()
}

/// Everything but what RFC 3986 calls unreserved becomes `%` and two hex digits.
pub(crate) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
