//! Rules for every file, whatever its language: its size, and what must not stand in it.

use super::problem::{Problem, Rule};
use super::tree::{FILE_BYTES_MAX, Tree};

static TOO_LARGE: Rule = Rule {
    name: "too-large",
    why: "every clone carries every version of every file for ever",
    mend: "generate it where it is needed, or cut it down to what the test is about",
};

static UNFINISHED: Rule = Rule {
    name: "unfinished",
    why: "a note to oneself in the code is read by everybody and done by nobody",
    mend: "do it now, or say in a sentence what the limit is and why it is acceptable",
};

static MACHINE_PATH: Rule = Rule {
    name: "machine-path",
    why: "the path exists on one machine only",
    mend: "make it relative to the repository, or take it from an argument",
};

// In halves, since this file is checked as well.
const UNFINISHED_WORDS: [&str; 3] = [concat!("FIX", "ME"), concat!("TO", "DO"), concat!("XX", "X")];
const HOMES: [&str; 3] = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let large = tree.files().filter(|file| file.bytes > FILE_BYTES_MAX).map(|file| {
        let found = format!("the file has {} bytes, more than {FILE_BYTES_MAX}", file.bytes);
        TOO_LARGE.broken(&file.path, 1, found)
    });
    large.chain(tree.texts().flat_map(|(path, text)| check_text(path, text))).collect()
}

fn check_text(path: &str, text: &str) -> Vec<Problem> {
    let mut problems = vec![];
    for (number, line) in (1..).zip(text.lines()) {
        for word in UNFINISHED_WORDS.iter().filter(|word| has_word(line, word)) {
            problems.push(UNFINISHED.broken(path, number, format!("there is a {word}")));
        }
        for home in HOMES.iter().filter(|home| has_path(line, home)) {
            problems.push(MACHINE_PATH.broken(
                path,
                number,
                format!("there is a path below {home}"),
            ));
        }
    }
    problems
}

/// As a word of its own: a longer run of the same letters is a pattern for a file name.
fn has_word(line: &str, word: &str) -> bool {
    let part_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(part_of_a_name)
            && !line[at + word.len()..].starts_with(part_of_a_name)
    })
}

/// As the beginning of a path: in a URL a host comes before it.
fn has_path(line: &str, home: &str) -> bool {
    line.match_indices(home)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~}".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::{FILE_BYTES_MAX, HOMES, UNFINISHED_WORDS, check, check_text};
    use crate::tidy::problem::lines;
    use crate::tidy::tree::Tree;

    #[track_caller]
    fn check_line(line: &str, expected: &[&str]) {
        assert_eq!(lines(&check_text("a.md", line)), expected);
    }

    #[test]
    fn words_for_unfinished_work_are_found_as_words() {
        let [_, later, marks] = UNFINISHED_WORDS;
        let expected = format!("a.md:1: there is a {later} [unfinished]");
        check_line(&format!("// {later}: more"), &[&expected]);
        check_line(&format!("mktemp -d /tmp/a.{marks}{marks}"), &[]);
        check_line(&format!("MAS{later}N {later}_LIST"), &[]);
    }

    #[test]
    fn paths_of_one_machine_are_found_and_urls_are_not() {
        let [_, home, _] = HOMES;
        let expected = format!("a.md:1: there is a path below {home} [machine-path]");
        check_line(&format!("cd {home}me/livehook"), &[&expected]);
        check_line(&format!("https://example.com{home}index.html"), &[]);
    }

    #[test]
    fn a_large_file_is_found() {
        let fits = "a".repeat(usize::try_from(FILE_BYTES_MAX).expect("a small number"));
        let larger = format!("{fits}a");
        let problems = check(&Tree::of(&[("fits.txt", &fits), ("larger.txt", &larger)]));
        assert_eq!(
            lines(&problems),
            ["larger.txt:1: the file has 204801 bytes, more than 204800 [too-large]"]
        );
    }
}
