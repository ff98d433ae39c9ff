//! Canonical JSON, version 1: the same text for every way of writing one content. **Frozen**: old records are found by it.
//!
//! - no white space;
//! - numbers by their source text (`1` and `1.0` are different contents: nothing is passed through a float);
//! - strings unescaped, then written with `\"`, `\\` and `\u00xx` (lower case) for control characters and nothing else escaped;
//!   a lone surrogate, which is JSON but no Unicode, becomes the three bytes of its generalised UTF-8;
//! - members sorted by the bytes of their canonical name; repeated nested members keep their order;
//! - top-level `t` and `sign` left out.
//!
//! It reads text that an [`Envelope`] has proved to be JSON of bounded depth. On anything else its output is meaningless, but it
//! neither panics nor runs on.

use std::{cmp::Ordering, ops::Range};

use crate::Envelope;

/// As many members as the objects of documented callbacks usually have: room for them is made at once.
const MEMBERS_USUAL: usize = 10;

/// The canonical form, and where the top-level members are in it.
pub(super) struct Canonical {
    bytes: Vec<u8>,
    /// Name (with quotes) and value of each top-level member, sorted by name.
    top_level: Vec<Member>,
}

impl Canonical {
    pub(super) fn of(envelope: &Envelope<'_>) -> Self {
        let body = envelope.body().as_bytes();
        let mut writer = Writer { source: body, at: 0, out: Vec::with_capacity(body.len()) };
        writer.skip_blanks();
        let top_level = writer.object(Level::Top);
        Self { bytes: writer.out, top_level }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The canonical text of a top-level member's value.
    pub(super) fn top_level(&self, name: &str) -> Option<&[u8]> {
        let position = self
            .top_level
            .binary_search_by(|member| self.name(member).cmp(name.as_bytes()))
            .ok()?;
        self.bytes.get(self.top_level.get(position)?.value.clone())
    }

    fn name(&self, member: &Member) -> &[u8] {
        self.bytes.get(member.name.start + 1..member.name.end - 1).unwrap_or_default()
    }
}

struct Member {
    name: Range<usize>,
    value: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Top,
    Nested,
}

struct Writer<'a> {
    source: &'a [u8],
    at: usize,
    out: Vec<u8>,
}

