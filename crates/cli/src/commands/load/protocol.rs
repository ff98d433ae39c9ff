//! In which version of HTTP callbacks are sent.

use std::num::NonZeroU32;

use livehook_load::options::{Engine, Protocol};

use crate::exit::Failure;

/// What may be typed.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "How it is sent")]
pub(super) struct ProtocolArguments {
    /// Version of HTTP; 2 is agreed upon within TLS, and presumed to be known by a receiver at an http address
    #[arg(long, value_name = "VERSION", default_value = "1.1")]
    pub(super) http: HttpVersion,
    /// Requests at once on each connection of HTTP/2, where the receiver allows as many; 1,000 at most (default: 1)
    #[arg(long, value_name = "N")]
    pub(super) streams: Option<NonZeroU32>,
}

/// A version of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum HttpVersion {
    #[value(name = "1.1")]
    One,
    #[value(name = "2")]
    Two,
}

impl HttpVersion {
    /// As it is typed.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::One => "1.1",
            Self::Two => "2",
        }
    }
}

impl ProtocolArguments {
    /// Requests at once on each connection.
    pub(super) fn streams(&self) -> NonZeroU32 {
        self.streams.unwrap_or(NonZeroU32::MIN)
    }

    /// The engine that sends so.
    pub(super) fn engine(&self) -> Result<Engine, Failure> {
        match (self.http, self.streams) {
            (HttpVersion::One, None) => Ok(Engine::Raw),
            (HttpVersion::One, Some(_)) => Err(Failure::usage("HTTP/1.1 has no streams")
                .hint("say --http 2, or how many --connections there are")),
            (HttpVersion::Two, _) => Ok(Engine::Hyper(Protocol::Http2 { streams: self.streams() })),
        }
    }
}
