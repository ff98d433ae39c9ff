//! Which cases were asked for. A name that is none is an error: a misspelt case must not look like one that passes.

use livehook_contract::{
    case::{Area, Case},
    catalogue,
};

use super::arguments::SelectionArguments;
use crate::{
    exit::{Exit, Failure},
    output,
    settings::nearest,
};

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

fn fits(case: &Case, asked: &str) -> bool {
    case.id == asked
        || (asked.ends_with('/') && case.id.starts_with(asked))
        || case.area().as_str() == asked
}

fn check_is_known(asked: &str) -> Result<(), Failure> {
    let is_known = asked.parse::<Area>().is_ok() || catalogue::all().any(|case| fits(case, asked));
    if is_known { Ok(()) } else { Err(unknown(asked)) }
}

fn unknown(asked: &str) -> Failure {
    let failure = Failure::usage(format_args!("there is no case `{asked}`"));
    let groups: Vec<String> =
        catalogue::all().map(|case| format!("css/{}/", case.area())).collect();
    let names = catalogue::all().map(|case| case.id);
    let names = names.chain(Area::ALL.iter().map(|area| area.as_str()));
    let names = names.chain(groups.iter().map(String::as_str));
    let failure = match nearest(asked, names) {
        Some(near) => failure.hint(format_args!("did you mean `{near}`?")),
        None => failure,
    };
    failure.hint("`contract list` prints every case")
}
