//! Events handed on to a service of one's own, in whatever language: a [`Handler`] that POSTs each of them to an address.
//!
//! It knows nothing of what is done there. The body is the one that was received; what is known about it stands in headers, and
//! the three of [Standard Webhooks](https://www.standardwebhooks.com) let the service believe it without knowing Tencent's scheme.
//! When and how often is the dispatcher's: [`dispatch`](crate::dispatch()).
//!
//! | header | value |
//! | --- | --- |
//! | `webhook-id` | `SOURCE-CONTENTKEY`, the same for each attempt, and for the same content from whichever inbox; no `.` is in it |
//! | `webhook-timestamp` | Unix seconds of this attempt |
//! | `webhook-signature` | `v1,BASE64` for each secret, where there is one: HMAC-SHA256 of `id.timestamp.body` |
//! | `livehook-record` | the record's id, for `inbox show` |
//! | `livehook-source` | the source it came by |
//! | `livehook-event-type` | the event type; absent where the body names none |
//! | `livehook-sender` | `verified`, or `unverified` from an unsigned source |
//! | `livehook-marks` | `undecodable`, `late`, `conflict`; absent where there is none |
//! | `livehook-received-at` | when it first arrived, RFC 3339 in UTC |
//! | `livehook-attempt` | which attempt of this process it is, from 1 on |

mod failure;
mod retry_after;
mod secret;
mod target;

use std::{fmt, time::Duration};

use livehook_inbox::{Mark, Record, Sender, UnixMillis};
use reqwest::{
    Client, ClientBuilder, Response,
    header::{self, HeaderMap, HeaderName, HeaderValue},
    redirect,
};
use tokio::time::timeout;

use crate::{Clock, HandedEvent, Handler, HandlerError};
use failure::ForwardFailure;
pub use retry_after::MAX_RETRY_AFTER;
pub use secret::{ForwardSecret, ForwardSecretError};
pub use target::{ForwardTarget, ForwardTargetError};

/// How long an attempt may take by default, from connecting to the answer's head.
pub const DEFAULT_FORWARD_TIME: Duration = Duration::from_secs(10);

/// How many secrets may sign at once: the new one, and older ones while a rotation lasts.
pub const MAX_FORWARD_SECRETS: usize = 8;

/// How long connecting may take, name and TLS included. Within the time of the attempt.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// How long a connection waits for the next event. Servers close idle ones after 2 s and more, and an event that is sent in that
/// very moment fails.
const IDLE_CONNECTION_TIME: Duration = Duration::from_secs(1);

/// How much of an answer is read, and for how long, so that the connection serves again. What it says is nobody's business.
const ANSWER_BYTES_MAX: usize = 16 << 10;
const ANSWER_TIME: Duration = Duration::from_secs(1);

const USER_AGENT: &str = concat!("livehook/", env!("CARGO_PKG_VERSION"));

const WEBHOOK_ID: HeaderName = HeaderName::from_static("webhook-id");
const WEBHOOK_TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const WEBHOOK_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
const RECORD: HeaderName = HeaderName::from_static("livehook-record");
const SOURCE: HeaderName = HeaderName::from_static("livehook-source");
const EVENT_TYPE: HeaderName = HeaderName::from_static("livehook-event-type");
const SENDER: HeaderName = HeaderName::from_static("livehook-sender");
const MARKS: HeaderName = HeaderName::from_static("livehook-marks");
const RECEIVED_AT: HeaderName = HeaderName::from_static("livehook-received-at");
const ATTEMPT: HeaderName = HeaderName::from_static("livehook-attempt");

/// Where events go, and how.
#[derive(Debug, Clone)]
pub struct Forwarding {
    /// Where to.
    pub target: ForwardTarget,
    /// Who vouches for them.
    pub signing: Signing,
    /// How long an attempt may take; see [`DEFAULT_FORWARD_TIME`].
    pub time: Duration,
}

/// Whether what is handed on is signed.
#[derive(Debug, Clone)]
pub enum Signing {
    /// With each of these secrets, at most [`MAX_FORWARD_SECRETS`].
    Signed(Vec<ForwardSecret>),
    /// Not at all, which is for this machine: whoever else reaches the service can make events up.
    Unsigned,
    /// Not at all, wherever it goes.
    UnsignedBeyondLoopback,
}

/// Why there can be no forwarder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ForwardError {
    /// Unsigned, and to another machine.
    #[error(
        "{host} is not this machine, and nothing would show there that an event comes from here"
    )]
    UnsignedBeyondLoopback {
        /// Which host.
        host: String,
    },
    /// Signed with nothing, or with too many.
    #[error("events are signed with 1 to {MAX_FORWARD_SECRETS} secrets, not with {count}")]
    Secrets {
        /// How many were given.
        count: usize,
    },
    /// The HTTP library refuses.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
}

/// POSTs events to an address. Follows no redirect and uses no proxy.
pub struct Forwarder {
    client: Client,
    forwarding: Forwarding,
    clock: Box<dyn Clock>,
}

