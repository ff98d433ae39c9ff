//! One attempt to have an event handled.

use std::sync::Arc;

use livehook_inbox::InboxError;

use super::retries::Retry;
use crate::{HandedEvent, Handler, HandlerError, handler::Again, state::Shared};

/// Reads an event, has it handled, and notes that. Noting belongs to the attempt: while it fails, the event is not done.
pub(super) async fn attempt<H: Handler>(
    shared: Arc<Shared>,
    handler: Arc<H>,
    Retry { id, attempt }: Retry,
) -> Result<(), AttemptError> {
    let found = shared.readers.read(move |reader| Ok(reader.get(id)?.zip(reader.raw(id)?))).await?;
    // Gone meanwhile: handled by somebody else, and pruned.
    let Some((record, body)) = found else { return Ok(()) };
    if record.state != livehook_inbox::State::Received {
        return Ok(());
    }
    handler.handle(&HandedEvent { record, body, attempt }).await?;
    shared.inbox.mark_done(vec![id], shared.clock.now()).await?;
    shared.observer.handing().handed_on();
    Ok(())
}

/// Why an attempt failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum AttemptError {
    #[error(transparent)]
    Handler(#[from] HandlerError),
    #[error(transparent)]
    Inbox(#[from] InboxError),
    #[error("the handler panicked")]
    Panicked,
}

impl AttemptError {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::Handler(error) => error.code(),
            Self::Inbox(error) => error.code(),
            Self::Panicked => "handler_panicked",
        }
    }

    pub(super) const fn again(&self) -> Again {
        match self {
            Self::Handler(error) => error.again(),
            Self::Inbox(_) | Self::Panicked => Again::Growing,
        }
    }
}
