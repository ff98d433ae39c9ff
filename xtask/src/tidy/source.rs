//! Rules for single Rust files.

use super::problem::{Problem, Rule};
use super::rust::code_only;
use super::tree::Tree;

static HEADER: Rule = Rule {
    name: "header",
    why: "the first thing a reader needs is what a file is for and what it deliberately does not know",
    mend: "begin the file with a `//!` comment that says so",
};

static SKIPPED_TEST: Rule = Rule {
    name: "skipped-test",
    why: "a test that does not run, or that any panic satisfies, protects nothing",
    mend: "assert what happens today and say why, or compare the message of the failure",
};

/// Attributes with which a test says less than it seems to.
const SKIPPING: [&str; 2] = ["#[ignore", "#[should_panic"];

pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    tree.rust().flat_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Vec<Problem> {
    let mut problems = vec![];
    if !text.starts_with("//!") {
        problems.push(HEADER.broken(path, 1, "the file does not start with `//!`"));
    }
    for (line, code) in (1..).zip(code_only(text).lines()) {
        for attribute in SKIPPING.iter().filter(|attribute| code.contains(**attribute)) {
            problems.push(SKIPPED_TEST.broken(path, line, format!("there is a `{attribute}]`")));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::check_file;
    use crate::tidy::problem::lines;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(lines(&check_file("a.rs", text)), expected);
    }

    #[test]
    fn a_file_starts_with_its_header() {
        check("//! What it is for.\nuse a;", &[]);
        check("// A comment.\n", &["a.rs:1: the file does not start with `//!` [header]"]);
        check("", &["a.rs:1: the file does not start with `//!` [header]"]);
    }

    #[test]
    fn tests_are_neither_skipped_nor_glad_of_any_panic() {
        check("//! H.\n#[ignore = \"slow\"]\n", &["a.rs:2: there is a `#[ignore]` [skipped-test]"]);
        check(
            "//! H.\n\n#[should_panic]",
            &["a.rs:3: there is a `#[should_panic]` [skipped-test]"],
        );
        check("//! H.\n// #[ignore] is not used here\nconst A: &str = \"#[ignore]\";", &[]);
    }
}
