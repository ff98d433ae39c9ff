//! How fields are read whose type the documents, their samples and captures do not agree on. Nothing goes through a double
//! that is no score: ids exceed 2^53.

use std::{fmt, marker::PhantomData};

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// How many entries one list of a callback may hold to be typed, clips of a highlight aside
/// ([`MAX_HIGHLIGHT_ITEMS`](super::MAX_HIGHLIGHT_ITEMS)). No document gives a number.
pub const MAX_LIST_ENTRIES: usize = 10_000;

/// A value whose type no document tells, as its JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonText(String);

impl JsonText {
    /// The text as it was sent, white space within it included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(Box::<str>::from(raw).into_string()))
    }
}

/// A text; a number or a truth value where a text is documented is taken as its text.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(AnyText)
}

/// As [`text`], and may be `null`. Absent with `#[serde(default)]`.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Ok(Option::<AsText>::deserialize(deserializer)?.map(|text| text.0))
}

/// A number of at least 0; a text of its digits is taken too. May be `null`.
pub(super) fn optional_u64<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u64>, D::Error> {
    let Some(AsText(text)) = Option::<AsText>::deserialize(deserializer)? else { return Ok(None) };
    let number = text.parse().map_err(|_| {
        D::Error::custom(format_args!("{text:?} is no whole number from 0 to {}", u64::MAX))
    })?;
    Ok(Some(number))
}

/// A list of at most [`MAX_LIST_ENTRIES`]; `null` is an empty one.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Bounded<T>>::deserialize(deserializer)?.map_or_else(Vec::new, |list| list.0))
}

/// A list of numbers, or one alone; `null` is an empty one.
pub(super) fn one_or_more_numbers<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<f64>, D::Error> {
    struct Numbers;
    impl<'de> Visitor<'de> for Numbers {
        type Value = Vec<f64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number or a list of them")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
            Ok(vec![number])
        }

        fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
            Ok(vec![number as f64])
        }

        fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
            Ok(vec![number as f64])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            BoundedVisitor(PhantomData).visit_seq(list).map(|list| list.0)
        }
    }
    deserializer.deserialize_any(Numbers)
}

struct AsText(String);

impl<'de> Deserialize<'de> for AsText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer).map(Self)
    }
}

struct AnyText;

impl Visitor<'_> for AnyText {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a whole number")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_i64<E>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_bool<E>(self, truth: bool) -> Result<String, E> {
        Ok(truth.to_string())
    }
}

struct Bounded<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Bounded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(BoundedVisitor(PhantomData))
    }
}

struct BoundedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for BoundedVisitor<T> {
    type Value = Bounded<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Bounded<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            if entries.len() == MAX_LIST_ENTRIES {
                return Err(A::Error::custom(format_args!(
                    "holds more than {MAX_LIST_ENTRIES} entries; only so many are typed"
                )));
            }
            entries.push(entry);
        }
        Ok(Bounded(entries))
    }
}
