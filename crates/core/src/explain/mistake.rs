//! The mistakes that people make when they sign, each as the digest that it would give.
//!
//! To add one: a variant with its [`StepKind`], its digest in one of the functions below, and its words in each language.

mod digests;

use subtle::ConstantTimeEq as _;

use super::StepKind;
use super::credential::{Claim, Digest, Form};
use super::finding::Finding;
use crate::{Authentication, CallbackKey, Envelope, KeyId, Signature, Source};

/// Fewer bytes than this could agree by chance.
const DIGEST_BYTES_MIN: usize = 8;

/// A way to sign that is not MD5(key + t).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mistake {
    TBeforeKey,
    KeyAtBothEnds,
    Separator,
    NewlineAtEnd,
    KeyWithNewline,
    KeyWithBlank,
    OurKeyHasBlanks,
    KeyInQuotes,
    KeyInOtherCase,
    KeyUrlEncoded,
    KeyHashedFirst,
    NoKey,
    TInMilliseconds,
    TInSeconds,
    TIsTimeOfSending,
    TimeOfSendingHashed,
    TInQuotes,
    TWithFraction,
    Sha1,
    Sha256,
    HmacMd5,
    HmacSha1,
    HmacSha256,
    DoubleMd5,
    ShortMd5,
    Base64,
    Decorated,
    BodyHashed,
}

impl Mistake {
    #[cfg(test)]
    pub(super) const ALL: [Self; 28] = [
        Self::TBeforeKey,
        Self::KeyAtBothEnds,
        Self::Separator,
        Self::NewlineAtEnd,
        Self::KeyWithNewline,
        Self::KeyWithBlank,
        Self::OurKeyHasBlanks,
        Self::KeyInQuotes,
        Self::KeyInOtherCase,
        Self::KeyUrlEncoded,
        Self::KeyHashedFirst,
        Self::NoKey,
        Self::TInMilliseconds,
        Self::TInSeconds,
        Self::TIsTimeOfSending,
        Self::TimeOfSendingHashed,
        Self::TInQuotes,
        Self::TWithFraction,
        Self::Sha1,
        Self::Sha256,
        Self::HmacMd5,
        Self::HmacSha1,
        Self::HmacSha256,
        Self::DoubleMd5,
        Self::ShortMd5,
        Self::Base64,
        Self::Decorated,
        Self::BodyHashed,
    ];

    pub(super) const fn kind(self) -> StepKind {
        match self {
            Self::TBeforeKey => StepKind::TBeforeKey,
            Self::KeyAtBothEnds => StepKind::KeyAtBothEnds,
            Self::Separator => StepKind::Separator,
            Self::NewlineAtEnd => StepKind::NewlineAtEnd,
            Self::KeyWithNewline => StepKind::KeyWithNewline,
            Self::KeyWithBlank => StepKind::KeyWithBlank,
            Self::OurKeyHasBlanks => StepKind::OurKeyHasBlanks,
            Self::KeyInQuotes => StepKind::KeyInQuotes,
            Self::KeyInOtherCase => StepKind::KeyInOtherCase,
            Self::KeyUrlEncoded => StepKind::KeyUrlEncoded,
            Self::KeyHashedFirst => StepKind::KeyHashedFirst,
            Self::NoKey => StepKind::NoKey,
            Self::TInMilliseconds => StepKind::TInMilliseconds,
            Self::TInSeconds => StepKind::TInSeconds,
            Self::TIsTimeOfSending => StepKind::TIsTimeOfSending,
            Self::TimeOfSendingHashed => StepKind::TimeOfSendingHashed,
            Self::TInQuotes => StepKind::TInQuotes,
            Self::TWithFraction => StepKind::TWithFraction,
            Self::Sha1 => StepKind::Sha1,
            Self::Sha256 => StepKind::Sha256,
            Self::HmacMd5 => StepKind::HmacMd5,
            Self::HmacSha1 => StepKind::HmacSha1,
            Self::HmacSha256 => StepKind::HmacSha256,
            Self::DoubleMd5 => StepKind::DoubleMd5,
            Self::ShortMd5 => StepKind::ShortMd5,
            Self::Base64 => StepKind::Base64,
            Self::Decorated => StepKind::Decorated,
            Self::BodyHashed => StepKind::BodyHashed,
        }
    }
}

/// What would have made a refused signature match: a mistake with one of our keys, else a key of another source, else nothing
/// we know.
pub(super) fn find(
    claim: &Claim,
    envelope: &Envelope<'_>,
    source: &Source,
    other_sources: &[Source],
) -> Option<Finding> {
    let (Some(t), Some(digest)) = (claim.t(), &claim.digest) else { return None };
    let bodies = digests::bodies(envelope);
    let ours = keys(source).find_map(|(id, key)| {
        let mistake = with_key(digest, key, t, &bodies)?;
        Some(Finding::Mistake { mistake, id: id.clone() })
    });
    let others = || {
        other_sources.iter().find_map(|other| {
            let (id, _) =
                keys(other).find(|(_, key)| is(digest, Signature::of(key, t).as_bytes()))?;
            Some(Finding::OtherSource { source: other.name().to_owned(), id: id.clone() })
        })
    };
    Some(ours.or_else(others).unwrap_or(Finding::NoMistake))
}

/// Whether a `t` out of form is that and nothing else: `sign` fits its plain digits, or the text as it was written.
pub(super) fn find_odd_t(claim: &Claim, source: &Source) -> Option<Finding> {
    let (written, digits) = claim.odd_t()?;
    let claimed = claim.digest.as_ref()?;
    keys(source).find_map(|(id, key)| {
        let fits = |t: &str| is_exactly(claimed, Signature::of(key, t).as_bytes());
        if fits(&digits) {
            Some(Finding::PlainTFits { id: id.clone(), digits: digits.clone() })
        } else {
            fits(&written).then(|| Finding::OddTHashed { id: id.clone() })
        }
    })
}

fn keys(source: &Source) -> impl Iterator<Item = &(KeyId, CallbackKey)> {
    match source.authentication() {
        Authentication::Keys(keys) => keys.iter(),
        Authentication::Unsigned => [].iter(),
    }
}

/// The mistake that gives this digest with this key.
fn with_key(digest: &Digest, key: &CallbackKey, t: &str, bodies: &[String]) -> Option<Mistake> {
    let right = Signature::of(key, t);
    if is(digest, right.as_bytes()) {
        return match digest.form {
            Form::Base64 => Some(Mistake::Base64),
            Form::DecoratedHex => Some(Mistake::Decorated),
            Form::Hex => Some(Mistake::ShortMd5),
        };
    }
    if right.as_bytes().get(4..12).is_some_and(|middle| is_exactly(digest, middle)) {
        return Some(Mistake::ShortMd5);
    }
    digests::of_mistakes(key.expose(), t, bodies)
        .into_iter()
        .find(|(_, wrong)| is(digest, wrong))
        .map(|(mistake, _)| mistake)
}

/// Whether the claimed digest is this one or its beginning: longer ones are often cut to 32 digits.
fn is(claimed: &Digest, digest: &[u8]) -> bool {
    let length = claimed.bytes.len();
    length >= DIGEST_BYTES_MIN
        && digest.get(..length).is_some_and(|beginning| is_exactly(claimed, beginning))
}

fn is_exactly(claimed: &Digest, digest: &[u8]) -> bool {
    claimed.bytes.as_slice().ct_eq(digest).into()
}
