//! Which lines of a log are handed on, where not all are.

use regex::bytes::Regex;

use crate::{LOG_LINE_BYTES_MAX, ProbeError, by_log::line, template::Template};

/// A pattern for lines.
#[derive(Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    /// `{stream_id}` is replaced by the regular expression of all ids, `{event_type}` by any number.
    pub(super) fn new(pattern: &str, stream_ids: &str) -> Result<Self, ProbeError> {
        // In a group of its own, so that alternatives stay within it.
        let stream_ids = format!("(?:{stream_ids})");
        let filled = Template::parse(pattern).fill(&stream_ids, line::ANY_TYPE);
        line::compiled(&filled).map(Self)
    }
}

/// Lines that come in pieces.
pub(super) struct Lines<'a> {
    pattern: &'a Pattern,
    /// The line that has no end yet, as much of it as is looked at.
    begun: Vec<u8>,
}

impl<'a> Lines<'a> {
    pub(super) const fn new(pattern: &'a Pattern) -> Self {
        Self { pattern, begun: Vec::new() }
    }

    /// Hands on the lines that end here and match.
    pub(super) fn push(&mut self, piece: &[u8], sink: &mut (dyn FnMut(&[u8]) + Send)) {
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            let room = usize::try_from(LOG_LINE_BYTES_MAX).unwrap_or(usize::MAX) - self.begun.len();
            self.begun.extend_from_slice(&part[..part.len().min(room)]);
            if part.ends_with(b"\n") {
                self.end(sink);
            }
        }
    }

    /// The line ends, be it that the file does.
    pub(super) fn end(&mut self, sink: &mut (dyn FnMut(&[u8]) + Send)) {
        let line = self.begun.strip_suffix(b"\n").unwrap_or(&self.begun);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if self.pattern.0.is_match(line) {
            sink(line);
            sink(b"\n");
        }
        self.begun.clear();
    }
}
