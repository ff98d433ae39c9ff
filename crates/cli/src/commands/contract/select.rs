//! Which cases were asked for. A name that is none is an error: a misspelt case must not look like one that passes.

use livehook_contract::{
    case::{Area, Case},
    catalogue,
};

use super::arguments::SelectionArguments;
use crate::{
    exit::{Exit, Failure},
    output,
};

/// What all ids begin with.
const PREFIX: &str = "css/";

/// From this similarity on, of 1, a name is suggested.
const NEAR: f64 = 0.7;

/// The cases that were asked for, in the catalogue's order; perhaps none.
pub(super) fn cases(arguments: &SelectionArguments) -> Result<Vec<&'static Case>, Failure> {
    let SelectionArguments { ids, level, area, tag } = arguments;
    ids.iter().try_for_each(|asked| check_is_known(asked))?;
    let is_asked_for = |case: &&Case| {
        (ids.is_empty() || ids.iter().any(|asked| fits(case, asked)))
            && level.is_none_or(|level| case.level <= level)
            && (area.is_empty() || area.contains(&case.area()))
            && (tag.is_empty() || tag.iter().any(|tag| case.has(*tag)))
    };
    Ok(catalogue::all().filter(is_asked_for).collect())
}

/// The one case of this id.
pub(super) fn one(id: &str) -> Result<&'static Case, Failure> {
    catalogue::all().find(|case| case.id == id).ok_or_else(|| unknown(id))
}

/// Ends a command that has nothing to do, with a word on it: in a script that is never green.
pub(super) fn nothing(why: &str) -> Exit {
    output::note(&format!("nothing is selected: {why}"));
    Exit::NothingSelected
}

/// Whether a case was asked for: by its id, by where ids begin, with a slash at its end or without, or by its area.
fn fits(case: &Case, asked: &str) -> bool {
    let begins = || {
        let begin = asked.strip_suffix('/').unwrap_or(asked);
        case.id.strip_prefix(begin).is_some_and(|rest| rest.starts_with('/'))
    };
    case.id == asked
        || case.area().as_str() == asked
        || (catalogue::find(asked).is_none() && begins())
}

fn check_is_known(asked: &str) -> Result<(), Failure> {
    let is_known = asked.parse::<Area>().is_ok() || catalogue::all().any(|case| fits(case, asked));
    if is_known { Ok(()) } else { Err(unknown(asked)) }
}

fn unknown(asked: &str) -> Failure {
    let failure = Failure::usage(format_args!("there is no case `{asked}`"));
    let failure = match near(asked) {
        Some(near) => failure.hint(format_args!("did you mean `{near}`?")),
        None => failure,
    };
    failure.hint("`contract list` prints every case")
}

/// The name that was probably meant. What all names share makes none of them alike.
fn near(asked: &str) -> Option<String> {
    let bare = |name: &str| name.trim_start_matches(PREFIX).trim_end_matches('/').to_owned();
    let similarity = |name: &str| {
        if !bare(asked).is_empty() && bare(name).starts_with(&bare(asked)) {
            return 1.0;
        }
        strsim::normalized_damerau_levenshtein(&bare(asked), &bare(name))
    };
    let group = |area: &Area| match asked.strip_prefix(PREFIX) {
        Some(_) => format!("{PREFIX}{area}/"),
        None => area.to_string(),
    };
    let groups = Area::ALL.iter().map(group);
    let names = groups.chain(catalogue::all().map(|case| case.id.to_owned()));
    let rated = names.map(|name| (similarity(&name), name));
    // Of those alike the first.
    let best = rated.reduce(|best, other| if other.0 > best.0 { other } else { best })?;
    (best.0 >= NEAR).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(asked: &str, expected: Option<&str>) {
        assert_eq!(near(asked).as_deref(), expected, "{asked}");
    }

    #[test]
    fn only_what_is_near_is_suggested() {
        check("css/nope", None);
        check("zzz", None);
        check("css/", None);
        check("css/delivr", Some("css/deliver/"));
        check("css/biind/", Some("css/bind/"));
        check("css/deliver/higlight", Some("css/deliver/highlight"));
        check("deliver/highlight", Some("css/deliver/highlight"));
        check("css/deliver/chin", Some("css/deliver/chinese"));
        check("duplicat", Some("duplicate"));
    }

    #[track_caller]
    fn selected(asked: &str) -> usize {
        catalogue::all().filter(|case| fits(case, asked)).count()
    }

    #[test]
    fn a_beginning_needs_no_slash_and_an_id_is_only_itself() {
        assert!(selected("css/bind") > 1);
        assert_eq!(selected("css/bind"), selected("css/bind/"));
        assert_eq!(selected("css/bin"), 0);
        assert_eq!(selected("css/event/push-started"), 1);
        assert!(selected("css/event/push-started/") > 1);
    }
}
