//! The one place where a callback is made right or wrong: an event, edits, at most one flaw, and
//! the bytes that follow.
//!
//! The order is fixed: the event's content, the edits, what the flaw does to the content, `t` and
//! `sign`, the bytes. So an edited callback is signed like any other, and the flaw has the last
//! word. Everything is a pure function of the recipe, the index, the signing key and the present
//! time; nothing is sent here.

mod body;
mod bytes;
mod content;
mod credential;
mod edit;
mod event;
mod extend;
mod flaw;
mod foresee;
mod path;
mod tree;

pub use edit::{Edit, EditError, Edits, UnknownPaths};
pub use event::{EventSpec, EventSpecError};
pub use flaw::{Flaw, FlawError};
pub use foresee::foresee;
pub use path::{Path, PathError, Step};

use livehook_core::{CallbackKey, Seconds, UnixSeconds};

use crate::{Seed, situation::Situation};

/// The largest body that our receiver takes by default, in bytes. Others set their own.
pub const RECEIVER_BODY_BYTES_MAX: usize = 1024 * 1024;

/// A callback to be made. Plain data.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// What happened.
    pub event: EventSpec,
    /// What is changed about it before signing.
    pub edits: Edits,
    /// What is wrong with it, if anything.
    pub flaw: Option<Flaw>,
    /// Where the flaw's own decisions begin: which digit it flips, which other key it signs with.
    pub seed: Seed,
}

/// How callbacks are signed.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The callback key of the template; without one, neither `t` nor `sign` is sent, as Tencent
    /// does it.
    pub key: Option<CallbackKey>,
    /// From signing to `t`.
    pub validity: Seconds,
}

/// A callback ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// The content type to name, if any.
    pub content_type: Option<&'static str>,
    /// What a receiver with the same key, our default policy and no memory of this callback makes
    /// of it; without a key, a receiver in unsigned mode.
    pub situation: Situation,
    /// `event_type`, where the body has one that is an integer.
    pub event_type: Option<i64>,
    /// `stream_id`, or `streamId` as event 317 has it, where the body has one.
    pub stream_id: Option<String>,
    /// The second at which the signature expires, where there is one.
    pub t: Option<i64>,
}

/// Why a recipe cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecipeError {
    /// An edit names what is not there.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The flaw changes a part that this event does not have.
    #[error("the flaw {} needs {needs}, which this event does not have; take a Smart Highlight", flaw.as_str())]
    FlawDoesNotFit {
        /// Which flaw.
        flaw: Flaw,
        /// What it needs.
        needs: &'static str,
    },
    /// The flaw is one of the signature, and there is no key.
    #[error("the flaw {} needs a callback key to go wrong with; give one", flaw.as_str())]
    FlawNeedsKey {
        /// Which flaw.
        flaw: Flaw,
    },
}

impl RecipeError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Edit(error) => error.code(),
            Self::FlawDoesNotFit { .. } => "flaw_does_not_fit",
            Self::FlawNeedsKey { .. } => "flaw_needs_key",
        }
    }
}

impl Recipe {
    /// A recipe for sound callbacks.
    pub const fn sound(event: EventSpec, seed: Seed) -> Self {
        Self { event, edits: Edits::NONE, flaw: None, seed }
    }

    /// Makes the callback with this index, signed at `now`. Made again at another `now` it differs
    /// in `t` and `sign` alone: that is what a retry with a fresh signature sends.
    ///
    /// # Errors
    ///
    /// [`RecipeError::Edit`], [`RecipeError::FlawDoesNotFit`], [`RecipeError::FlawNeedsKey`].
    ///
    /// ```
    /// use livehook_core::{CallbackKey, UnixSeconds, VALIDITY};
    /// use livehook_simulator::{
    ///     Seed,
    ///     recipe::{EventSpec, Flaw, Recipe, Signing},
    ///     situation::Situation,
    ///     world::{Choices, World},
    /// };
    ///
    /// let now = UnixSeconds(1_761_129_434);
    /// let key = CallbackKey::new("Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB")?;
    /// let signing = Signing { key: Some(key), validity: VALIDITY };
    /// let world = World::new(Seed(7), Choices::EVERYTHING, now)?;
    ///
    /// let mut recipe = Recipe::sound(EventSpec::Highlight(world), Seed(7));
    /// assert_eq!(recipe.prepare(0, &signing, now)?.situation, Situation::Sound);
    /// recipe.flaw = Some("wrong-key".parse::<Flaw>()?);
    /// assert_eq!(recipe.prepare(0, &signing, now)?.situation, Situation::Forged);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn prepare(
        &self,
        index: u64,
        signing: &Signing,
        now: UnixSeconds,
    ) -> Result<Prepared, RecipeError> {
        let mut content = self.event.content(index);
        let given = self.edits.apply(&mut content)?;
        if let Some(flaw) = self.flaw {
            content::spoil(flaw, &mut content)?;
        }
        let credential = credential::make(self, &given, index, signing, now)?;
        let event_type = content.get("event_type").and_then(serde_json::Value::as_i64);
        let stream_id = stream_id(&content).map(str::to_owned);
        let body = body::write(&content, &credential.members);
        let (body, content_type) = bytes::spoil(self.flaw, body, &content, &credential);
        let situation = match (self.flaw, &signing.key) {
            // The catalogue says what a flaw makes of our own events; whatever else went into the
            // body, only a look at it can tell.
            (Some(flaw), Some(_)) if self.edits.is_empty() && !self.event.is_foreign() => {
                flaw.situation()
            }
            (_, key) => foresee(&body, content_type, key.as_ref(), now),
        };
        Ok(Prepared { body, content_type, situation, event_type, stream_id, t: credential.t })
    }
}

/// The stream's name, under the first of its names that holds a text.
fn stream_id(content: &serde_json::Map<String, serde_json::Value>) -> Option<&str> {
    ["stream_id", "streamId"].iter().find_map(|name| content.get(*name)?.as_str())
}
