//! Every code an error answer can carry, with its status and number: the one table. It knows no situation and no text.
//!
//! `code` in the body is a number because Tencent's convention is `{"code":0}` for success: it is the HTTP status times 100
//! plus an ordinal. Numbers and names are frozen; a snapshot test and `fixtures/answers.tsv` say so.

use axum::http::StatusCode;
use livehook_core::Code;

macro_rules! answer_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $status:ident, $number:literal;)+) => {
        /// The stable code of an answer that is not plain success.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum AnswerCode { $($(#[doc = $doc])+ $variant,)+ }

        impl AnswerCode {
            /// Every code, in the order in which the checks are made; the API's come last.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name, as it stands in `error`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The HTTP status it is answered with, always the same.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }

            /// The number, as it stands in `code`. Never 0, which means success.
            #[must_use]
            pub const fn number(self) -> u32 {
                match self { $(Self::$variant => $number,)+ }
            }
        }
    };
}

answer_codes! {
    /// Not a callback path.
    NotFound = "not_found", NOT_FOUND, 40_401;
    /// Not a POST.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, 40_501;
    /// The body is over the limit.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, 41_301;
    /// The body did not arrive in time.
    TooSlow = "too_slow", REQUEST_TIMEOUT, 40_801;
    /// The body ended before its announced length; the sender seldom lives to read this.
    Incomplete = "incomplete", BAD_REQUEST, 40_000;
    /// See [`Code::NotUtf8`].
    NotUtf8 = "not_utf8", BAD_REQUEST, 40_001;
    /// See [`Code::NotJson`].
    NotJson = "not_json", BAD_REQUEST, 40_002;
    /// See [`Code::NotObject`].
    NotObject = "not_object", BAD_REQUEST, 40_003;
    /// See [`Code::RepeatedField`].
    RepeatedField = "repeated_field", BAD_REQUEST, 40_004;
    /// See [`Code::TooDeep`].
    TooDeep = "too_deep", BAD_REQUEST, 40_005;
    /// See [`Code::StreamLive`].
    StreamLive = "streamlive", BAD_REQUEST, 40_006;
    /// See [`Code::Unsigned`].
    Unsigned = "unsigned", UNAUTHORIZED, 40_101;
    /// See [`Code::TMissing`].
    TMissing = "t_missing", BAD_REQUEST, 40_007;
    /// See [`Code::SignMissing`].
    SignMissing = "sign_missing", BAD_REQUEST, 40_008;
    /// See [`Code::TNull`].
    TNull = "t_null", BAD_REQUEST, 40_009;
    /// See [`Code::TNotCanonical`].
    TNotCanonical = "t_not_canonical", BAD_REQUEST, 40_010;
    /// See [`Code::SignNull`].
    SignNull = "sign_null", BAD_REQUEST, 40_011;
    /// See [`Code::SignMalformed`].
    SignMalformed = "sign_malformed", BAD_REQUEST, 40_012;
    /// See [`Code::Forged`].
    Forged = "forged", FORBIDDEN, 40_301;
    /// See [`Code::Scope`].
    Scope = "scope", FORBIDDEN, 40_302;
    /// See [`Code::FarFuture`].
    FarFuture = "far_future", FORBIDDEN, 40_303;
    /// See [`Code::Expired`].
    Expired = "expired", FORBIDDEN, 40_304;
    /// A refusal that core knows and this table does not: a defect that a test finds.
    Refused = "refused", BAD_REQUEST, 40_099;
    /// Too many connections, or bodies in flight over the cap.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE, 50_301;
    /// The store is full, failing or behind.
    InboxUnavailable = "inbox_unavailable", SERVICE_UNAVAILABLE, 50_302;
    /// API: the `Host` header is none of ours.
    UnknownHost = "unknown_host", FORBIDDEN, 40_350;
    /// API: a query parameter is unknown or unreadable.
    BadQuery = "bad_query", BAD_REQUEST, 40_050;
    /// API: there is no such record.
    NoSuchRecord = "no_such_record", NOT_FOUND, 40_450;
    /// API: more waiting requests than are held open at once.
    TooManyWaiting = "too_many_waiting", SERVICE_UNAVAILABLE, 50_350;
    /// API: the process is draining and takes no new work.
    Draining = "draining", SERVICE_UNAVAILABLE, 50_351;
}

impl AnswerCode {
    /// Those that callbacks are answered with; the API has the rest to itself.
    pub(crate) const OF_CALLBACKS: &'static [Self] =
        Self::ALL.split_at(Self::UnknownHost.index()).0;

    /// Its place in [`Self::ALL`], for tables of counters.
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl From<Code> for AnswerCode {
    fn from(code: Code) -> Self {
        match code {
            Code::NotUtf8 => Self::NotUtf8,
            Code::NotJson => Self::NotJson,
            Code::NotObject => Self::NotObject,
            Code::RepeatedField => Self::RepeatedField,
            Code::TooDeep => Self::TooDeep,
            Code::StreamLive => Self::StreamLive,
            Code::Unsigned => Self::Unsigned,
            Code::TMissing => Self::TMissing,
            Code::SignMissing => Self::SignMissing,
            Code::TNull => Self::TNull,
            Code::TNotCanonical => Self::TNotCanonical,
            Code::SignNull => Self::SignNull,
            Code::SignMalformed => Self::SignMalformed,
            Code::Forged => Self::Forged,
            Code::Scope => Self::Scope,
            Code::FarFuture => Self::FarFuture,
            Code::Expired => Self::Expired,
            // `Code` may grow; a code without a row here fails a test before it can reach anybody.
            _ => Self::Refused,
        }
    }
}
