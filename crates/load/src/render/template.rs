//! One class's request as bytes, with the places in which requests differ.

use livehook_core::{CallbackKey, UnixSeconds, VALIDITY};
use livehook_simulator::{
    Seed,
    recipe::{Edit, Edits, EventSpec, Flaw, Path, Prepared, Recipe, Signing, UnknownPaths},
    world::{EventKind, NOW_FIXED},
};
use serde_json::Value;

use super::RenderError;
use crate::{
    class::Class,
    identity::{DIGITS, RunName, write_digits},
};

/// The size of a large body.
pub(super) const LARGE_BODY_BYTES: usize = 200 * 1024;

/// How long ago an expired callback has expired.
pub(super) const EXPIRED_SECONDS: i64 = 60;

/// Digits of `t`: of every second from 2001 to 2286.
pub(super) const T_DIGITS: usize = 10;
/// Digits of `sign`.
pub(super) const SIGN_DIGITS: usize = 32;

/// Bytes of a request and where they change.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) bytes: Vec<u8>,
    t: Option<usize>,
    sign: Option<usize>,
    number: Option<usize>,
    /// The `t` that stands in it.
    stamped: Option<i64>,
}

/// What all requests of a run have in common.
pub(super) struct Common<'a> {
    pub(super) event: &'a EventSpec,
    pub(super) key: Option<&'a CallbackKey>,
    pub(super) run: RunName,
    pub(super) seed: u64,
    /// The head of the request up to the length.
    pub(super) head: &'a str,
}

impl Template {
    pub(super) fn of(class: Class, common: &Common<'_>) -> Result<Self, RenderError> {
        let signing = Signing { key: common.key.cloned(), validity: VALIDITY };
        if signing.key.is_none() && matches!(class, Class::Expired | Class::Forged) {
            return Err(RenderError::NeedsKey(class));
        }
        let stream = common.run.stream(0);
        let mut recipe = Recipe::sound(common.event.clone(), Seed(common.seed));
        recipe.flaw = flaw(class);
        let mut edits = vec![set(stream_field(common.event), &stream)];
        recipe.edits = Edits { list: edits.clone(), unknown: UnknownPaths::Allow };
        let mut prepared = recipe.prepare(0, &signing, NOW_FIXED)?;
        if class == Class::Large {
            let room =
                LARGE_BODY_BYTES.saturating_sub(prepared.body.len() + r#""padding":"","#.len());
            edits.push(set("padding", &"x".repeat(room)));
            recipe.edits = Edits { list: edits, unknown: UnknownPaths::Allow };
            prepared = recipe.prepare(0, &signing, NOW_FIXED)?;
        }
        Ok(Self::from_prepared(common.head, &prepared, &stream))
    }

    fn from_prepared(head: &str, prepared: &Prepared, stream: &str) -> Self {
        let Prepared { body, content_type, t, .. } = prepared;
        let content_type =
            content_type.map(|it| format!("content-type: {it}\r\n")).unwrap_or_default();
        let head = format!("{head}{content_type}content-length: {}\r\n\r\n", body.len());
        let at = |found: Option<usize>, offset: usize| found.map(|at| head.len() + at + offset);
        // The last one: `t` and `sign` stand behind nearly all of what an event has, and quotes within texts are escaped.
        let t = at(t.and_then(|t| last(body, format!("\"t\":{t}").as_bytes())), "\"t\":".len());
        let sign = last(body, b"\"sign\":\"").filter(|at| body.len() >= at + 8 + SIGN_DIGITS);
        let number = at(last(body, stream.as_bytes()), stream.len() - DIGITS);
        let sign = at(sign, "\"sign\":\"".len());
        Self { bytes: [head.as_bytes(), body].concat(), t, sign, number, stamped: None }
    }

    /// Puts an event's number into its stream.
    pub(super) fn set_number(&mut self, number: u64) {
        if let Some(at) = self.number {
            write_digits(&mut self.bytes[at..at + DIGITS], number);
        }
    }

    /// Puts a credential into it, unless it stands there.
    pub(super) fn stamp(&mut self, t: UnixSeconds, sign: &[u8; SIGN_DIGITS]) {
        if self.stamped == Some(t.0) {
            return;
        }
        self.stamped = Some(t.0);
        if let Some(at) = self.t {
            write_digits(&mut self.bytes[at..at + T_DIGITS], t.0.unsigned_abs());
        }
        if let Some(at) = self.sign {
            self.bytes[at..at + SIGN_DIGITS].copy_from_slice(sign);
        }
    }
}

fn flaw(class: Class) -> Option<Flaw> {
    match class {
        Class::Sound | Class::Duplicate | Class::Redelivered | Class::Large => None,
        Class::Expired => {
            Some(Flaw::Expired(livehook_core::Seconds(EXPIRED_SECONDS.unsigned_abs())))
        }
        Class::Forged => Some(Flaw::WrongKey),
        Class::Tampered => Some(Flaw::TamperedBody),
        Class::UnknownEvent => Some(Flaw::UnknownEvent),
        Class::Malformed => Some(Flaw::TruncatedJson),
    }
}

fn set(field: &str, text: &str) -> Edit {
    let path: Path = field.parse().expect("the names of our fields are paths");
    Edit::Set { path, value: Value::from(text) }
}

/// Where an event has the name of its stream.
fn stream_field(event: &EventSpec) -> &'static str {
    const USUAL: &str = "stream_id";
    match event {
        EventSpec::Kind { kind, .. } => kind.stream_field(),
        EventSpec::Other { event_type } => {
            EventKind::try_from(*event_type).map_or(USUAL, EventKind::stream_field)
        }
        EventSpec::Own(content) if content.contains_key("streamId") => "streamId",
        EventSpec::Own(_) | EventSpec::Highlight(_) | EventSpec::Documented => USUAL,
    }
}

fn last(body: &[u8], text: &[u8]) -> Option<usize> {
    body.windows(text.len()).rposition(|window| window == text)
}
