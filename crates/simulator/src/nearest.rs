//! The name that was probably meant.

/// A typing error or two, or a letter in five of a long name; more is another word.
fn edits_max(given: &str) -> usize {
    (given.chars().count() / 5).max(2)
}

/// The known name that differs least from what was typed, unless all differ much.
pub(crate) fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = given.to_lowercase();
    known
        .map(|name| (strsim::damerau_levenshtein(&typed, &name.to_lowercase()), name))
        .filter(|(edits, _)| *edits <= edits_max(given))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}