impl Writer<'_> {
    fn peek(&self) -> Option<u8> {
        self.source.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self) {
        self.skip_blanks();
        match self.peek() {
            Some(b'{') => drop(self.object(Level::Nested)),
            Some(b'[') => self.array(),
            Some(b'"') => self.string(),
            _ => self.scalar(),
        }
    }

    /// Numbers, `true`, `false`, `null`: as they stand.
    fn scalar(&mut self) {
        let rest = self.source.get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
        self.copy(rest.iter().position(ends).unwrap_or(rest.len()));
    }

    /// Copies so many bytes as they stand.
    fn copy(&mut self, bytes: usize) {
        self.out.extend_from_slice(self.source.get(self.at..self.at + bytes).unwrap_or_default());
        self.at += bytes;
    }

    fn array(&mut self) {
        self.at += 1;
        self.out.push(b'[');
        let first = self.out.len();
        while self.steps_to_item(b']') {
            if self.out.len() != first {
                self.out.push(b',');
            }
            self.value();
        }
        self.out.push(b']');
    }

    fn object(&mut self, level: Level) -> Vec<Member> {
        self.at += 1;
        self.out.push(b'{');
        let first = self.out.len();
        let mut members: Vec<Member> = Vec::with_capacity(MEMBERS_USUAL);
        let mut order = Ordering::Less;
        while self.steps_to_item(b'}') {
            let member_start = self.out.len();
            if member_start != first {
                self.out.push(b',');
            }
            let name = self.spanned(Self::string);
            self.skip_blanks();
            self.at += 1; // the colon
            self.out.push(b':');
            let value = self.spanned(Self::value);
            if level == Level::Top
                && matches!(self.out.get(name.clone()), Some(b"\"t\"" | b"\"sign\""))
            {
                self.out.truncate(member_start);
                continue;
            }
            if let Some(last) = members.last() {
                order = order.max(self.compare(last, &name));
            }
            members.push(Member { name, value });
        }
        if order == Ordering::Greater {
            self.sort(first, &mut members);
        }
        self.out.push(b'}');
        members
    }

    /// Steps over a comma or to the end; true when an item follows.
    fn steps_to_item(&mut self, end: u8) -> bool {
        self.skip_blanks();
        if self.peek() == Some(b',') {
            self.at += 1;
            self.skip_blanks();
        }
        match self.peek() {
            None => false,
            Some(byte) if byte == end => {
                self.at += 1;
                false
            }
            // Bytes that can begin no item would not be consumed: on JSON they do not occur, elsewhere this ends the loop.
            Some(b']' | b'}' | b':') => false,
            Some(_) => true,
        }
    }

    fn spanned(&mut self, write: impl FnOnce(&mut Self)) -> Range<usize> {
        let start = self.out.len();
        write(self);
        start..self.out.len()
    }

    fn compare(&self, last: &Member, name: &Range<usize>) -> Ordering {
        self.unquoted(&last.name).cmp(self.unquoted(name))
    }

    /// A name without its quotes: the closing quote must not take part in the order, or `"a"` would sort after `"a!"`.
    fn unquoted(&self, name: &Range<usize>) -> &[u8] {
        self.out.get(name.start + 1..name.end.saturating_sub(1)).unwrap_or_default()
    }

    /// Puts the members into order. Rare: captured callbacks are sorted already.
    fn sort(&mut self, first: usize, members: &mut Vec<Member>) {
        members.sort_by(|a, b| self.unquoted(&a.name).cmp(self.unquoted(&b.name)));
        let unsorted = self.out.split_off(first);
        for member in members {
            if self.out.len() != first {
                self.out.push(b',');
            }
            let moved = |range: &Range<usize>, by: usize| {
                let start = range.start - first;
                (by..by + range.len(), unsorted.get(start..start + range.len()).unwrap_or_default())
            };
            let (name, name_bytes) = moved(&member.name, self.out.len());
            self.out.extend_from_slice(name_bytes);
            self.out.push(b':');
            let (value, value_bytes) = moved(&member.value, self.out.len());
            self.out.extend_from_slice(value_bytes);
            *member = Member { name, value };
        }
    }

    fn string(&mut self) {
        self.at += 1;
        self.out.push(b'"');
        while let Some(rest) = self.source.get(self.at..) {
            self.copy(memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len()));
            match self.next() {
                Some(b'\\') => self.escape(),
                _ => break,
            }
        }
        self.out.push(b'"');
    }

    fn escape(&mut self) {
        let unit = match self.next() {
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(b'n') => 0x0a,
            Some(b'r') => 0x0d,
            Some(b't') => 0x09,
            Some(b'u') => self.hex_unit(),
            Some(plain) => u16::from(plain),
            None => return,
        };
        let point = match unit {
            0xd800..=0xdbff => self.low_surrogate().map_or(u32::from(unit), |low| {
                0x1_0000 + ((u32::from(unit) - 0xd800) << 10) + (u32::from(low) - 0xdc00)
            }),
            _ => u32::from(unit),
        };
        self.push_point(point);
    }

    fn hex_unit(&mut self) -> u16 {
        (0..4).filter_map(|_| self.next()).fold(0, |unit, digit| {
            // On JSON the digit is always hex; `to_digit` is below 16, so nothing is lost.
            let digit = char::from(digit)
                .to_digit(16)
                .and_then(|digit| u16::try_from(digit).ok())
                .unwrap_or_default();
            (unit << 4) | digit
        })
    }

    /// The second half of a pair, if that is what follows; otherwise nothing is consumed.
    fn low_surrogate(&mut self) -> Option<u16> {
        let before = self.at;
        if self.next() == Some(b'\\') && self.next() == Some(b'u') {
            let unit = self.hex_unit();
            if (0xdc00..=0xdfff).contains(&unit) {
                return Some(unit);
            }
        }
        self.at = before;
        None
    }

    fn push_point(&mut self, point: u32) {
        match char::from_u32(point) {
            Some(quoted @ ('"' | '\\')) => {
                self.out.extend_from_slice(format!("\\{quoted}").as_bytes());
            }
            Some('\0'..='\x1f') => self.out.extend_from_slice(format!("\\u{point:04x}").as_bytes()),
            Some(char) => self.out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            None => {
                // A lone surrogate, 0xd800..=0xdfff: always three bytes, the first of them 0xed.
                let low_bits =
                    |shift: u32| 0x80 | u8::try_from((point >> shift) & 0x3f).unwrap_or_default();
                self.out.extend_from_slice(&[0xed, low_bits(6), low_bits(0)]);
            }
        }
    }
}

#[cfg(test)]
mod tests;
