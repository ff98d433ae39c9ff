//! The body of a request, in one piece.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use hyper::body::{Body, Bytes, Frame, SizeHint};

use crate::quantity::count;

/// A body.
#[derive(Debug)]
pub(super) struct Payload(Option<Bytes>);

impl Payload {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self((!bytes.is_empty()).then(|| Bytes::copy_from_slice(bytes)))
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| count(bytes.len())))
    }
}
