//! The name that was probably meant.

/// A typing error or two, or a letter in five of a long name; more is another word.
fn edits_max(given: &str) -> usize {
    (given.chars().count() / 5).max(2)
}

/// The known name that begins like what was typed, or differs least from it unless all differ much.
pub(crate) fn nearest<'a>(
    given: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    /// Shorter beginnings are shared by too many names to be a hint.
    const BEGINNING_MIN: usize = 3;
    let typed = given.to_lowercase();
    let begins =
        |name: &&str| typed.len() >= BEGINNING_MIN && name.to_lowercase().starts_with(&typed);
    known.clone().find(begins).or_else(|| {
        known
            .map(|name| (strsim::damerau_levenshtein(&typed, &name.to_lowercase()), name))
            .filter(|(edits, _)| *edits <= edits_max(given))
            .min_by_key(|(edits, _)| *edits)
            .map(|(_, name)| name)
    })
}
