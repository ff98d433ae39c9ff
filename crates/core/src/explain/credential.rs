//! `t` and `sign` as somebody may have meant them: read with more patience than the judgement has.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::finding::{Finding, FromNow};
use super::quote::Quoter;
use crate::{Envelope, Field, UnixSeconds, judge::ClaimedT};

/// How near to now a time read as milliseconds must lie to be taken for one: a month.
const MILLISECONDS_NEAR: u64 = 30 * 24 * 60 * 60;

/// Up to here a double holds every integer.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// What the callback claims.
pub(super) struct Claim {
    /// The JSON of `t`, if it is there.
    json: Option<String>,
    /// What it says, where its digits are canonical.
    t: Option<ClaimedT>,
    /// What `sign` says, where that can be made out.
    pub(super) digest: Option<Digest>,
}

/// A signature's bytes, however they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digest {
    pub(super) bytes: Vec<u8>,
    pub(super) form: Form,
}

/// How a signature was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Hex digits and nothing else.
    Hex,
    /// Hex digits with blanks, quotes or `0x` around them.
    DecoratedHex,
    /// Base64.
    Base64,
}

impl Claim {
    pub(super) fn read(envelope: &Envelope<'_>) -> Self {
        let json = match envelope.t {
            Field::Absent => None,
            Field::Null => Some("null".to_owned()),
            Field::Json(json) => Some(json.to_owned()),
        };
        let t = json.as_deref().and_then(|json| ClaimedT::read(json).ok());
        let digest = match envelope.sign {
            Field::Json(json) => serde_json::from_str::<String>(json).ok(),
            Field::Absent | Field::Null => None,
        };
        Self { json, t, digest: digest.as_deref().and_then(Digest::read) }
    }

    /// The digits of `t`, where they are canonical.
    pub(super) fn t(&self) -> Option<&str> {
        self.t.as_ref().map(ClaimedT::text)
    }

    /// The digits that an odd `t` may mean, after the text as it was written: `1761129434.0` is 1761129434.
    pub(super) fn odd_t(&self) -> Option<(String, String)> {
        let json = self.json.as_deref().filter(|_| self.t.is_none())?;
        let written = serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned());
        let number: f64 = written.trim().parse().ok()?;
        let whole = number.fract() == 0.0 && (0.0..=LARGEST_EXACT).contains(&number);
        whole.then(|| (written, format!("{number:.0}")))
    }

    fn seconds(&self) -> Option<UnixSeconds> {
        self.t.as_ref().map(ClaimedT::seconds)
    }

    /// When `t` is, or what stands in its place.
    pub(super) fn describe(&self, now: UnixSeconds, quoter: &Quoter<'_>) -> Option<Finding> {
        let Some(t) = self.seconds() else {
            return self
                .json
                .as_deref()
                .map(|json| Finding::OddT { json: quoter.quote_digits(json) });
        };
        let from_now = match (t.after(now), now.after(t)) {
            (Some(ahead), _) => FromNow::Ahead(ahead),
            (None, Some(past)) => FromNow::Past(past),
            (None, None) => FromNow::Now,
        };
        Some(Finding::Time { t, from_now })
    }

    /// Whether `t` makes sense in milliseconds, and none in seconds.
    pub(super) fn unit_mistaken(&self, now: UnixSeconds) -> Option<Finding> {
        let number = match (self.seconds(), self.json.as_deref()) {
            (Some(t), _) => t.0,
            (None, Some(json)) => json.trim_matches('"').split('.').next()?.parse().ok()?,
            (None, None) => return None,
        };
        let near = (number / 1_000).abs_diff(now.0) <= MILLISECONDS_NEAR;
        near.then_some(Finding::Milliseconds)
    }
}

impl Digest {
    fn read(text: &str) -> Option<Self> {
        if let Ok(bytes) = hex::decode(text) {
            return Some(Self { bytes, form: Form::Hex });
        }
        let core = text.trim().trim_matches(['"', '\'']);
        let core = core.strip_prefix("0x").unwrap_or(core);
        if let Ok(bytes) = hex::decode(core) {
            return Some(Self { bytes, form: Form::DecoratedHex });
        }
        let bytes = BASE64_STANDARD.decode(core).ok()?;
        Some(Self { bytes, form: Form::Base64 })
    }
}
