//! A receiver in one process: sound, but for the one fault it may have. It knows no sockets; `serve` and `raw` bring it requests.

use std::time::Duration;

use livehook_core::{CallbackKey, Code, Envelope, UnixSeconds};
use tokio::time::sleep;

use super::{
    answer::Answer, arrive, fault::Fault, identity, read, store::Store, understand, verify,
};

/// How long the one works that answers too late: longer than anybody waits here.
const ANSWERS_AFTER: Duration = Duration::from_millis(6_500);

/// The receiver.
pub(crate) struct Receiver {
    pub(super) fault: Option<Fault>,
    pub(super) key: CallbackKey,
    pub(super) now: UnixSeconds,
    pub(super) store: Store,
}

/// A request, read to its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arrived {
    pub(super) method: String,
    /// Without the query.
    pub(super) path: String,
    pub(super) query: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Arrived {
    /// The first header of this name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(each, _)| each == name).map(|(_, value)| value.as_str())
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(each, _)| each == name).map(|(_, value)| value.into_owned())
    }
}

impl Receiver {
    pub(super) fn new(fault: Option<Fault>, key: CallbackKey, now: UnixSeconds) -> Self {
        Self { fault, key, now, store: Store::default() }
    }

    /// Answers a request.
    pub(super) async fn receive(&self, arrived: &Arrived) -> Answer {
        let taken = self.take(arrived).await;
        if self.fault == Some(Fault::AnswersTooLate) {
            sleep(ANSWERS_AFTER).await;
        }
        match taken {
            Ok(()) => Answer::of_success(self.fault),
            Err(answer) => answer,
        }
    }

    async fn take(&self, arrived: &Arrived) -> Result<(), Answer> {
        arrive::check(self.fault, arrived)?;
        let refuse = |code: Code| Answer::of_refusal(self, code, "");
        let read = read::read(self.fault, arrived).map_err(refuse)?;
        let envelope = Envelope::read(&read.body).map_err(|refusal| refuse(refusal.code()))?;
        let identity = identity::of(self.fault, &envelope, &read);
        if self.fault == Some(Fault::ChecksAfterStoring) {
            if let Some(event) = understand::understand(self.fault, &envelope)? {
                self.store.keep(self.fault, event, identity).await;
            }
            return verify::verify(self, arrived, &envelope, &read);
        }
        if let Err(refused) = verify::verify(self, arrived, &envelope, &read) {
            self.poison(&refused, identity);
            return Err(refused);
        }
        match understand::understand(self.fault, &envelope)? {
            Some(event) => self.store.keep_in_order(self.fault, event, identity).await,
            None => Ok(()),
        }
    }

    /// What was refused is remembered as seen.
    fn poison(&self, refused: &Answer, identity: Vec<u8>) {
        let poisons = match self.fault {
            Some(Fault::ExpiredPoisonsRedelivery) => *refused == Answer::refuses_by(Code::Expired),
            Some(Fault::ForgedPoisonsDelivery) => *refused == Answer::refuses_by(Code::Forged),
            _ => false,
        };
        if poisons {
            self.store.remember(identity);
        }
    }
}
