//! The body as this receiver reads it. A lenient reader's reading is written out again as plain JSON, which the rest then takes.

use std::fmt;

use livehook_core::Code;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value, value::RawValue};

use super::{fault::Fault, receiver::Arrived};

/// A body, read.
pub(super) struct Read {
    /// What the rest of the receiver sees.
    pub(super) body: Vec<u8>,
    /// What came.
    pub(super) raw: Vec<u8>,
    /// The text of another `t`, by which expiry is decided.
    pub(super) dated_by: Option<String>,
}

/// Reads a body. What is wrong with it is found by whoever looks at it next, but for what cannot be read at all.
pub(super) fn read(fault: Option<Fault>, arrived: &Arrived) -> Result<Read, Code> {
    let raw = arrived.body.clone();
    let as_it_is = || Read { body: raw.clone(), raw: raw.clone(), dated_by: None };
    let rewritten = |body: Option<String>| Read {
        body: body.map_or_else(|| raw.clone(), String::into_bytes),
        ..as_it_is()
    };
    Ok(match fault {
        Some(Fault::FirstFieldWins) => rewritten(members(&raw).map(|it| it.once(Which::First))),
        Some(Fault::FirstTSignedLastTDated) => match members(&raw) {
            Some(members) => Read {
                dated_by: members.get("t", Which::Last).map(str::to_owned),
                ..rewritten(Some(members.once(Which::First)))
            },
            None => as_it_is(),
        },
        Some(Fault::FormBodyHalfBound) => rewritten(form(&raw)),
        _ => as_it_is(),
    })
}

/// Which of several fields of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    First,
    Last,
}

/// The members of an object in their order, names repeated or not.
struct Members(Vec<(String, Box<RawValue>)>);

fn members(body: &[u8]) -> Option<Members> {
    serde_json::from_slice(body).ok()
}

impl Members {
    fn get(&self, name: &str, which: Which) -> Option<&str> {
        let mut found =
            self.0.iter().filter(|(each, _)| each == name).map(|(_, value)| value.get());
        match which {
            Which::First => found.next(),
            Which::Last => found.next_back(),
        }
    }

    /// The object with each name once.
    fn once(&self, which: Which) -> String {
        let mut texts: Vec<String> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for (name, _) in &self.0 {
            if seen.contains(&name.as_str()) {
                continue;
            }
            seen.push(name);
            let value = self.get(name, which).unwrap_or_default();
            texts.push(format!("{}:{value}", Value::from(name.as_str())));
        }
        format!("{{{}}}", texts.join(","))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A web form as an object: what looks like a number becomes one, what nests is lost.
fn form(body: &[u8]) -> Option<String> {
    if body.starts_with(b"{") || !body.contains(&b'=') {
        return None;
    }
    let mut object = Map::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        let value = match value.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) if value.starts_with(['[', '{']) => continue,
            Err(_) => Value::from(value.into_owned()),
        };
        object.insert(name.into_owned(), value);
    }
    Some(Value::Object(object).to_string())
}
