//! How the receiver stands towards a run that is under way: whether it is there, and whether it still takes what is right from us.

use std::{cmp::min, time::Duration};

use livehook_core::Event;
use tokio::time::{Instant, sleep};

use super::met::Met;
use crate::{
    calibrate::first_kind,
    exchange::Failure,
    perform::exchange,
    session::{Sender, Session},
    step::Callback,
};

/// How long one attempt to connect may take.
const ATTEMPT_MAX: Duration = Duration::from_secs(1);

/// Whoever starts the receiver again, such as a supervisor, has this long.
const BACK_WITHIN: Duration = Duration::from_secs(8);

/// After this it is started again by the command that was given, if one was.
const BY_ITSELF_WITHIN: Duration = Duration::from_secs(2);

/// Between two looks whether it is back.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// A limit on requests a second has passed by then; a block of an address has not.
const UNBLOCKED_WITHIN: Duration = Duration::from_secs(3);

/// Between two sound callbacks while it blocks.
const BETWEEN_CONTROLS: Duration = Duration::from_secs(1);

/// The streams of sound callbacks that are sent while cases run, beyond those of the calibration.
const CONTROL_STREAMS: u16 = 4_000;

/// How long they are valid, each a second longer than the one before: no other callback of a run has their `t`, so that whoever refuses
/// a repeated pair takes them.
const CONTROL_VALID_S: i64 = 100;

/// More of them are not sent in a run.
const CONTROLS_MAX: u16 = 60;

/// Whether the receiver that had gone away is there again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Back {
    /// By itself, after so long.
    After(Duration),
    /// The command that was given started it again.
    Restarted,
    /// Not within this time.
    Not(Duration),
}

impl Back {
    /// To be read behind the receiver.
    pub(super) fn in_words(self) -> String {
        let tenths =
            |span: Duration| format!("{}.{} s", span.as_secs(), span.subsec_millis() / 100);
        match self {
            Self::After(span) => format!("it was back after {}", tenths(span)),
            Self::Restarted => "it had to be started again".to_owned(),
            Self::Not(span) if span < BY_ITSELF_WITHIN => {
                format!("it was not back after {}, when there was no time left", tenths(span))
            }
            Self::Not(span) => format!("it was not back after {}", tenths(span)),
        }
    }
}

/// Whether a receiver is gone that may have broken off a connection as it ended.
pub(super) async fn has_gone(session: &Session, met: &Met) -> bool {
    if is_gone(session).await {
        return true;
    }
    if !met.broken {
        return false;
    }
    // A process that is ending closes its connections one after another, and the one that it listens on not always first.
    sleep(BETWEEN_LOOKS).await;
    is_gone(session).await
}

/// Whether nobody listens where the receiver was.
async fn is_gone(session: &Session) -> bool {
    let attempt = session.dialer(Event::HIGHLIGHT).dial(Instant::now() + ATTEMPT_MAX).await;
    attempt.is_err_and(|error| error.failure == Failure::Refused)
}

/// Waits until somebody listens again, for some seconds.
pub(super) async fn back(session: &Session) -> Back {
    let began = Instant::now();
    // Half of what is left is for the cases that follow.
    let within = min(BACK_WITHIN, session.left() / 2);
    let mut restart = session.options.restart.as_ref();
    loop {
        if !is_gone(session).await {
            let by_itself = session.options.restart.is_some() == restart.is_some();
            return if by_itself { Back::After(began.elapsed()) } else { Back::Restarted };
        }
        if began.elapsed() >= within {
            return Back::Not(began.elapsed());
        }
        if began.elapsed() >= BY_ITSELF_WITHIN
            && let Some(restart) = restart.take()
        {
            // Whether that helped is seen by looking.
            drop(restart.restart().await);
        }
        sleep(BETWEEN_LOOKS).await;
    }
}

/// Sends sound callbacks while cases run.
#[derive(Debug)]
pub(super) struct Controlling {
    /// The calibration's.
    pub(super) sender: Sender,
    sent: u16,
}

impl Controlling {
    pub(super) const fn new(sender: Sender) -> Self {
        Self { sender, sent: 0 }
    }

    /// The status that a sound callback is answered instead of 200; none where it is taken, and where nothing can be learnt.
    pub(super) async fn refused_with(&mut self) -> Option<u16> {
        if self.sent == CONTROLS_MAX || self.sender.session.count(1).is_err() {
            return None;
        }
        let callback = Callback::of(first_kind(&self.sender)).stream(CONTROL_STREAMS + self.sent);
        let callback = match &self.sender.session.options.key {
            Some(_) => callback.expires(CONTROL_VALID_S + i64::from(self.sent)),
            None => callback,
        };
        self.sent += 1;
        let made = self.sender.make(&callback).ok()?;
        let session = &self.sender.session;
        let exchanged = exchange(session, made.event_type, &made.request.bytes()).await;
        exchanged.status().filter(|status| *status != 200)
    }

    /// Whether it takes what is right again, within some seconds.
    pub(super) async fn is_unblocked(&mut self) -> bool {
        let end = Instant::now() + min(UNBLOCKED_WITHIN, self.sender.session.left() / 2);
        while Instant::now() < end {
            sleep(BETWEEN_CONTROLS).await;
            if self.refused_with().await.is_none() {
                return true;
            }
        }
        false
    }
}
