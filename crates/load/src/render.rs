//! Requests as bytes: each class's is rendered once, and what differs from one request to the next is patched in place. That makes a
//! freshly signed request of its own event cost a few nanoseconds.

mod signer;
mod template;

use std::sync::Arc;

use livehook_core::{CallbackKey, Seconds, UnixSeconds, VALIDITY};
use livehook_simulator::{
    Seed,
    recipe::{EventSpec, Recipe, RecipeError, Signing},
    world::{Choices, Items, NOW_FIXED, World},
};
use serde_json::{Map, Value};

pub use self::signer::Memory;
use self::{
    signer::Signer,
    template::{Common, EXPIRED_SECONDS, SIGN_DIGITS, Template},
};
use crate::{
    class::{Class, N_CLASSES},
    identity::RunName,
    plan::Arrival,
};

/// What events hold, their stream aside.
#[derive(Debug, Clone)]
pub struct Content(pub EventSpec);

impl Content {
    /// The first Smart Highlight of a seed, with one clip, as in the documents' sample: about 1 kB.
    pub fn highlight(seed: u64) -> Self {
        let items = Items::between(1, 1).expect("one clip is a number of clips");
        let choices = Choices { items, ..Choices::EVERYTHING };
        let world = World::new(Seed(seed), choices, NOW_FIXED);
        Self(EventSpec::Highlight(world.expect("the fixed time is within the limits")))
    }

    /// A sound callback of it as an object, without `t` and `sign`: what other tools fill in themselves.
    ///
    /// # Errors
    ///
    /// [`RenderError::Recipe`].
    pub fn callback(&self, seed: u64) -> Result<Map<String, Value>, RenderError> {
        let signing = Signing { key: None, validity: VALIDITY };
        let prepared = Recipe::sound(self.0.clone(), Seed(seed)).prepare(0, &signing, NOW_FIXED)?;
        Ok(serde_json::from_slice(&prepared.body).expect("a sound callback is a JSON object"))
    }
}

/// Why requests cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The event does not go with a class.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// A class goes wrong in its signature, and nothing is signed.
    #[error(
        "{0} callbacks go wrong in their signature, and there is no callback key; give one or leave them out"
    )]
    NeedsKey(Class),
}

impl RenderError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Recipe(error) => error.code(),
            Self::NeedsKey(_) => "render_needs_key",
        }
    }
}

/// What requests are made of.
#[derive(Debug, Clone)]
pub struct Ingredients {
    /// What events hold.
    pub content: Content,
    /// The callback key; without one nothing is signed.
    pub key: Option<CallbackKey>,
    /// From sending to `t`.
    pub validity: Seconds,
    /// The run, as it stands in the names of streams.
    pub run: RunName,
    /// Where the key of forgeries comes from.
    pub seed: u64,
    /// The request's lines up to the content type, each with CR LF.
    pub head: String,
}

/// Renders requests. Each thread has its own.
pub struct Renderer {
    templates: [Option<Template>; N_CLASSES],
    genuine: Option<Signer>,
    forged: Signer,
    validity: Seconds,
    memory: Option<Arc<Memory>>,
}

impl Renderer {
    /// Renders one request of each class. Threads that share a memory repeat each other's callbacks; without one there are no exact
    /// duplicates.
    ///
    /// # Errors
    ///
    /// [`RenderError`].
    pub fn new(
        classes: impl IntoIterator<Item = Class>,
        from: &Ingredients,
        memory: Option<Arc<Memory>>,
    ) -> Result<Self, RenderError> {
        let common = Common {
            event: &from.content.0,
            key: from.key.as_ref(),
            run: from.run,
            seed: from.seed,
            head: &from.head,
        };
        let mut templates = [const { None }; N_CLASSES];
        for class in classes {
            templates[class.place()] = Some(Template::of(class, &common)?);
        }
        let nobodys = format!("livehook-load-forgery-{:010}", from.seed % 10_000_000_000);
        let nobodys = CallbackKey::new(&nobodys).expect("a short text is a key");
        Ok(Self {
            templates,
            genuine: from.key.clone().map(Signer::new),
            forged: Signer::new(nobodys),
            validity: from.validity,
            memory,
        })
    }

    /// The bytes of an arrival's request, sent in this second. A class that was not named gives none.
    pub fn render(&mut self, arrival: &Arrival, now: UnixSeconds) -> &[u8] {
        let Some(template) = &mut self.templates[arrival.class.place()] else { return &[] };
        template.set_number(arrival.number);
        if let Some(genuine) = &mut self.genuine {
            let fresh = now.saturating_add(self.validity);
            let (signer, t) = match arrival.class {
                Class::Expired => (genuine, UnixSeconds(now.0.saturating_sub(EXPIRED_SECONDS))),
                Class::Forged => (&mut self.forged, fresh),
                Class::Duplicate => {
                    let known = self.memory.as_ref().and_then(|it| it.recall(arrival.number));
                    (genuine, known.unwrap_or(fresh))
                }
                _ => (genuine, fresh),
            };
            if let (Class::Sound, Some(memory)) = (arrival.class, &self.memory) {
                memory.keep(arrival.number, t);
            }
            let digits: &[u8; SIGN_DIGITS] = signer.sign(t);
            template.stamp(t, digits);
        }
        &template.bytes
    }
}
