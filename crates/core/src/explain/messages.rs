//! The words for what was found, in each language. A language is a file with the same functions; the compiler sees to it that
//! none forgets a finding.

mod en;
mod moment;
#[cfg(test)]
mod tests;
mod zh;

use super::finding::Finding;

/// The language of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Chinese, simplified.
    Chinese,
}

pub(super) fn text(finding: &Finding, language: Language) -> String {
    match language {
        Language::English => en::text(finding),
        Language::Chinese => zh::text(finding),
    }
}
