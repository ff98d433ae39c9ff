//! What the tests of this crate share: a world, a key, a time.

use livehook_core::{CallbackKey, UnixSeconds};
use livehook_simulator::{
    Seed,
    recipe::{EventSpec, Recipe, Signing, VALIDITY},
    world::{Choices, World},
};

/// 2025-10-22 10:37:14 UTC.
pub(crate) const NOW: UnixSeconds = UnixSeconds(1_761_129_434);

pub(crate) fn key() -> CallbackKey {
    CallbackKey::new("Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB").unwrap()
}

pub(crate) fn signing() -> Signing {
    Signing { key: Some(key()), validity: VALIDITY }
}

pub(crate) fn world() -> World {
    World::new(Seed(7), Choices::EVERYTHING, NOW).unwrap()
}

pub(crate) fn sound() -> Recipe {
    Recipe::sound(EventSpec::Highlight(world()), Seed(7))
}
