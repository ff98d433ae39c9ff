//! Carries one request over HTTP/1.1. The one place where a client is built.

use std::{error::Error, io, sync::Arc, time::Duration};

use reqwest::{Client, Response, header, redirect};
use rustls::{ClientConfig, RootCertStore, crypto};
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::{FailureKind, Outcome, Target, Transport, attempt::EXCERPT_BYTES_MAX};
use crate::recipe::Prepared;

/// How long Tencent waits for an answer.
pub const TIMEOUT: Duration = Duration::from_secs(20);

/// What we call ourselves. What Tencent calls itself is not documented, and nothing may depend on
/// it.
pub const USER_AGENT: &str = concat!("livehook-simulator/", env!("CARGO_PKG_VERSION"));

/// A client for one target. It follows no redirect, uses no proxy, and keeps connections open
/// between callbacks.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    target: Target,
}

/// Why there can be no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The machine's certificates cannot be read.
    #[error("cannot set up TLS for an https target; are the system's CA certificates installed?")]
    Tls(#[source] rustls::Error),
    /// The HTTP library refuses.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
}

impl Http {
    /// Builds a client that waits this long for an answer, [`TIMEOUT`] as Tencent does.
    ///
    /// # Errors
    ///
    /// [`HttpError::Tls`] for https targets where the system has no certificates,
    /// [`HttpError::Client`].
    pub fn new(target: Target, timeout: Duration) -> Result<Self, HttpError> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls_config(&target).map_err(HttpError::Tls)?)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(timeout)
            .user_agent(USER_AGENT)
            .build()
            .map_err(HttpError::Client)?;
        Ok(Self { client, target })
    }

    /// Where it sends to.
    pub const fn target(&self) -> &Target {
        &self.target
    }
}

/// How encrypted connections to a target are made: with the platform's own certificates, so that a company's work too. A plain http
/// target never asks for one, and must work on machines that have none.
///
/// # Errors
///
/// The platform has no certificates, or none that can be read.
pub fn tls_config(target: &Target) -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    let builder = if target.is_https() {
        builder.with_platform_verifier()?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.with_no_client_auth())
}

impl Transport for Http {
    async fn send(&self, prepared: &Prepared) -> Outcome {
        let mut request = self.client.post(self.target.url().clone()).body(prepared.body.clone());
        if let Some(content_type) = prepared.content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        match request.send().await {
            Ok(response) => {
                let status = response.status().as_u16();
                Outcome::Answered { status, excerpt: excerpt(response).await }
            }
            Err(error) => failure(&error.without_url()),
        }
    }
}

/// The beginning of a body. The rest is not waited for, and an error in it changes nothing: the
/// status has decided.
async fn excerpt(mut response: Response) -> String {
    let mut start = Vec::new();
    while start.len() < EXCERPT_BYTES_MAX {
        match response.chunk().await {
            Ok(Some(chunk)) => start.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    start.truncate(EXCERPT_BYTES_MAX);
    String::from_utf8_lossy(&start).into_owned()
}

fn failure(error: &reqwest::Error) -> Outcome {
    let all: Vec<String> = chain(error).map(ToString::to_string).collect();
    let mut detail: Vec<&str> = all.iter().map(String::as_str).filter(says_more).collect();
    if detail.is_empty() {
        detail = all.iter().map(String::as_str).collect();
    }
    // Wrappers often say what they wrap.
    detail.dedup();
    Outcome::Failed { kind: kind(error), detail: detail.join(": ") }
}

/// Whether a layer says more than that it failed. What the HTTP library says about its own layers tells nobody what happened.
fn says_more(layer: &&str) -> bool {
    const LAYERS: &[&str] =
        &["error sending request", "client error (", "tcp connect error", "dns error"];
    !LAYERS.iter().any(|start| layer.starts_with(start))
}

fn kind(error: &reqwest::Error) -> FailureKind {
    if error.is_timeout() {
        return FailureKind::Timeout;
    }
    if chain(error).any(|error| error.is::<rustls::Error>()) {
        return FailureKind::Tls;
    }
    if error.is_dns() {
        return FailureKind::Dns;
    }
    let refused = |error: &(dyn Error + 'static)| {
        error
            .downcast_ref::<io::Error>()
            .is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused)
    };
    match error {
        _ if chain(error).any(refused) => FailureKind::Refused,
        error if error.is_connect() || error.is_builder() => FailureKind::Other,
        // Connected, and no answer: whichever way it ended, the other side did not finish.
        _ => FailureKind::Reset,
    }
}

/// An error and what caused it. TLS errors travel inside I/O errors, which do not name them as
/// their source.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}
