//! Explanations: the right diagnosis, in both languages, and never a secret.

/// Each mistake, made by an independent signer, is called by its name.
mod mistakes;
/// Neither a key nor the signature that would have been right, whatever the body holds.
mod secrets;
/// Typical explanations from beginning to end.
mod whole;

use livehook_core::{
    CallbackKey, KeyId, Policy, Source, UnixSeconds,
    explain::{Explanation, Language, explain},
};

const KEY: &str = "callbackKey0123456789";
const T: i64 = 1_761_129_434;
const NOW: UnixSeconds = UnixSeconds(1_761_129_000);

fn source(name: &str, keys: &[(&str, &str)]) -> Source {
    Source::signed(
        name,
        keys.iter().map(|(id, key)| (KeyId::new(id), CallbackKey::new(key).unwrap())),
    )
    .unwrap()
}

/// What the source `default` with the key `current`, beside a source `other`, makes of a body.
fn explained(body: &[u8], language: Language) -> Explanation {
    let other = source("other", &[("theirs", "anotherSourcesKey")]);
    let policy = Policy::default();
    explain(body, &source("default", &[("current", KEY)]), &[other], NOW, &policy, language)
}
