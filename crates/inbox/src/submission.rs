//! A judged callback as the rows it will be. All that costs time is done here, on the caller's thread, not on the writer's.

mod clips;

use livehook_core::{
    Admitted, ContentKey, Credential, Envelope, Event, KeyId, Seconds, Sender, SenderVerified,
    Source, Timeliness, UnixSeconds,
};

pub(crate) use clips::{ClipContent, NewClip};

use crate::{QuarantineReason, UnixMillis};

/// What a row costs beside its texts: keys, times, and its share of the indexes. For bounds in bytes; an estimate suffices.
const ROW_BYTES: usize = 256;

/// An admitted callback, ready to be appended.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Boxed: it is handed on through several futures, and each would copy half a kilobyte.
    pub(crate) delivery: Box<Delivery>,
}

impl NewEvent {
    /// Takes what was admitted for `source` at `received_at`: copies the body, decodes it and makes its content key.
    ///
    /// A body that does not fit its event type, or has a type that no document names, is marked, not refused.
    #[must_use]
    pub fn admitted(admitted: &Admitted<'_>, source: &Source, received_at: UnixMillis) -> Self {
        let late_by = match admitted.timeliness() {
            Timeliness::InTime => None,
            Timeliness::Late(by) => Some(by),
        };
        let credential = match admitted.sender() {
            Sender::Verified(credential) => Some(Proven::from(credential)),
            Sender::Unverified => None,
        };
        let delivery = Delivery::new(admitted.envelope(), credential, source, received_at, late_by);
        Self { delivery: Box::new(delivery) }
    }

    /// What identifies its content.
    #[must_use]
    pub const fn content_key(&self) -> ContentKey {
        self.delivery.content_key
    }
}

/// A callback of a genuine sender that came too late or far too early, ready to be quarantined.
#[derive(Debug, Clone)]
pub struct NewSuspect {
    pub(crate) delivery: Box<Delivery>,
    pub(crate) reason: QuarantineReason,
}

impl NewSuspect {
    /// Takes a callback whose `t` had passed by `late_by`.
    #[must_use]
    pub fn late(
        sender: &SenderVerified<'_>,
        late_by: Seconds,
        source: &Source,
        received_at: UnixMillis,
    ) -> Self {
        let proven = Some(Proven::from(sender.credential()));
        let delivery = Delivery::new(sender.envelope(), proven, source, received_at, Some(late_by));
        Self { delivery: Box::new(delivery), reason: QuarantineReason::Expired }
    }

    /// Takes a callback whose `t` lies further ahead than the policy allows.
    #[must_use]
    pub fn early(sender: &SenderVerified<'_>, source: &Source, received_at: UnixMillis) -> Self {
        let proven = Some(Proven::from(sender.credential()));
        let delivery = Delivery::new(sender.envelope(), proven, source, received_at, None);
        Self { delivery: Box::new(delivery), reason: QuarantineReason::FarFuture }
    }

    /// What identifies its content.
    #[must_use]
    pub const fn content_key(&self) -> ContentKey {
        self.delivery.content_key
    }
}

/// One delivery of one content.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    pub(crate) source: String,
    pub(crate) content_key: ContentKey,
    pub(crate) received_at: UnixMillis,
    pub(crate) undecodable: Option<String>,
    pub(crate) late_by: Option<Seconds>,
    pub(crate) event_type: Option<i64>,
    pub(crate) stream_id: Option<String>,
    pub(crate) proven: Option<Proven>,
    pub(crate) body: String,
    pub(crate) clips: Vec<NewClip>,
}

/// Which signature the sender proved to own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Proven {
    pub(crate) key_id: KeyId,
    pub(crate) t: UnixSeconds,
}

impl Proven {
    /// From the columns `key_id` and `t`. They stand together: of an unverified sender, both are null.
    pub(crate) fn from_columns(key_id: Option<String>, t: Option<i64>) -> Option<Self> {
        Some(Self { key_id: KeyId::new(&key_id?), t: UnixSeconds(t?) })
    }
}

impl From<&Credential> for Proven {
    fn from(credential: &Credential) -> Self {
        Self { key_id: credential.key_id.clone(), t: credential.t }
    }
}

impl Delivery {
    fn new(
        envelope: &Envelope<'_>,
        proven: Option<Proven>,
        source: &Source,
        received_at: UnixMillis,
        late_by: Option<Seconds>,
    ) -> Self {
        let (clips, undecodable) = match Event::decode(envelope).map(|decoded| decoded.event) {
            Ok(Event::Highlight(highlight)) => (NewClip::all_of(highlight), None),
            Ok(_) => (Vec::new(), undocumented(envelope)),
            Err(misfit) => (Vec::new(), Some(misfit.to_string())),
        };
        Self {
            source: source.name().to_owned(),
            content_key: ContentKey::of(envelope),
            received_at,
            undecodable,
            late_by,
            event_type: envelope.event_type.number(),
            stream_id: envelope.stream_id.as_deref().map(str::to_owned),
            proven,
            body: envelope.body().to_owned(),
            clips,
        }
    }

    /// About how many bytes it will take on disk and takes in memory until then.
    pub(crate) fn bytes(&self) -> usize {
        let clips: usize = self.clips.iter().map(|clip| ROW_BYTES + clip.text_bytes()).sum();
        ROW_BYTES + self.body.len() + clips
    }
}

/// A documented type that has no Rust type of its own is fine; one that no document names is worth a word.
fn undocumented(envelope: &Envelope<'_>) -> Option<String> {
    let number = envelope.event_type.number()?;
    let documented = Event::DOCUMENTED_TYPES.contains(&number);
    (!documented).then(|| format!("event_type: no document names {number}"))
}
