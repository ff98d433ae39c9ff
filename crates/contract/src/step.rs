//! What a case does, as data over the simulator's recipes: which callbacks are sent, in which bytes, and what is expected of each.
//!
//! Each case has stream ids of its own, numbered from 0, so that what became of one callback is told apart from all others.

mod act;
mod callback;

pub use act::{Act, Payload};
pub use callback::{Callback, Credential, Expiry, Spelling, What};

/// One step of a case. Steps follow one another; within one, everything is sent at once.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// Sends a callback, several times at once where `copies` is over 1: the same bytes on a connection each.
    Send {
        /// The callback.
        callback: Callback,
        /// How often.
        copies: u16,
        /// What a sound receiver does.
        expect: Expect,
    },
    /// Sends the bytes of an earlier step again, several times at once where `copies` is over 1.
    Again {
        /// Which step, from 0; it sends one callback.
        step: usize,
        /// How often.
        copies: u16,
        /// What a sound receiver does.
        expect: Expect,
    },
    /// Sends bytes that are no callback of ours. They carry no stream id, so no probe sees them.
    Bytes {
        /// The body.
        payload: Payload,
        /// The content type, if one is named.
        content_type: Option<&'static str>,
        /// What a sound receiver does.
        expect: Expect,
    },
    /// Writes to a socket by hand.
    Raw {
        /// The callbacks whose bytes the acts use, numbered from 0; each has the stream of its number unless it says otherwise.
        callbacks: &'static [Callback],
        /// What is written, and when.
        acts: &'static [Act],
        /// What a sound receiver does.
        expect: Expect,
    },
    /// Sends distinct sound callbacks at once, each of a stream of its own.
    Many {
        /// What each is.
        callback: Callback,
        /// How many.
        n: u16,
        /// What a sound receiver does with each.
        expect: Expect,
    },
    /// Sends sound callbacks of one stream with different content at once: each is an event of its own.
    OneStream {
        /// What each is.
        callback: Callback,
        /// How many.
        n: u16,
    },
    /// Opens connections, writes the beginning of something, and keeps them open until the case ends.
    Hold {
        /// How many.
        n: u16,
        /// What is written on each.
        acts: &'static [Act],
    },
    /// Looks through every answer of the run.
    LookBack(LookFor),
    /// Sends distinct sound callbacks at once, restarts the receiver as soon as they are answered, and looks what is left of those
    /// that were answered 200.
    Cut {
        /// What each is.
        callback: Callback,
        /// How many.
        n: u16,
    },
    /// Restarts the receiver by the command that was given, and waits until it answers again.
    Restart,
}

impl Step {
    /// Whether it cannot be made without a key.
    pub(crate) fn needs_key(&self) -> bool {
        match self {
            Self::Send { callback, .. }
            | Self::Many { callback, .. }
            | Self::OneStream { callback, .. }
            | Self::Cut { callback, .. } => callback.needs_key(),
            Self::Raw { callbacks, .. } => callbacks.iter().any(Callback::needs_key),
            Self::Again { .. }
            | Self::Bytes { .. }
            | Self::Hold { .. }
            | Self::LookBack(_)
            | Self::Restart => false,
        }
    }
}

/// What is looked for in the answers of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookFor {
    /// The key, or a signature that would have been right and was not sent.
    Secrets,
    /// Traces of the program and its queries.
    StackTraces,
}

/// What a sound receiver does with what a step sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Answers 200, and takes it as one event.
    Taken,
    /// Answers 200 to each of several events of one stream, and takes as many; 503 to what is too much.
    EachOfOneStream,
    /// Answers 200, and takes nothing more: it has this event.
    Known,
    /// Answers 200, whether or not it makes anything of it, and at most one event.
    Acknowledged,
    /// Has no effect, whatever it answers: loudly or quietly.
    Refused,
    /// Is not taken, whatever is wrong with the way it came: no answer at all is as good as any.
    Untaken,
    /// Answers, and not with a server's error, and goes on.
    Survived,
    /// Answers 200 only where it took the event, once.
    Honest,
    /// Takes nothing of the second callback, which stands hidden behind the first.
    NotSmuggled,
    /// Is not taken as an event of this type.
    NotAs(i64),
    /// Whatever it does is reported.
    Reported,
    /// Gives nothing away, whatever else it does.
    Discreet,
}

impl Expect {
    /// Whether what is sent deserves to be believed.
    pub(crate) const fn is_of_something_wrong(self) -> bool {
        match self {
            Self::Refused | Self::NotSmuggled => true,
            Self::Taken
            | Self::EachOfOneStream
            | Self::Known
            | Self::Acknowledged
            | Self::Survived
            | Self::Honest
            | Self::Untaken
            | Self::NotAs(_)
            | Self::Reported
            | Self::Discreet => false,
        }
    }
}

/// A callback that must be taken.
pub(crate) const fn taken(callback: Callback) -> Step {
    Step::Send { callback, copies: 1, expect: Expect::Taken }
}

/// A callback that is known already, in its content.
pub(crate) const fn known(callback: Callback) -> Step {
    Step::Send { callback, copies: 1, expect: Expect::Known }
}

/// A callback that must be answered 200, whatever is made of it.
pub(crate) const fn acknowledged(callback: Callback) -> Step {
    Step::Send { callback, copies: 1, expect: Expect::Acknowledged }
}

/// A callback that must have no effect.
pub(crate) const fn refused(callback: Callback) -> Step {
    Step::Send { callback, copies: 1, expect: Expect::Refused }
}

/// A callback on which opinions differ.
pub(crate) const fn reported(callback: Callback) -> Step {
    Step::Send { callback, copies: 1, expect: Expect::Reported }
}

/// A callback whose answer must give nothing away.
pub(crate) const fn discreet(callback: Callback) -> Step {
    Step::Send { callback, copies: 1, expect: Expect::Discreet }
}

/// The bytes of an earlier step once more.
pub(crate) const fn again(step: usize) -> Step {
    Step::Again { step, copies: 1, expect: Expect::Known }
}

/// Bytes that are no callback, as JSON.
pub(crate) const fn junk(payload: Payload) -> Step {
    Step::Bytes { payload, content_type: Some("application/json"), expect: Expect::Survived }
}
