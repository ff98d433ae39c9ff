//! Which lines of a log are meant by a question.

use regex::bytes::{Regex, RegexBuilder};

use crate::{ProbeError, Question, quote::quoted, template::Template};

/// How large a compiled pattern may be, in bytes: `(\w{999}){999}` would be gigabytes.
const COMPILED_BYTES_MAX: usize = 1 << 20;

/// How much memory matching may take beside it, in bytes.
const CACHE_BYTES_MAX: usize = 2 << 20;

/// Where no pattern is given.
const DEFAULT: &str = "{stream_id}";

/// Stands for the type where none is asked for.
pub(crate) const ANY_TYPE: &str = "-?[0-9]+";

/// A pattern with places for what is asked.
#[derive(Debug)]
pub(super) struct LinePattern(Template);

/// A pattern whose places are filled.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    pattern: Regex,
    /// What has to be in the line too.
    also: Option<Regex>,
}

impl LinePattern {
    /// Checks it with a sample, so that a mistake is found before anything is asked.
    pub(super) fn new(pattern: Option<&str>) -> Result<Self, ProbeError> {
        let pattern = Self(Template::parse(pattern.unwrap_or(DEFAULT)));
        pattern.matcher(&Question::of_stream("sample").of_type(0))?;
        Ok(pattern)
    }

    pub(super) fn tells_types(&self) -> bool {
        self.0.has_event_type()
    }

    pub(super) fn matcher(&self, question: &Question) -> Result<Matcher, ProbeError> {
        let stream_id = regex::escape(&question.stream_id);
        let event_type = match question.event_type {
            Some(_) => regex::escape(&question.event_type_text()),
            None => ANY_TYPE.to_owned(),
        };
        let pattern = compiled(&self.0.fill(&stream_id, &event_type))?;
        let also = if self.0.has_stream_id() { None } else { Some(compiled(&stream_id)?) };
        Ok(Matcher { pattern, also })
    }
}

impl Matcher {
    pub(super) fn takes(&self, line: &[u8]) -> bool {
        self.pattern.is_match(line) && self.also.as_ref().is_none_or(|also| also.is_match(line))
    }
}

pub(crate) fn compiled(pattern: &str) -> Result<Regex, ProbeError> {
    RegexBuilder::new(pattern)
        .size_limit(COMPILED_BYTES_MAX)
        .dfa_size_limit(CACHE_BYTES_MAX)
        .build()
        .map_err(|error| {
            // Above the last line stands the pattern, drawn with an arrow under the mistake.
            let said = error.to_string();
            let reason = said.lines().last().unwrap_or_default().trim_start_matches("error: ");
            ProbeError::Pattern { reason: quoted(reason) }
        })
}
