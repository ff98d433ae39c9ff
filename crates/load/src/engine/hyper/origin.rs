//! Requests as hyper wants them: what the renderer wrote as bytes, its head read once for each class.

use std::io;

use hyper::{
    HeaderMap, Method, Request, Uri, Version,
    header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue},
};

use super::payload::Payload;
use crate::{
    class::{Class, N_CLASSES},
    destination::Destination,
    options::Protocol,
};

/// The most header lines of a request of ours.
const HEADERS_MAX: usize = 16;

/// Where requests go, and how their heads look.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    uri: Uri,
    version: Version,
    forms: [Option<Form>; N_CLASSES],
}

/// What the requests of a class have in common.
#[derive(Debug, Clone)]
struct Form {
    headers: HeaderMap,
    body_from: usize,
}

impl Origin {
    /// # Errors
    ///
    /// Where the address has something in it that no address of the web may have, which one of a socket in the file system may.
    pub(crate) fn new(destination: &Destination, protocol: Protocol) -> io::Result<Self> {
        let head = format!("{}\r\n", destination.head());
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidInput, error);
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut request = httparse::Request::new(&mut headers);
        request.parse(head.as_bytes()).map_err(io::Error::other)?;
        let path = request.path.unwrap_or("/");
        let host = request.headers.iter().find(|header| header.name == "host");
        let host = host.map(|header| header.value).unwrap_or_default();
        let (uri, version) = match protocol {
            Protocol::Http1 => (path.parse().map_err(invalid)?, Version::HTTP_11),
            Protocol::Http2 { .. } => {
                let scheme = if destination.tls().is_some() { "https" } else { "http" };
                let uri = format!("{scheme}://{}{path}", String::from_utf8_lossy(host));
                (uri.parse().map_err(invalid)?, Version::HTTP_2)
            }
        };
        Ok(Self { uri, version, forms: [const { None }; N_CLASSES] })
    }

    /// A request with these bytes, which the renderer wrote for this class.
    pub(super) fn request(&mut self, class: Class, rendered: &[u8]) -> Request<Payload> {
        let form = match &mut self.forms[class.place()] {
            Some(form) => form,
            form => form.insert(Form::of(rendered, self.version)),
        };
        let body = Payload::new(rendered.get(form.body_from..).unwrap_or_default());
        let mut request = Request::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        *request.version_mut() = self.version;
        *request.headers_mut() = form.headers.clone();
        request
    }
}

impl Form {
    /// The length of a head and of a body are the same for all of a class.
    fn of(rendered: &[u8], version: Version) -> Self {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut request = httparse::Request::new(&mut headers);
        let body_from = match request.parse(rendered) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) | Err(_) => rendered.len(),
        };
        let mut kept = HeaderMap::new();
        for header in request.headers.iter() {
            let name = HeaderName::from_bytes(header.name.as_bytes());
            let value = HeaderValue::from_bytes(header.value);
            if let (Ok(name), Ok(value)) = (name, value) {
                // HTTP/2 has the host in the address.
                if version != Version::HTTP_2 || name != HOST {
                    kept.insert(name, value);
                }
            }
        }
        debug_assert!(kept.contains_key(CONTENT_LENGTH), "the renderer says how long a body is");
        Self { headers: kept, body_from }
    }
}
