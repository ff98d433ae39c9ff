//! What a check finds, and how it is shown.

use std::fmt;

/// A rule of the house: what it is called, why it exists and how to keep it.
#[derive(Debug)]
pub(crate) struct Rule {
    /// One word or two, joined by a hyphen.
    pub(crate) name: &'static str,
    /// Follows the word `why:`.
    pub(crate) why: &'static str,
    /// Follows the word `mend:`.
    pub(crate) mend: &'static str,
}

/// One place where a rule is broken.
#[derive(Debug)]
pub(crate) struct Problem {
    rule: &'static Rule,
    /// Relative to the root, with slashes.
    pub(crate) path: String,
    /// Counted from 1.
    pub(crate) line: usize,
    found: String,
}

impl Rule {
    /// Says that this rule is broken there; `found` is what the reader would see at that place.
    pub(crate) fn broken(
        &'static self,
        path: &str,
        line: usize,
        found: impl Into<String>,
    ) -> Problem {
        Problem { rule: self, path: path.to_owned(), line, found: found.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, path, line, found } = self;
        write!(
            f,
            "{path}:{line}: {found} [{}]\n  why:  {}\n  mend: {}",
            rule.name, rule.why, rule.mend
        )
    }
}

/// What the tests of all checks compare: place, rule and finding, a line each.
#[cfg(test)]
pub(crate) fn lines(problems: &[Problem]) -> Vec<String> {
    let line = |p: &Problem| format!("{}:{}: {} [{}]", p.path, p.line, p.found, p.rule.name);
    problems.iter().map(line).collect()
}
