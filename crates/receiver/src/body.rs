//! Reads a whole request body into one buffer, within limits of size, total time and the sum of all bodies in flight.
//!
//! It does not know what is in the body.

use std::{future::poll_fn, pin::Pin};

use axum::{
    body::{Body, HttpBody as _},
    http::{HeaderMap, HeaderValue, header},
};
use bytes::Bytes;
use tokio::time::{Instant, timeout_at};

use crate::{
    answer::{Declined, Overload},
    budget::{Budget, Charge},
    config::Limits,
};

/// How much of a refused body is read and thrown away, so that a peer that writes before it reads comes to see the answer.
/// Bounded: what is sent beyond it costs the peer its connection.
const DISCARD_BYTES: usize = 8 << 20;

/// An announced length up to this is believed when the buffer is made; longer bodies grow it as they arrive.
const TRUSTED_LENGTH_BYTES: usize = 64 << 10;

/// So much of each body is not charged to the budget: the cap on connections bounds it. A handful of long bodies that never end
/// would otherwise keep out every callback, and nearly all of those are a few KB.
const UNCHARGED_BYTES: usize = 64 << 10;

/// A whole body, charged to the budget for as long as it lives, but for its first [`UNCHARGED_BYTES`].
#[derive(Debug)]
pub(crate) struct HeldBody<'a> {
    bytes: Bytes,
    _charge: Charge<'a>,
}

impl HeldBody<'_> {
    pub(crate) fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

/// Whether the sender waits to be told before it sends a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expectation {
    /// It sends at once.
    None,
    /// `Expect: 100-continue`.
    Continue,
}

impl Expectation {
    /// What the headers say. Any other expectation is ignored.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let expected = headers.get(header::EXPECT).map(HeaderValue::as_bytes);
        if expected.is_some_and(|text| text.eq_ignore_ascii_case(b"100-continue")) {
            Self::Continue
        } else {
            Self::None
        }
    }
}

/// Reads a body to its end.
///
/// # Errors
/// [`Declined::TooLarge`], [`Declined::TooSlow`], [`Declined::Incomplete`] and [`Declined::Overloaded`].
pub(crate) async fn collect<'a>(
    mut body: Body,
    expectation: Expectation,
    limits: &Limits,
    budget: &'a Budget,
) -> Result<HeldBody<'a>, Declined> {
    let deadline = Instant::now() + limits.body_time;
    let too_slow = |_elapsed| Declined::TooSlow { limit: limits.body_time };
    let reading = read(&mut body, limits, budget);
    let declined = match timeout_at(deadline, reading).await.map_err(too_slow)? {
        Ok(held) => return Ok(held),
        Err(declined) => declined,
    };
    discard(body, expectation, deadline).await;
    Err(declined)
}

/// Gets a body out of the way that nobody wants, so that its sender comes to read the answer.
pub(crate) async fn throw_away(body: Body, expectation: Expectation, limits: &Limits) {
    discard(body, expectation, Instant::now() + limits.body_time).await;
}

async fn read<'a>(
    body: &mut Body,
    limits: &Limits,
    budget: &'a Budget,
) -> Result<HeldBody<'a>, Declined> {
    let limit = limits.body_bytes;
    let too_large = || Declined::TooLarge { limit };
    let overloaded = |_spent| Declined::Overloaded(Overload::Bodies);
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
        return Err(too_large());
    }
    let mut charge = budget.open();
    let Some(first) = next_chunk(body).await? else {
        return Ok(HeldBody { bytes: Bytes::new(), _charge: charge });
    };
    if first.len() > limit {
        return Err(too_large());
    }
    charge.raise_to(first.len().saturating_sub(UNCHARGED_BYTES)).map_err(overloaded)?;
    // Nearly every callback arrives in one piece, which is then taken as it is.
    if body.is_end_stream() {
        return Ok(HeldBody { bytes: first, _charge: charge });
    }
    let mut whole = Vec::new();
    let mut chunk = first;
    loop {
        let length = whole.len() + chunk.len();
        if length > limit {
            return Err(too_large());
        }
        if length > whole.capacity() {
            let trusted = usize::try_from(announced).unwrap_or(limit).min(TRUSTED_LENGTH_BYTES);
            let capacity = (whole.capacity() * 2).clamp(length.max(trusted), limit);
            charge.raise_to(capacity.saturating_sub(UNCHARGED_BYTES)).map_err(overloaded)?;
            whole.reserve_exact(capacity - whole.len());
        }
        whole.extend_from_slice(&chunk);
        match next_chunk(body).await? {
            Some(next) => chunk = next,
            None => return Ok(HeldBody { bytes: whole.into(), _charge: charge }),
        }
    }
}

/// Reads and forgets, up to the end, an error, [`DISCARD_BYTES`] or the deadline. The answer is the same in each case.
async fn discard(mut body: Body, expectation: Expectation, deadline: Instant) {
    // A sender that waits for 100 has sent nothing yet, and reading would be what asks it to.
    if expectation == Expectation::Continue {
        return;
    }
    let mut discarded = 0;
    while discarded < DISCARD_BYTES {
        match timeout_at(deadline, next_chunk(&mut body)).await {
            Ok(Ok(Some(chunk))) => discarded += chunk.len(),
            Ok(Ok(None) | Err(_)) | Err(_) => return,
        }
    }
}

/// The next piece of data, or `None` at the end. Trailers are skipped.
async fn next_chunk(body: &mut Body) -> Result<Option<Bytes>, Declined> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
            None => return Ok(None),
            Some(Err(_)) => return Err(Declined::Incomplete),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}