impl Forwarder {
    /// Takes a client that is to be, whose TLS is the caller's choice; all else about it is decided here.
    ///
    /// # Errors
    /// [`ForwardError`], in the order of its variants.
    pub fn new(
        client: ClientBuilder,
        forwarding: Forwarding,
        clock: impl Clock,
    ) -> Result<Self, ForwardError> {
        match &forwarding.signing {
            Signing::Unsigned if !forwarding.target.is_loopback() => {
                let host = forwarding.target.host().to_owned();
                return Err(ForwardError::UnsignedBeyondLoopback { host });
            }
            Signing::Signed(secrets) if !(1..=MAX_FORWARD_SECRETS).contains(&secrets.len()) => {
                return Err(ForwardError::Secrets { count: secrets.len() });
            }
            Signing::Signed(_) | Signing::Unsigned | Signing::UnsignedBeyondLoopback => {}
        }
        let client = client
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(forwarding.time)
            .connect_timeout(CONNECT_TIME.min(forwarding.time))
            .pool_idle_timeout(IDLE_CONNECTION_TIME)
            .user_agent(USER_AGENT)
            .build()
            .map_err(ForwardError::Client)?;
        Ok(Self { client, forwarding, clock: Box::new(clock) })
    }

    async fn send(&self, handed: &HandedEvent) -> Result<(), ForwardFailure> {
        let Forwarding { target, time, .. } = &self.forwarding;
        let request = self.client.post(target.url().clone()).headers(self.headers(handed));
        let response = request
            .body(handed.body.clone())
            .send()
            .await
            .map_err(|error| ForwardFailure::of_error(error, *time))?;
        let (status, retry_after) = (response.status(), self.retry_after(&response));
        read_rest(response).await;
        if status.is_success() {
            Ok(())
        } else {
            Err(ForwardFailure::of_status(status, retry_after))
        }
    }

    fn headers(&self, HandedEvent { record, body, attempt }: &HandedEvent) -> HeaderMap {
        let id = webhook_id(record);
        let timestamp = self.clock.now().seconds().0;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut insert = |name, value: &str| {
            // Ids, names of sources and numbers are all plain ASCII.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        if let Signing::Signed(secrets) = &self.forwarding.signing {
            let signatures: Vec<_> =
                secrets.iter().map(|secret| secret.sign(&id, timestamp, body)).collect();
            insert(WEBHOOK_SIGNATURE, &signatures.join(" "));
        }
        insert(WEBHOOK_ID, &id);
        insert(WEBHOOK_TIMESTAMP, &timestamp.to_string());
        insert(RECORD, &record.id.to_string());
        insert(SOURCE, &record.source);
        if let Some(event_type) = record.event_type {
            insert(EVENT_TYPE, &event_type.to_string());
        }
        insert(
            SENDER,
            match record.sender {
                Sender::Verified { .. } => "verified",
                Sender::Unverified => "unverified",
            },
        );
        let marks: Vec<_> = record.marks.set().map(Mark::as_str).collect();
        if !marks.is_empty() {
            insert(MARKS, &marks.join(","));
        }
        insert(RECEIVED_AT, &rfc3339(record.received_at));
        insert(ATTEMPT, &attempt.to_string());
        headers
    }

    fn retry_after(&self, response: &Response) -> Option<Duration> {
        let value = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
        retry_after::read(value, self.clock.now())
    }
}

impl Handler for Forwarder {
    /// Done is what was answered with 2xx. All else is handed on again, a 4xx too: most of them are mended where they are made, by
    /// a deployment or a setting, and an event that was given up would be lost by then.
    async fn handle(&self, handed: &HandedEvent) -> Result<(), HandlerError> {
        self.send(handed).await.map_err(HandlerError::from)
    }
}

impl fmt::Debug for Forwarder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forwarder").field("forwarding", &self.forwarding).finish_non_exhaustive()
    }
}

/// What names an event for good. Not the record's id, which begins at 1 again in a new inbox.
fn webhook_id(record: &Record) -> String {
    // What is signed is told apart by dots. `~` is in no source's name, so that two names stay two.
    format!("{}-{}", record.source.replace('.', "~"), record.content_key)
}

/// Times before the year -9999 or after 9999 are written as that limit.
fn rfc3339(at: UnixMillis) -> String {
    let limit = if at.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    format!("{:.3}", jiff::Timestamp::from_millisecond(at.0).unwrap_or(limit))
}

/// Reads an answer to its end, so that its connection can be used again; one that is long or slow is cut off.
async fn read_rest(mut response: Response) {
    let read = async {
        let mut left = ANSWER_BYTES_MAX;
        while let Ok(Some(chunk)) = response.chunk().await {
            match left.checked_sub(chunk.len()) {
                Some(still) => left = still,
                None => return,
            }
        }
    };
    // The status has decided; whatever comes of the rest changes nothing.
    let _in_time = timeout(ANSWER_TIME, read).await.is_ok();
}
