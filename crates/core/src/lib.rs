//! What a callback of Tencent Cloud live streaming (CSS) is, how it is signed, and whether its sender can be believed.
//!
//! This crate is pure: it reads no clock, no file, no environment, and knows no HTTP. `now` is always an argument.
//!
//! The way through it, in the order a callback takes:
//!
//! 1. [`Envelope::read`]: raw bytes to the few fields that decide, or a [`Refusal`].
//! 2. [`judge`]: envelope, [`Source`], [`Policy`] and now to a [`Verdict`].
//! 3. [`Event::decode`]: the typed content, such as [`Highlight`] for event type 349.
//! 4. [`ContentKey::of`] and [`ClipKey::of`]: what makes two deliveries one event.
//!
//! And beside it [`mod@explain`]: why a callback was judged as it was, in words for the person at whose desk it failed.
//!
//! ```
//! use livehook_core::{CallbackKey, Envelope, KeyId, Policy, Signature, Source, UnixSeconds, Verdict, judge};
//!
//! let key = CallbackKey::new("callbackKey0123456789")?;
//! let sign = Signature::of(&key, "1761129434");
//! let body = format!(r#"{{"event_type":349,"t":1761129434,"sign":"{sign}"}}"#);
//!
//! let source = Source::signed("default", [(KeyId::new("current"), key)])?;
//! let envelope = Envelope::read(body.as_bytes())?;
//! let verdict = judge(envelope, &source, UnixSeconds(1_761_129_000), &Policy::default());
//! assert!(matches!(verdict, Verdict::Accepted(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod code;
mod envelope;
mod event;
pub mod explain;
mod identity;
mod judge;
mod key;
mod refusal;
mod schema;
mod signature;
mod skip;
mod time;

pub use code::{Code, ParseCodeError};
pub use envelope::{Envelope, EventType, Field, MAX_DEPTH, NamedDomain};
pub use event::{
    AbnormalDetail, AbnormalEvent, AnnouncedAs, AsrResult, AudioData, AudioFinding,
    AudioModeration, Clip, Decoded, ErasedStretch, ErasedWord, ErasingData, EvaluationAverage,
    EvaluationThreshold, Event, ExceptionDetail, FindingTag, Highlight, HitInfo, HitPosition,
    ImageModeration, JsonText, LabelDetail, LabelResult, MAX_HIGHLIGHT_ITEMS, MAX_LIST_ENTRIES,
    MAX_UNKNOWN_FIELDS_LISTED, Monitoring, Push, PushError, QualityInspection, Recording,
    RecordingException, RecordingStatus, Relay, ScoredFrame, Screenshot, SecretText, SmartErasing,
    Subtitle, SubtitleData, Subtitles, Summary, Undecodable, UnknownFields,
};
pub use identity::{ClipKey, ContentKey, ParseContentKeyError};
pub use judge::{
    Admitted, Authentication, Credential, DEFAULT_FUTURE_CAP, LatePolicy, Policy, Sender,
    SenderVerified, Source, SourceError, Timeliness, Verdict, judge,
};
pub use key::{CallbackKey, KeyConcern, KeyError, KeyId, VECTOR_KEY};
pub use refusal::{Refusal, TProblem};
pub use schema::highlight_schema;
pub use signature::{LetterCase, Signature, SignatureTextError, VALIDITY};
pub use time::{Seconds, UnixSeconds};
