//! What can be found, as data. The words for it are in `messages`.

use super::body::Look;
use super::mistake::Mistake;
use crate::{EventType, KeyId, Refusal, Seconds, UnixSeconds};

/// One thing that was found. Text from the payload is quoted already.
#[derive(Debug, Clone)]
pub(super) enum Finding {
    Body {
        bytes: usize,
    },
    Event {
        event_type: EventType,
        stream: Option<String>,
    },
    Highlight {
        clips: usize,
        unknown_fields: usize,
    },
    Misfit {
        path: String,
        problem: String,
    },
    Time {
        t: UnixSeconds,
        from_now: FromNow,
    },
    /// `t` as it was written, where that is no time.
    OddT {
        json: String,
    },
    Milliseconds,
    UnsignedSource {
        source: String,
    },
    Keys {
        source: String,
        ids: Vec<KeyId>,
    },
    Matched {
        id: KeyId,
    },
    UpperCase,
    Accepted,
    AcceptedUnverified,
    AcceptedLate {
        by: Seconds,
    },
    Late {
        by: Seconds,
    },
    Early {
        by: Seconds,
        cap: Seconds,
    },
    Refused(Refusal),
    Domains {
        named: Vec<String>,
        own: Vec<String>,
    },
    Looks(Look),
    Mistake {
        mistake: Mistake,
        id: KeyId,
    },
    OtherSource {
        source: String,
        id: KeyId,
    },
    NoMistake,
    /// `sign` is right for the plain digits of an odd `t`.
    PlainTFits {
        id: KeyId,
        digits: String,
    },
    /// `sign` was made over an odd `t` as it was written.
    OddTHashed {
        id: KeyId,
    },
}

/// Where `t` lies.
#[derive(Debug, Clone, Copy)]
pub(super) enum FromNow {
    Ahead(Seconds),
    Now,
    Past(Seconds),
}

/// What a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something that was read or tried.
    Seen,
    /// The verdict. There is exactly one.
    Verdict,
    /// What is probably wrong, and what to change.
    Advice,
}

macro_rules! kinds {
    ($($role:ident { $($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+ })+) => {
        /// The kind of a step, with a stable name for scripts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum StepKind { $($($(#[doc = $doc])+ $variant,)+)+ }

        impl StepKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)+)+];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$variant => $text,)+)+ }
            }

            /// What the step is for.
            #[must_use]
            pub const fn role(self) -> Role {
                match self { $($(Self::$variant => Role::$role,)+)+ }
            }
        }
    };
}

