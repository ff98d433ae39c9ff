//! What a connection brought that is no HTTP/1.1. hyper answers some of it and tells nobody; whoever set up the sender or the
//! proxy in front looks into our log.

/// What it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// A TLS handshake.
    Tls,
    /// The preface of HTTP/2.
    Http2,
    /// A header over the limit.
    HeaderTooLarge,
    /// Anything else.
    Other,
}

/// The type of a TLS record that holds a handshake, and the version it begins with.
const TLS_HANDSHAKE: [u8; 2] = [0x16, 0x03];
/// What an HTTP/2 client says first, as far as it is a line.
const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n";

impl Unreadable {
    pub(crate) const ALL: [Self; 4] = [Self::Tls, Self::Http2, Self::HeaderTooLarge, Self::Other];

    /// By hyper's error and what it could not read; `None` where the connection ended for another reason.
    pub(super) fn of(error: &hyper::Error, unread: &[u8]) -> Option<Self> {
        if !error.is_parse() {
            return None;
        }
        Some(if unread.starts_with(&TLS_HANDSHAKE) {
            Self::Tls
        } else if unread.starts_with(HTTP2_PREFACE) {
            Self::Http2
        } else if error.is_parse_too_large() {
            Self::HeaderTooLarge
        } else {
            Self::Other
        })
    }

    /// The stable name for metrics.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Http2 => "http2",
            Self::HeaderTooLarge => "header_too_large",
            Self::Other => "other",
        }
    }

    /// What happened and what to do.
    pub(crate) const fn advice(self) -> &'static str {
        match self {
            Self::Tls => {
                "TLS arrived on a plain port: give the console an http:// address, or put a TLS proxy in front"
            }
            Self::Http2 => {
                "HTTP/2 arrived, which is not spoken here: have the proxy in front speak HTTP/1.1"
            }
            Self::HeaderTooLarge => {
                "a request's header was over 32 KiB: look at what the proxy in front adds"
            }
            Self::Other => {
                "what arrived was no HTTP/1.1: look at what else sends to this address and port"
            }
        }
    }
}
