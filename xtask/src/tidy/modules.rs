//! Every Rust file is compiled.
//!
//! A file that no `mod` line names is passed over in silence: a test in it never fails, and code in it rots.

use super::problem::{Problem, Rule};
use super::rust::{code_only, declares};
use super::tree::Tree;

static UNDECLARED: Rule = Rule {
    name: "undeclared",
    why: "no `mod` line names the file, so it is not compiled and its tests never run",
    mend: "declare it in the file of its parent module, or remove it; a crate has one test binary, tests/it/main.rs",
};

/// Files that cargo finds by itself: their names, below the folders that a package has them in.
const ROOTS: [&str; 4] = ["src/main.rs", "src/lib.rs", "tests/it/main.rs", "build.rs"];
/// Folders in which cargo takes every file for a root.
const FOLDERS_OF_ROOTS: [&str; 2] = ["/src/bin/", "/examples/"];

pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let modules = tree.rust().filter(|(path, _)| !is_root(path));
    modules.filter_map(|(path, _)| check_module(tree, path)).collect()
}

fn is_root(path: &str) -> bool {
    ROOTS.iter().any(|root| path.ends_with(&format!("/{root}")))
        || FOLDERS_OF_ROOTS.iter().any(|folder| path.contains(folder))
}

fn check_module(tree: &Tree, path: &str) -> Option<Problem> {
    let module = path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
    let (folder, name) = module.rsplit_once('/').unwrap_or(("", module));
    let parents = [
        format!("{folder}.rs"),
        format!("{folder}/mod.rs"),
        format!("{folder}/main.rs"),
        format!("{folder}/lib.rs"),
    ];
    let declared =
        |parent: &String| tree.text(parent).is_some_and(|text| declares(&code_only(text), name));
    let is_declared = parents.iter().filter(|parent| *parent != path).any(declared);
    (!is_declared).then(|| UNDECLARED.broken(path, 1, format!("there is no `mod {name};` for it")))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::problem::lines;
    use crate::tidy::tree::Tree;

    #[track_caller]
    fn check_tree(files: &[(&str, &str)], expected: &[&str]) {
        assert_eq!(lines(&check(&Tree::of(files))), expected);
    }

    #[test]
    fn a_test_file_nobody_declared_is_found() {
        let main = ("crates/a/tests/it/main.rs", "//! H.\n// mod forgotten;\nmod signing;");
        let signing = ("crates/a/tests/it/signing.rs", "");
        let forgotten = ("crates/a/tests/it/forgotten.rs", "");
        let expected =
            "crates/a/tests/it/forgotten.rs:1: there is no `mod forgotten;` for it [undeclared]";
        check_tree(&[main, signing, forgotten], &[expected]);
    }

    #[test]
    fn modules_are_declared_by_their_parents_wherever_those_are() {
        check_tree(
            &[
                ("crates/a/src/lib.rs", "mod b; mod d;"),
                ("crates/a/src/b.rs", "mod c;"),
                ("crates/a/src/b/c.rs", ""),
                ("crates/a/src/d/mod.rs", "mod e;"),
                ("crates/a/src/d/e.rs", ""),
                ("crates/a/src/bin/tool.rs", ""),
            ],
            &[],
        );
    }

    #[test]
    fn a_second_test_binary_is_not_compiled() {
        let expected = "crates/a/tests/extra.rs:1: there is no `mod extra;` for it [undeclared]";
        check_tree(&[("crates/a/tests/extra.rs", "")], &[expected]);
    }
}
