//! Everything a caller of livehook-core can see, from outside.
#![expect(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what unwrap is for here"
)]

/// What the envelope reads, and which refusal comes first.
mod envelope;
/// What is in every documented event but Smart Highlight, the oddities of the documents among it.
mod events;
/// Explanations: the right diagnosis, in both languages, and never a secret.
mod explain;
/// What becomes of the files in `fixtures/callbacks` and `fixtures/malformed`.
mod fixtures;
/// What is in a Smart Highlight, and what identifies a clip.
mod highlights;
/// Verdicts at their edges: t against now, keys, scope, policy.
mod judgement;
/// Which keys are taken, and what is said about them.
mod keys;
/// What holds for every input, not only for the ones we thought of.
mod properties;
/// The JSON Schema of 349.
mod schema;
/// What a source may be called, and how many keys it takes.
mod sources;
/// The vectors in `fixtures/vectors`, for any language.
mod vectors;
