//! Events for the application in this process: what it implements to be handed them.
//!
//! At least once: an event whose handler failed, or whose process ended before it was noted as done, is handed on again
//! under the same id. Remember ids to make it once. `dispatch` does the handing.

use std::{error::Error, time::Duration};

use livehook_core::{Decoded, Envelope, Event, Refusal, Undecodable};
use livehook_inbox::Record;

/// The code of a failure that has none of its own.
const HANDLER_FAILED: &str = "handler_failed";

/// An application that handles events.
///
/// ```
/// use livehook_core::Event;
/// use livehook_receiver::{HandedEvent, Handler, HandlerError};
///
/// struct Titles;
///
/// impl Handler for Titles {
///     async fn handle(&self, handed: &HandedEvent) -> Result<(), HandlerError> {
///         if let Ok(decoded) = handed.decode()
///             && let Event::Highlight(highlight) = decoded.event
///         {
///             for clip in highlight.clips {
///                 // Keep it under `handed.record.id`, so that a second time changes nothing.
///                 let _title = clip.title;
///             }
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait Handler: Send + Sync + 'static {
    /// Handles one event. `Ok` means for good: it is not handed on again.
    ///
    /// # Errors
    /// [`HandlerError`] for whatever may go better later: the event is handed on again after a pause that grows.
    fn handle(&self, handed: &HandedEvent)
    -> impl Future<Output = Result<(), HandlerError>> + Send;
}

/// An event that is handed on.
#[derive(Debug, Clone)]
pub struct HandedEvent {
    /// What is known about it; its id is the same each time.
    pub record: Record,
    /// The bytes as received.
    pub body: Vec<u8>,
    /// Which attempt of this process this is, from 1 on.
    pub attempt: u32,
}

impl HandedEvent {
    /// What happened, typed. Texts in it were written by strangers and by an AI: escape them where they are shown, and
    /// do not fetch its URLs unguarded.
    ///
    /// # Errors
    /// [`DecodeError`] for a body that does not fit its event type. Such records are marked `undecodable`; failing on them
    /// again and again would help nobody.
    pub fn decode(&self) -> Result<Decoded, DecodeError> {
        Ok(Event::decode(&Envelope::read(&self.body)?)?)
    }
}

/// Why a stored body is no event that has a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The bytes are no callback. What is in the inbox was one, so this release reads differently from the one that stored it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The body does not fit its event type.
    #[error(transparent)]
    Undecodable(#[from] Undecodable),
}

/// A handler could not handle an event this time. Its text goes to the log, so keep secrets out of it.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct HandlerError {
    cause: Box<dyn Error + Send + Sync>,
    code: &'static str,
    again: Again,
}

/// When an event whose handler failed is handed on again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// After a pause that grows with the event's attempts.
    Growing,
    /// After that pause too, but not before this one is over.
    NotBefore(Duration),
    /// As soon as anything can be handed on: it is not the event that failed.
    WhenReachable,
}

impl HandlerError {
    /// Takes an error or a text.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { cause: cause.into(), code: HANDLER_FAILED, again: Again::Growing }
    }

    /// Says by which code the failure is logged and counted, in place of `handler_failed`.
    #[must_use]
    pub const fn with_code(mut self, code: &'static str) -> Self {
        self.code = code;
        self
    }

    /// Asks for a pause of at least this long before this event's next attempt. Over a day counts as a day.
    #[must_use]
    pub const fn not_before(mut self, pause: Duration) -> Self {
        self.again = Again::NotBefore(pause);
        self
    }

    /// Says that whatever handles events could not be reached, so that no other event would have fared better: one at a time
    /// finds out when it can be, and the others wait for that instead of failing one after the other.
    #[must_use]
    pub const fn unreachable(mut self) -> Self {
        self.again = Again::WhenReachable;
        self
    }

    /// The code for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) const fn again(&self) -> Again {
        self.again
    }
}
