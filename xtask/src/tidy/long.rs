//! Nothing is longer than can be read at one go.
//!
//! What is too long and cannot be split today stands in `long.txt` with its length. That list may only shrink: an entry
//! has to say the length as it is and has to go when the thing fits, and there is no room for further ones.

use super::problem::{Problem, Rule};
use super::rust::{code_only, functions};
use super::tree::Tree;

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 80;

/// Where the exceptions stand.
const LIST: &str = "xtask/src/tidy/long.txt";
/// How many there may be. Lower it with every entry that goes; it is never raised.
const LISTED_MAX: usize = 0;

static TOO_LONG: Rule = Rule {
    name: "too-long",
    why: "a file is one room and a function fits a screen; what does not fit does more than one thing",
    mend: "find the second thing in it and give that a name and a place of its own",
};

static LIST_SHRINKS: Rule = Rule {
    name: "list-shrinks",
    why: "the list of what is too long is a debt that is only ever paid back",
    mend: "let the list say what is, without further entries: write the present length, or remove the line",
};

/// A file or function over its limit.
struct Long {
    /// As the list calls it: the path, and for a function `::` and its name.
    name: String,
    path: String,
    line: usize,
    lines: usize,
    lines_max: usize,
}

pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    compare(
        tree.rust().flat_map(|(path, text)| too_long(path, text)).collect(),
        tree.text(LIST),
        LISTED_MAX,
    )
}

fn too_long(path: &str, text: &str) -> Vec<Long> {
    let over = |name: String, line, lines, lines_max| {
        (lines > lines_max).then(|| Long { name, path: path.to_owned(), line, lines, lines_max })
    };
    let file = over(path.to_owned(), 1, text.lines().count(), FILE_LINES_MAX);
    let code = code_only(text);
    let functions = functions(&code).filter_map(|found| {
        over(format!("{path}::{}", found.name), found.line, found.lines, FUNCTION_LINES_MAX)
    });
    file.into_iter().chain(functions).collect()
}

fn compare(mut long: Vec<Long>, list: Option<&str>, listed_max: usize) -> Vec<Problem> {
    let lines = (1..).zip(list.unwrap_or_default().lines());
    let entries = lines.filter(|(_, entry)| !entry.is_empty() && !entry.starts_with('#'));

    let mut problems = vec![];
    for (nth, (line, entry)) in (1..).zip(entries) {
        let (name, listed) = entry.rsplit_once(' ').unwrap_or((entry, ""));
        let found = match long.iter().position(|long| long.name == name) {
            None => format!("`{name}` is not there, or no longer too long"),
            Some(_) if nth > listed_max => {
                format!("`{name}` is one entry too many: {listed_max} are allowed")
            }
            Some(at) => {
                let long = long.remove(at);
                if long.lines.to_string() == listed {
                    continue;
                }
                format!("`{name}` has {} lines, not {listed}", long.lines)
            }
        };
        problems.push(LIST_SHRINKS.broken(LIST, line, found));
    }
    problems.extend(long.into_iter().map(|long| {
        let found =
            format!("`{}` has {} lines, more than {}", long.name, long.lines, long.lines_max);
        TOO_LONG.broken(&long.path, long.line, found)
    }));
    problems
}

#[cfg(test)]
mod tests {
    use super::{FILE_LINES_MAX, FUNCTION_LINES_MAX, compare, too_long};
    use crate::tidy::problem::lines;

    /// A file of one function that is too long by `excess` lines.
    fn function(excess: usize) -> String {
        format!("//! H.\nfn a() {{{}}}\n", "\n".repeat(FUNCTION_LINES_MAX - 1 + excess))
    }

    #[track_caller]
    fn check(text: &str, list: &str, listed_max: usize, expected: &[&str]) {
        assert_eq!(lines(&compare(too_long("a.rs", text), Some(list), listed_max)), expected);
    }

    #[test]
    fn limits_are_inclusive() {
        check(&function(0), "", 0, &[]);
        check(&function(1), "", 0, &["a.rs:2: `a.rs::a` has 81 lines, more than 80 [too-long]"]);
        check(&"\n".repeat(FILE_LINES_MAX), "", 0, &[]);
        check(
            &"\n".repeat(FILE_LINES_MAX + 1),
            "",
            0,
            &["a.rs:1: `a.rs` has 501 lines, more than 500 [too-long]"],
        );
    }

    #[test]
    fn an_entry_with_the_present_length_is_an_exception() {
        check(&function(2), "# why\n\na.rs::a 82\n", 1, &[]);
    }

    #[test]
    fn an_entry_says_the_length_as_it_is() {
        let wrong = "xtask/src/tidy/long.txt:1: `a.rs::a` has 82 lines, not 90 [list-shrinks]";
        check(&function(2), "a.rs::a 90\n", 1, &[wrong]);
    }

    #[test]
    fn an_entry_goes_when_the_thing_fits() {
        let stale = "xtask/src/tidy/long.txt:1: `a.rs::a` is not there, or no longer too long [list-shrinks]";
        check(&function(0), "a.rs::a 82\n", 1, &[stale]);
    }

    #[test]
    fn there_is_no_room_for_further_entries() {
        let further = "xtask/src/tidy/long.txt:1: `a.rs::a` is one entry too many: 0 are allowed [list-shrinks]";
        let long = "a.rs:2: `a.rs::a` has 82 lines, more than 80 [too-long]";
        check(&function(2), "a.rs::a 82\n", 0, &[further, long]);
    }
}
