//! What holds for every input, not only for the ones we thought of. `PROPTEST_CASES` makes it more than 256.

/// What deliveries share and events do not: the content key, under every way of writing a content.
mod identity;
/// JSON documents as trees, the ways to write them, and edits of both.
mod json;
/// MD5's length extension and its missing separator: what an attacker can compute, and why it gains nothing.
mod md5_weaknesses;
/// Reading: any bytes, and the same opinion as serde_json on what is JSON.
mod parsing;
/// Signing and judging: who is believed, for how long.
mod signing;
