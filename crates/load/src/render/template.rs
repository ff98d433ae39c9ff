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

/// Events go on in time at this pace, whatever the rate: so a receiver that keeps them by their time meets them roughly in order, as from
/// a real sender, and not all in one second. By number, so that a number has the same event whenever and wherever it is rendered.
const EVENTS_A_SECOND: u64 = 1_000;

/// Where events have times of their own, in seconds or milliseconds since 1970.
const TIME_FIELDS: [&str; 5] =
    ["begin_time", "end_time", "event_time", "start_time", "create_time"];

/// Bytes of a request and where they change.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) bytes: Vec<u8>,
    t: Option<usize>,
    sign: Option<usize>,
    number: Option<usize>,
    /// The event's own times, and which they are for the first events.
    times: Vec<(usize, u64)>,
    /// By how many seconds they have gone on.
    gone_on: u64,
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
        let mut template = Self::from_prepared(common.head, &prepared, &stream);
        // What somebody gave us is sent as given.
        if !matches!(common.event, EventSpec::Own(_)) {
            template.times = times(&template.bytes);
        }
        Ok(template)
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
        let bytes = [head.as_bytes(), body].concat();
        Self { bytes, t, sign, number, times: Vec::new(), gone_on: 0, stamped: None }
    }

    /// Puts an event's number into its stream, and its time where it has one.
    pub(super) fn set_number(&mut self, number: u64) {
        if let Some(at) = self.number {
            write_digits(&mut self.bytes[at..at + DIGITS], number);
        }
        let gone_on = number / EVENTS_A_SECOND;
        if gone_on != self.gone_on {
            self.gone_on = gone_on;
            for (at, first) in &self.times {
                write_digits(&mut self.bytes[*at..*at + T_DIGITS], first.saturating_add(gone_on));
            }
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

/// Where the seconds of all times stand, and which they are.
fn times(bytes: &[u8]) -> Vec<(usize, u64)> {
    let mut found = Vec::new();
    for field in TIME_FIELDS {
        let name = format!("\"{field}\":");
        for at in memchr::memmem::find_iter(bytes, name.as_bytes()).map(|at| at + name.len()) {
            let n_digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            // Milliseconds have three digits more, which stay.
            if n_digits != T_DIGITS && n_digits != T_DIGITS + 3 {
                continue;
            }
            let digits = str::from_utf8(&bytes[at..at + T_DIGITS]).ok();
            found.extend(digits.and_then(|digits| Some((at, digits.parse().ok()?))));
        }
    }
    found
}
