//! Every fixture says where it is from.

use super::problem::{Problem, Rule};
use super::tree::Tree;

const FOLDER: &str = "fixtures/";
const README: &str = "fixtures/README.md";

static UNNAMED: Rule = Rule {
    name: "unnamed-fixture",
    why: "data whose origin nobody knows can be neither trusted nor changed",
    mend: "name the file, or its folder with a slash behind it, in fixtures/README.md, and say where it is from",
};

pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let Some(readme) = tree.text(README) else { return vec![] };
    let fixtures = tree.files().filter_map(|file| Some((file, file.path.strip_prefix(FOLDER)?)));
    let unnamed = fixtures.filter(|(file, inner)| file.path != README && !is_named(readme, inner));
    unnamed
        .map(|(file, _)| UNNAMED.broken(&file.path, 1, format!("{README} does not name it")))
        .collect()
}

/// Whether the text has the path itself, or a folder above it.
fn is_named(readme: &str, path: &str) -> bool {
    let folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
    folders.chain([path]).any(|name| has_path(readme, name))
}

/// Whether the path stands there and ends there: `a/b.json` does not name all of `a/`.
fn has_path(text: &str, path: &str) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || "_-/".contains(c);
    let begins_earlier = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    text.match_indices(path).any(|(at, _)| {
        !text[..at].ends_with(begins_earlier) && !text[at + path.len()..].starts_with(goes_on)
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::problem::lines;
    use crate::tidy::tree::Tree;

    #[track_caller]
    fn check_named(readme: &str, fixture: &str, unnamed: &[&str]) {
        let tree =
            Tree::of(&[("fixtures/README.md", readme), (fixture, "{}"), ("crates/a.json", "{}")]);
        assert_eq!(lines(&check(&tree)), unnamed);
    }

    #[test]
    fn a_file_or_its_folder_is_named() {
        check_named("`answers.tsv`: ours.", "fixtures/answers.tsv", &[]);
        check_named("`vectors/`: ours.", "fixtures/vectors/a.json", &[]);
        check_named("`vectors/*.json` and so on", "fixtures/vectors/a.json", &[]);
        check_named("see fixtures/vectors/deep/", "fixtures/vectors/deep/a.json", &[]);
    }

    #[test]
    fn a_longer_name_or_another_file_of_the_folder_is_not_enough() {
        let unnamed =
            "fixtures/vectors/a.json:1: fixtures/README.md does not name it [unnamed-fixture]";
        check_named("nothing", "fixtures/vectors/a.json", &[unnamed]);
        check_named("`vectors/b.json`", "fixtures/vectors/a.json", &[unnamed]);
        check_named("`old-vectors/`", "fixtures/vectors/a.json", &[unnamed]);
    }

    #[test]
    fn without_a_readme_there_is_nothing_to_compare() {
        assert!(check(&Tree::of(&[("fixtures/a.json", "{}")])).is_empty());
    }
}