kinds! {
    Seen {
        /// How many bytes were read.
        Body = "body",
        /// Event type and stream.
        Event = "event",
        /// The content of a Smart Highlight.
        Highlight = "highlight",
        /// The content does not fit its event type.
        Misfit = "misfit",
        /// When `t` is.
        Time = "time",
        /// `t` is no time.
        OddT = "odd_t",
        /// The source checks no signature.
        UnsignedSource = "unsigned_source",
        /// Which keys were tried.
        Keys = "keys",
        /// Which key signed.
        Matched = "matched",
        /// The signature's digits are in upper case.
        UpperCase = "upper_case",
    }
    Verdict {
        /// Accepted.
        Accepted = "accepted",
        /// Accepted by a source that checks no signature.
        AcceptedUnverified = "accepted_unverified",
        /// Accepted, though late, by policy.
        AcceptedLate = "accepted_late",
        /// Genuine, but late.
        Late = "late",
        /// Genuine, but too far ahead.
        Early = "early",
        /// Refused for another reason; the explanation's code says which.
        Refused = "refused",
    }
    Advice {
        /// Which domains are named, and which are the source's.
        Domains = "domains",
        /// `t` looks like milliseconds.
        Milliseconds = "milliseconds",
        /// `sign` is right for `t` in plain digits.
        PlainTFits = "plain_t_fits",
        /// `t` was hashed in the odd form in which it was sent.
        OddTHashed = "odd_t_hashed",
        /// Nothing was sent.
        LooksEmpty = "looks_empty",
        /// The body is a form.
        LooksLikeForm = "looks_like_form",
        /// The body begins with a byte order mark.
        LooksMarked = "looks_marked",
        /// The body is UTF-16.
        LooksLikeUtf16 = "looks_like_utf16",
        /// The body is compressed.
        LooksCompressed = "looks_compressed",
        /// The body is XML or HTML.
        LooksLikeMarkup = "looks_like_markup",
        /// The body has comments.
        LooksCommented = "looks_commented",
        /// A comma stands before a closing bracket.
        LooksTrailingComma = "looks_trailing_comma",
        /// The quotes are single ones.
        LooksSingleQuoted = "looks_single_quoted",
        /// The end is missing.
        LooksTruncated = "looks_truncated",
        /// The callback is within a JSON text.
        LooksEncodedTwice = "looks_encoded_twice",
        /// `t` was hashed before the key.
        TBeforeKey = "t_before_key",
        /// The key was hashed at both ends.
        KeyAtBothEnds = "key_at_both_ends",
        /// Something stands between key and `t`.
        Separator = "separator",
        /// A newline was hashed at the end.
        NewlineAtEnd = "newline_at_end",
        /// The key was hashed with a line end.
        KeyWithNewline = "key_with_newline",
        /// The key was hashed with a blank.
        KeyWithBlank = "key_with_blank",
        /// The configured key has blanks that the sender's has not.
        OurKeyHasBlanks = "our_key_has_blanks",
        /// The key was hashed with quotes.
        KeyInQuotes = "key_in_quotes",
        /// The key was hashed in other letters.
        KeyInOtherCase = "key_in_other_case",
        /// The key was URL-encoded before it was hashed.
        KeyUrlEncoded = "key_url_encoded",
        /// The key's own MD5 was hashed instead of the key.
        KeyHashedFirst = "key_hashed_first",
        /// No key was hashed.
        NoKey = "no_key",
        /// `t` was hashed in milliseconds.
        TInMilliseconds = "t_in_milliseconds",
        /// `t` was hashed in seconds, and sent in milliseconds.
        TInSeconds = "t_in_seconds",
        /// The expiry was hashed, and the time of sending sent.
        TIsTimeOfSending = "t_is_time_of_sending",
        /// The time of sending was hashed, and the expiry sent.
        TimeOfSendingHashed = "time_of_sending_hashed",
        /// `t` was hashed with quotes.
        TInQuotes = "t_in_quotes",
        /// `t` was hashed with a fraction.
        TWithFraction = "t_with_fraction",
        /// SHA-1 instead of MD5.
        Sha1 = "sha1",
        /// SHA-256 instead of MD5.
        Sha256 = "sha256",
        /// HMAC-MD5 instead of MD5.
        HmacMd5 = "hmac_md5",
        /// HMAC-SHA1 instead of MD5.
        HmacSha1 = "hmac_sha1",
        /// HMAC-SHA256 instead of MD5.
        HmacSha256 = "hmac_sha256",
        /// MD5 of the MD5.
        DoubleMd5 = "double_md5",
        /// The 16 digits of a shortened MD5.
        ShortMd5 = "short_md5",
        /// The digest as base64.
        Base64 = "base64",
        /// The right digits with something around them.
        Decorated = "decorated",
        /// The body was hashed.
        BodyHashed = "body_hashed",
        /// A key of another source fits.
        OtherSource = "other_source",
        /// None of the known mistakes.
        NoMistake = "no_mistake",
    }
}

impl Finding {
    pub(super) const fn kind(&self) -> StepKind {
        match self {
            Self::Body { .. } => StepKind::Body,
            Self::Event { .. } => StepKind::Event,
            Self::Highlight { .. } => StepKind::Highlight,
            Self::Misfit { .. } => StepKind::Misfit,
            Self::Time { .. } => StepKind::Time,
            Self::OddT { .. } => StepKind::OddT,
            Self::Milliseconds => StepKind::Milliseconds,
            Self::UnsignedSource { .. } => StepKind::UnsignedSource,
            Self::Keys { .. } => StepKind::Keys,
            Self::Matched { .. } => StepKind::Matched,
            Self::UpperCase => StepKind::UpperCase,
            Self::Accepted => StepKind::Accepted,
            Self::AcceptedUnverified => StepKind::AcceptedUnverified,
            Self::AcceptedLate { .. } => StepKind::AcceptedLate,
            Self::Late { .. } => StepKind::Late,
            Self::Early { .. } => StepKind::Early,
            Self::Refused(_) => StepKind::Refused,
            Self::Domains { .. } => StepKind::Domains,
            Self::Looks(look) => look.kind(),
            Self::Mistake { mistake, .. } => mistake.kind(),
            Self::OtherSource { .. } => StepKind::OtherSource,
            Self::NoMistake => StepKind::NoMistake,
            Self::PlainTFits { .. } => StepKind::PlainTFits,
            Self::OddTHashed { .. } => StepKind::OddTHashed,
        }
    }
}
