//! Licence expressions: whether one can be kept with an allowed set of licences alone.
//!
//! The grammar is SPDX's, with the slash that old manifests write for OR.

/// Why an expression could not be read: the word that did not fit, or nothing at its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) String);

/// Whether licences for which `allowed` is true satisfy the expression.
///
/// An exception (`WITH`) only ever grants more, so the licence before it decides.
///
/// # Errors
/// [`Unreadable`] when the text is no licence expression.
pub(crate) fn satisfied(
    expression: &str,
    allowed: impl Fn(&str) -> bool,
) -> Result<bool, Unreadable> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let answer = alternatives(&mut words, &allowed)?;
    match words.next() {
        None => Ok(answer),
        Some(word) => Err(Unreadable(word.to_owned())),
    }
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

/// `a OR b`: one of them is enough.
fn alternatives(
    words: &mut Words<'_>,
    allowed: &impl Fn(&str) -> bool,
) -> Result<bool, Unreadable> {
    let mut answer = together(words, allowed)?;
    while words.next_if_eq(&"OR").is_some() {
        answer |= together(words, allowed)?;
    }
    Ok(answer)
}

/// `a AND b`: all of them count, and bind closer than OR.
fn together(words: &mut Words<'_>, allowed: &impl Fn(&str) -> bool) -> Result<bool, Unreadable> {
    let mut answer = one(words, allowed)?;
    while words.next_if_eq(&"AND").is_some() {
        answer &= one(words, allowed)?;
    }
    Ok(answer)
}

/// `( … )`, or a licence with or without an exception.
fn one(words: &mut Words<'_>, allowed: &impl Fn(&str) -> bool) -> Result<bool, Unreadable> {
    match words.next() {
        Some("(") => {
            let answer = alternatives(words, allowed)?;
            match words.next() {
                Some(")") => Ok(answer),
                other => Err(Unreadable(other.unwrap_or_default().to_owned())),
            }
        }
        None => Err(Unreadable(String::new())),
        Some(word @ (")" | "OR" | "AND" | "WITH")) => Err(Unreadable(word.to_owned())),
        Some(licence) => {
            if words.next_if_eq(&"WITH").is_some() && words.next().is_none() {
                return Err(Unreadable(String::new()));
            }
            Ok(allowed(licence))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Unreadable, satisfied};

    /// With MIT and ISC allowed.
    #[track_caller]
    fn check(expression: &str, expected: bool) {
        assert_eq!(satisfied(expression, |id| ["MIT", "ISC"].contains(&id)), Ok(expected));
    }

    #[track_caller]
    fn check_unreadable(expression: &str, word: &str) {
        assert_eq!(satisfied(expression, |_| true), Err(Unreadable(word.to_owned())));
    }

    #[test]
    fn one_of_several_is_enough() {
        check("MIT", true);
        check("GPL-3.0", false);
        check("GPL-3.0 OR MIT", true);
        check("GPL-3.0/MIT", true);
        check("GPL-3.0 / MIT", true);
    }

    #[test]
    fn all_that_are_joined_count() {
        check("MIT AND ISC", true);
        check("MIT AND GPL-3.0", false);
        check("(MIT OR GPL-3.0) AND ISC", true);
        check("(MIT OR GPL-3.0) AND GPL-3.0", false);
    }

    #[test]
    fn and_binds_closer_than_or() {
        check("MIT OR ISC AND GPL-3.0", true);
        check("GPL-3.0 AND MIT OR GPL-2.0", false);
    }

    #[test]
    fn an_exception_leaves_the_decision_to_its_licence() {
        check("MIT WITH LLVM-exception", true);
        check("GPL-3.0 WITH LLVM-exception OR GPL-2.0", false);
    }

    #[test]
    fn what_is_no_expression_is_not_guessed_at() {
        check_unreadable("", "");
        check_unreadable("MIT OR", "");
        check_unreadable("(MIT", "");
        check_unreadable("MIT ISC", "ISC");
        check_unreadable("AND MIT", "AND");
        check_unreadable("MIT WITH", "");
    }
}
