//! One request from hyper's hands to its end, as a task that posts what became of it.

use std::{error::Error, future::Future, future::poll_fn, io, pin::Pin};

use hyper::{
    Request, Response,
    body::{Body as _, Incoming},
    client::conn::TrySendError,
};
use tokio::task::{AbortHandle, spawn_local};

use super::{
    flights::FlightId,
    mailbox::{ConnectionId, Event, Mailbox, Outcome, Sender},
    payload::Payload,
};
use crate::{engine::Clock, record::tally::Failure};

type Sent = Result<Response<Incoming>, TrySendError<Request<Payload>>>;

/// What an exchange needs to tell of itself.
pub(super) struct Exchange {
    pub(super) flight: FlightId,
    pub(super) connection: ConnectionId,
    pub(super) clock: Clock,
    pub(super) mailbox: Mailbox,
}

impl Exchange {
    /// Gives a request to a connection, which writes it as soon as this thread has nothing more urgent to do.
    pub(super) fn begin(self, sender: Sender, request: Request<Payload>) -> AbortHandle {
        match sender {
            Sender::Two(mut sender) => {
                let sent = sender.try_send_request(request);
                spawn_local(async move { self.conclude(sent).await }).abort_handle()
            }
            Sender::One(mut sender) => {
                let sent = sender.try_send_request(request);
                let task = async move {
                    self.conclude(sent).await;
                    // Not before the connection has seen the end of the answer does it take another request.
                    if sender.ready().await.is_ok() {
                        self.mailbox.post(Event::Free(self.connection, Sender::One(sender)));
                    }
                };
                spawn_local(task).abort_handle()
            }
        }
    }

    async fn conclude(&self, sent: impl Future<Output = Sent>) {
        let outcome = outcome(sent).await;
        let at_ns = self.clock.now();
        self.mailbox.post(Event::Done { flight: self.flight, at_ns, outcome });
    }
}

async fn outcome(sent: impl Future<Output = Sent>) -> Outcome {
    let response = match sent.await {
        Ok(response) => response,
        Err(mut error) => {
            return match error.take_message() {
                Some(request) => Outcome::Returned(Box::new(request)),
                None => Outcome::Failed(failure(&error.into_error())),
            };
        }
    };
    let status = response.status().as_u16();
    let mut body = response.into_body();
    if !body.is_end_stream() {
        while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            if let Err(error) = frame {
                return Outcome::Failed(failure(&error));
            }
        }
    }
    Outcome::Answered(status)
}

/// What the raw engine would call it.
fn failure(error: &hyper::Error) -> Failure {
    if error.is_parse() {
        return Failure::Malformed;
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            // What the other side did wrong, as opposed to what it decided or what befell the connection.
            let is_wrong = error.is_library() && !error.is_io();
            return if is_wrong { Failure::Malformed } else { Failure::Reset };
        }
        if let Some(error) = error.downcast_ref::<io::Error>() {
            // So hyper says of chunks that are none; rustls says it of records.
            let is_wrong =
                matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
                    && !error.get_ref().is_some_and(|it| it.is::<rustls::Error>());
            return if is_wrong { Failure::Malformed } else { Failure::Reset };
        }
        cause = error.source();
    }
    Failure::Reset
}
