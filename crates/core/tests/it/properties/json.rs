//! JSON documents as trees whose equality is equality of content, and every way of writing them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A JSON value. Numbers are their source text, as content is defined: `1` and `1.0` differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    Word(&'static str),
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// A document: always an object, without `t` and `sign`, and with an `event_type`, so that no `data` makes it StreamLive's.
pub(super) fn document() -> impl Strategy<Value = Json> {
    let members = prop::collection::btree_map(name(), value(), 0..6);
    (members, any::<i64>()).prop_map(|(mut members, event_type)| {
        members.remove("t");
        members.remove("sign");
        members.insert("event_type".to_owned(), Json::Number(event_type.to_string()));
        Json::Object(members)
    })
}

fn name() -> impl Strategy<Value = String> {
    let documented =
        select(vec!["items", "event_time", "begin_time", "frames", "time", "data", "stream_id"]);
    prop_oneof![documented.prop_map(str::to_owned), text()]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]{0,3}", "[\\x00-\\x1f\"\\\\/é漢😀\u{202e}]{0,5}", ".{0,6}"]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec!["0", "-0", "1", "1.0", "1e2", "1E2", "100", "1761129008"])
            .prop_map(str::to_owned),
        any::<i64>().prop_map(|number| number.to_string()),
        "-?(0|[1-9][0-9]{0,21})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,3})?",
    ]
}

fn value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        select(vec!["true", "false", "null"]).prop_map(Json::Word),
        number().prop_map(Json::Number),
        text().prop_map(Json::Text),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::btree_map(name(), inner, 0..4).prop_map(Json::Object),
        ]
    })
}

/// The choices made while writing: blanks, escapes, order. Repeats when it runs out; no choices write compact and in order.
#[derive(Debug, Clone)]
pub(super) struct Manner {
    choices: Vec<u8>,
    at: usize,
}

impl Manner {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        prop::collection::vec(any::<u8>(), 1..40).prop_map(|choices| Self { choices, at: 0 })
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let choice = self.choices[self.at % self.choices.len()];
        self.at += 1;
        from[usize::from(choice) % from.len()]
    }
}

/// Writes a document with further top-level members (`t`, `sign`) given as source text, in any of its ways.
pub(super) fn write(document: &Json, further: &[(&str, &str)], mut manner: Manner) -> String {
    let Json::Object(members) = document else { panic!("a document is an object") };
    let mut written: Vec<(String, String)> = Vec::new();
    for (name, value) in members {
        written.push((string(name, &mut manner), json(value, &mut manner)));
    }
    for (name, value) in further {
        written.push((string(name, &mut manner), (*value).to_owned()));
    }
    let blank = blank(&mut manner);
    format!("{blank}{}{blank}", object(written, &mut manner))
}

fn json(value: &Json, manner: &mut Manner) -> String {
    match value {
        Json::Word(word) => (*word).to_owned(),
        Json::Number(number) => number.clone(),
        Json::Text(text) => string(text, manner),
        Json::Array(elements) => {
            let blank = blank(manner);
            let elements: Vec<_> = elements.iter().map(|element| json(element, manner)).collect();
            format!("[{blank}{}{blank}]", elements.join(&format!("{blank},{blank}")))
        }
        Json::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (string(name, manner), json(value, manner)))
                .collect();
            object(members, manner)
        }
    }
}

fn object(mut members: Vec<(String, String)>, manner: &mut Manner) -> String {
    let positions: Vec<usize> = (0..members.len()).collect();
    for here in &positions {
        members.swap(*here, manner.pick(&positions));
    }
    let blank = blank(manner);
    let members: Vec<_> = members
        .iter()
        .map(|(name, value)| format!("{name}{blank}:{blank}{value}{blank}"))
        .collect();
    format!("{{{blank}{}}}", members.join(&format!(",{blank}")))
}

fn blank(manner: &mut Manner) -> &'static str {
    manner.pick(&["", "", " ", "\t", "\r\n", "\n  "])
}

/// The characters with an escape of two letters, and its second letter.
const SHORTENED: &str = "\"\\/\u{8}\u{c}\n\r\t";
const SHORT_NAMES: &str = r#""\/bfnrt"#;

fn string(text: &str, manner: &mut Manner) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        let must_escape = matches!(char, '"' | '\\' | '\0'..='\x1f');
        let short = SHORTENED.find(char).map(|at| &SHORT_NAMES[at..=at]);
        match (manner.pick(&[0, 0, 1, 2, 3]), short) {
            (0, _) if !must_escape => out.push(char),
            (0 | 1, Some(short)) => out.extend(["\\", short]),
            (2, _) => units(char).for_each(|unit| write!(out, "\\u{unit:04X}").unwrap()),
            _ => units(char).for_each(|unit| write!(out, "\\u{unit:04x}").unwrap()),
        }
    }
    out.push('"');
    out
}

fn units(char: char) -> impl Iterator<Item = u16> {
    char.encode_utf16(&mut [0; 2]).to_vec().into_iter()
}

/// One change of content somewhere in a document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    OtherValue,
    OtherNumberText,
    OtherText,
    NewMember,
    LostMember,
    OtherName,
    OtherOrder,
    NewElement,
}

pub(super) fn change() -> impl Strategy<Value = (Index, Change)> {
    use Change::*;
    let changes = vec![
        OtherValue,
        OtherNumberText,
        OtherText,
        NewMember,
        LostMember,
        OtherName,
        OtherOrder,
        NewElement,
    ];
    (any::<Index>(), select(changes))
}

/// Makes the change at the chosen node, or another one where it does not apply. Rarely the tree stays as it was.
pub(super) fn changed(document: &Json, (node, change): (Index, Change)) -> Json {
    let mut changed = document.clone();
    let mut steps = node.index(count(document));
    visit(&mut changed, &mut steps, change);
    changed
}

fn count(value: &Json) -> usize {
    1 + match value {
        Json::Array(elements) => elements.iter().map(count).sum(),
        Json::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// Walks in order until the steps are used up, and changes the node there.
fn visit(value: &mut Json, steps: &mut usize, change: Change) -> bool {
    if *steps == 0 {
        apply(value, change);
        return true;
    }
    *steps -= 1;
    match value {
        Json::Array(elements) => elements.iter_mut().any(|element| visit(element, steps, change)),
        Json::Object(members) => members.values_mut().any(|member| visit(member, steps, change)),
        _ => false,
    }
}

fn apply(value: &mut Json, change: Change) {
    match (change, value) {
        (Change::OtherNumberText, Json::Number(text)) => {
            *text =
                if text.contains(['.', 'e', 'E']) { "7".to_owned() } else { format!("{text}.0") };
        }
        (Change::OtherText, Json::Text(text)) => text.push('x'),
        (Change::OtherOrder, Json::Array(elements)) => elements.reverse(),
        (Change::NewElement, Json::Array(elements)) => elements.push(Json::Word("null")),
        (Change::LostMember, Json::Object(members)) => drop(members.pop_first()),
        (Change::OtherName, Json::Object(members)) => {
            if let Some((name, value)) = members.pop_first() {
                members.insert(format!("{name}x"), value);
            }
        }
        // What does not apply becomes one of these two. An object stays one: the document itself must remain a callback.
        (_, Json::Object(members)) => drop(members.insert("added".to_owned(), Json::Word("null"))),
        (_, value) => *value = Json::Text("another value".to_owned()),
    }
}
