//! One callback of a case: which event, what is changed about it, how it is signed, and where the signature stands.

use livehook_simulator::{
    recipe::Flaw,
    world::{EventKind, Oddity},
};

/// A callback to be made by the simulator's recipe.
#[derive(Debug, Clone, Copy)]
pub struct Callback {
    /// What happened.
    pub what: What,
    /// Which of the case's stream ids it bears.
    pub stream: u16,
    /// Which content: callbacks of one stream with the same number are the same event.
    pub content: u16,
    /// Places that are set to a JSON text before signing; `t` and `sign` may be among them, and then stand as given.
    pub sets: &'static [(&'static str, &'static str)],
    /// Places that are taken away.
    pub unsets: &'static [&'static str],
    /// Which `t` it bears.
    pub expiry: Expiry,
    /// What is wrong with it.
    pub flaw: Option<Flaw>,
    /// Where else the right credential stands.
    pub credential: Credential,
    /// The content type instead of the usual one; `""` for none.
    pub content_type: Option<&'static str>,
    /// How its JSON is spelt.
    pub spelling: Spelling,
    /// Further headers, in lines that end with CR LF.
    pub headers: &'static str,
}

/// Which `t`, and with it which `sign`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// A second that no other delivery of the run has, as far as there are enough, at most ten minutes ahead.
    Own,
    /// The same, and the case means nothing to a receiver without a key.
    Afresh,
    /// The second that all callbacks of the case share that say so.
    Shared,
    /// So many seconds from the present; a few less where they lie ahead and are another delivery's.
    In(i64),
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// An invented Smart Highlight.
    Highlight,
    /// The documents' sample of a Smart Highlight, signed.
    Documented,
    /// A documented event in its documented shape.
    Kind(EventKind),
    /// The same with one of the documents' oddities.
    Odd(Oddity),
    /// An event of a type that no document names.
    Undocumented(i64),
}

/// Where, beside the body, the right credential stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// Nowhere else, as Tencent sends it.
    BodyOnly,
    /// In the query too: `?t=…&sign=…`.
    InQuery,
    /// In headers too: `t`, `sign`, and the same with `x-`.
    InHeaders,
    /// Nowhere else, and the query holds a `t` and a `sign` that are somebody else's.
    StrangersInQuery,
}

/// How the JSON is spelt; its meaning is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// As captured callbacks are: no blanks, text as it is.
    Compact,
    /// With blanks and line breaks.
    Spaced,
    /// With everything beyond ASCII as `\\uNNNN`, and `/` as `\\/`.
    Escaped,
}

impl Callback {
    /// A sound Smart Highlight.
    pub(crate) const SOUND: Self = Self {
        what: What::Highlight,
        stream: 0,
        content: 0,
        sets: &[],
        unsets: &[],
        expiry: Expiry::Own,
        flaw: None,
        credential: Credential::BodyOnly,
        content_type: None,
        spelling: Spelling::Compact,
        headers: "",
    };

    /// A sound event of this kind.
    pub(crate) const fn of(what: What) -> Self {
        Self { what, ..Self::SOUND }
    }

    /// A Smart Highlight with this flaw.
    pub(crate) const fn flawed(flaw: Flaw) -> Self {
        Self { flaw: Some(flaw), ..Self::SOUND }
    }

    /// A Smart Highlight whose signature expires so far ahead.
    pub(crate) const fn expiring(seconds: i64) -> Self {
        Self { expiry: Expiry::In(seconds), ..Self::SOUND }
    }

    /// A Smart Highlight with these places set, and signed so.
    pub(crate) const fn set(sets: &'static [(&'static str, &'static str)]) -> Self {
        Self { sets, ..Self::SOUND }
    }

    /// The same of another stream of the case.
    pub(crate) const fn stream(self, stream: u16) -> Self {
        Self { stream, ..self }
    }

    /// The same stream with other content.
    pub(crate) const fn content(self, content: u16) -> Self {
        Self { content, ..self }
    }

    /// The same with a flaw.
    pub(crate) const fn with(self, flaw: Flaw) -> Self {
        Self { flaw: Some(flaw), ..self }
    }

    /// The same with another content type; `""` for none.
    pub(crate) const fn typed(self, content_type: &'static str) -> Self {
        Self { content_type: Some(content_type), ..self }
    }

    /// The same with further headers.
    pub(crate) const fn headed(self, headers: &'static str) -> Self {
        Self { headers, ..self }
    }

    /// The same, spelt otherwise.
    pub(crate) const fn spelt(self, spelling: Spelling) -> Self {
        Self { spelling, ..self }
    }

    /// The same without these places.
    pub(crate) const fn without(self, unsets: &'static [&'static str]) -> Self {
        Self { unsets, ..self }
    }

    /// The same with its signature expiring so far ahead.
    pub(crate) const fn expires(self, seconds: i64) -> Self {
        Self { expiry: Expiry::In(seconds), ..self }
    }

    /// The same with the `t` and `sign` that the case's callbacks share.
    pub(crate) const fn shared(self) -> Self {
        Self { expiry: Expiry::Shared, ..self }
    }

    /// The same, signed anew.
    pub(crate) const fn afresh(self) -> Self {
        Self { expiry: Expiry::Afresh, ..self }
    }

    /// The same with the right credential elsewhere too.
    pub(crate) const fn credential(self, credential: Credential) -> Self {
        Self { credential, ..self }
    }

    /// Whether the recipe needs a key to make it.
    pub(crate) fn needs_key(&self) -> bool {
        let is_of_the_credential = |path: &str| matches!(path, "t" | "sign");
        self.credential != Credential::BodyOnly
            || matches!(self.expiry, Expiry::Afresh | Expiry::In(_))
            || self.sets.iter().any(|(path, _)| is_of_the_credential(path))
            || self.unsets.iter().any(|path| is_of_the_credential(path))
            || self.flaw.is_some_and(Flaw::is_of_the_credential)
    }
}

impl What {
    /// The event type, as the documents have it.
    pub fn event_type(self) -> i64 {
        match self {
            Self::Highlight | Self::Documented => livehook_core::Event::HIGHLIGHT,
            Self::Kind(kind) => kind.event_type(),
            Self::Odd(oddity) => oddity.kind().event_type(),
            Self::Undocumented(event_type) => event_type,
        }
    }

    /// The field that names the stream; none where that is what is odd.
    pub(crate) fn stream_field(self) -> Option<&'static str> {
        match self {
            Self::Highlight | Self::Documented | Self::Undocumented(_) => Some("stream_id"),
            Self::Kind(kind) => Some(kind.stream_field()),
            Self::Odd(Oddity::RelayExitWithoutStream | Oddity::StreamIdWithLeadingBlank) => None,
            Self::Odd(oddity) => Some(oddity.kind().stream_field()),
        }
    }
}
