//! Signatures of a second, made once and used for all requests of it; and which `t` recent sound callbacks had.

use std::{
    array,
    sync::atomic::{AtomicU64, Ordering},
};

use livehook_core::{CallbackKey, Signature, UnixSeconds};

use super::template::SIGN_DIGITS;
use crate::quantity::place;

/// For how many different `t` signatures are kept.
const RING: usize = 64;

/// A signature as it stands in a body.
pub(super) type Digits = [u8; SIGN_DIGITS];

/// Signs with one key.
#[derive(Clone)]
pub(super) struct Signer {
    key: CallbackKey,
    ring: [(i64, Digits); RING],
}

impl Signer {
    pub(super) fn new(key: CallbackKey) -> Self {
        Self { key, ring: array::from_fn(|_| (i64::MIN, [b'0'; SIGN_DIGITS])) }
    }

    /// The signature of this `t`.
    pub(super) fn sign(&mut self, t: UnixSeconds) -> &Digits {
        let place = place(t.0.unsigned_abs()) % RING;
        let (kept, digits) = &mut self.ring[place];
        if *kept != t.0 {
            let text = Signature::of(&self.key, &t.to_string()).to_string();
            digits.copy_from_slice(text.as_bytes());
            *kept = t.0;
        }
        digits
    }
}

/// The `t` with which recent sound callbacks went out, for all threads. A duplicate must have the same.
#[derive(Debug)]
pub struct Memory(Vec<AtomicU64>);

/// Bits of a number that tell it from others in the same place; above them stands `t`.
const NUMBER_BITS: u32 = 24;

impl Memory {
    /// How far back it reaches, in numbers of the plan.
    const REACH: usize = 1 << 16;

    /// An empty memory.
    pub fn new() -> Self {
        Self((0..Self::REACH).map(|_| AtomicU64::new(0)).collect())
    }

    pub(super) fn keep(&self, number: u64, t: UnixSeconds) {
        let entry = (t.0.unsigned_abs() << NUMBER_BITS) | (number % (1 << NUMBER_BITS));
        self.0[place(number) % Self::REACH].store(entry, Ordering::Relaxed);
    }

    /// The `t` of a number; nothing if it was not sent yet or lies too far back.
    pub(super) fn recall(&self, number: u64) -> Option<UnixSeconds> {
        let entry = self.0[place(number) % Self::REACH].load(Ordering::Relaxed);
        let is_it = entry != 0 && entry % (1 << NUMBER_BITS) == number % (1 << NUMBER_BITS);
        is_it.then(|| UnixSeconds(0).saturating_add(livehook_core::Seconds(entry >> NUMBER_BITS)))
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}
