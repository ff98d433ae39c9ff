//! One pass over a callback's top level: known names are kept as source text, unknown values are skipped without a copy.

use std::{borrow::Cow, fmt};

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Envelope, EventType, Field, NamedDomain, names::SeenNames};
use crate::Refusal;

/// How much of a repeated field's name a refusal quotes, in characters.
const NAME_QUOTED_CHARACTERS: usize = 64;

/// The known top-level fields as source text.
#[derive(Default)]
pub(super) struct Fields<'a> {
    event_type: Option<&'a RawValue>,
    t: Option<&'a RawValue>,
    sign: Option<&'a RawValue>,
    data: Option<&'a RawValue>,
    stream_ids: [Option<&'a RawValue>; 4],
    domains: [Option<&'a RawValue>; 2],
    repeated: Option<String>,
}

/// Reads the top level of a body.
pub(super) fn read(body: &str) -> Result<Fields<'_>, Refusal> {
    let not_json =
        |error: serde_json::Error| Refusal::NotJson { line: error.line(), column: error.column() };
    if !body.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{') {
        // Prove that it is JSON before saying that it is the wrong kind.
        serde_json::from_str::<IgnoredAny>(body).map_err(not_json)?;
        return Err(Refusal::NotObject);
    }
    let mut json = serde_json::Deserializer::from_str(body);
    let fields = json
        .deserialize_map(TopLevel)
        .and_then(|fields| json.end().map(|()| fields))
        .map_err(not_json)?;
    match fields.repeated {
        Some(name) => Err(Refusal::RepeatedField { name }),
        None => Ok(fields),
    }
}

impl<'a> Fields<'a> {
    /// StreamLive (329, 330) nests the whole callback; CSS events that have a `data` (338, 347) keep their `event_type` outside.
    pub(super) fn is_streamlive(&self) -> bool {
        let nothing_outside = self.event_type.is_none() && self.t.is_none() && self.sign.is_none();
        nothing_outside && self.data.is_some_and(|data| data.get().starts_with('{'))
    }

    pub(super) fn into_envelope(self, body: &'a str) -> Envelope<'a> {
        Envelope {
            body,
            event_type: match self.event_type {
                None => EventType::Absent,
                Some(raw) => raw.get().parse().map_or(EventType::NotAnInteger, EventType::Number),
            },
            t: field(self.t),
            sign: field(self.sign),
            stream_id: self.stream_ids.into_iter().flatten().find_map(text),
            domains: self.domains.map(|raw| match raw {
                None => NamedDomain::Absent,
                Some(raw) => text(raw).map_or(NamedDomain::Unreadable, NamedDomain::Text),
            }),
        }
    }

    /// Where the value of a name that we know is kept.
    fn slot(&mut self, name: &[u8]) -> Option<&mut Option<&'a RawValue>> {
        let [stream_id, camel_stream_id, channel_id, camel_channel_id] = &mut self.stream_ids;
        let [domain, app] = &mut self.domains;
        Some(match name {
            b"event_type" => &mut self.event_type,
            b"t" => &mut self.t,
            b"sign" => &mut self.sign,
            b"data" => &mut self.data,
            b"stream_id" => stream_id,
            b"streamId" => camel_stream_id,
            b"channel_id" => channel_id,
            b"channelId" => camel_channel_id,
            b"domain" => domain,
            b"app" => app,
            _ => return None,
        })
    }
}

fn field(raw: Option<&RawValue>) -> Field<'_> {
    match raw.map(RawValue::get) {
        None => Field::Absent,
        Some("null") => Field::Null,
        Some(json) => Field::Json(json),
    }
}

/// The text of a JSON string; `None` for other values and for text that is no Unicode (lone surrogates).
fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    serde_json::from_str::<Text<'_>>(raw.get()).ok().map(|text| text.0)
}

struct TopLevel;

impl<'de> Visitor<'de> for TopLevel {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Fields::default();
        let mut seen = SeenNames::new();
        while let Some(Name(name)) = map.next_key()? {
            if let Some(slot) = fields.slot(&name) {
                *slot = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            // Reading goes on after a repeat: that the body is JSON at all is asked first.
            if fields.repeated.is_none() {
                let quoted = |name: &[u8]| {
                    String::from_utf8_lossy(name)
                        .escape_debug()
                        .take(NAME_QUOTED_CHARACTERS)
                        .collect()
                };
                // An owned name is rare (it was escaped), so this clone is too.
                if !seen.insert(name.clone()) {
                    fields.repeated = Some(quoted(&name));
                }
            }
        }
        Ok(fields)
    }
}

/// A member's name, unescaped. Bytes, not text: a name with a lone surrogate is JSON too.
struct Name<'a>(Cow<'a, [u8]>);

impl<'de> Deserialize<'de> for Name<'de> {
    /// By way of the source text, since serde_json reads bytes without refusing raw control characters.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let quoted = <&RawValue>::deserialize(deserializer)?.get();
        let plain = quoted.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        match plain.filter(|name| !name.contains('\\')) {
            Some(name) => Ok(Self(Cow::Borrowed(name.as_bytes()))),
            None => unescape(quoted).map(|name| Self(Cow::Owned(name))).map_err(D::Error::custom),
        }
    }
}

/// The bytes of a JSON string, a lone surrogate as three of them.
fn unescape(quoted: &str) -> serde_json::Result<Vec<u8>> {
    struct Bytes;
    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a field name")
        }

        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
            Ok(bytes.to_vec())
        }
    }
    serde_json::Deserializer::from_str(quoted).deserialize_bytes(Bytes)
}

/// A text that borrows where it can: serde's own `Cow<str>` always copies.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
