//! The rules of the house that neither rustfmt nor clippy knows.
//!
//! A check is a function from the files as they are ([`tree::Tree`]) to the problems it finds; the one that asks cargo
//! ([`licences`]) is a function of cargo's answer. So each is tested on a few lines of text.
//! To add a rule: a [`problem::Rule`] and its check beside those of its kind, and a line in [`checks`].

mod fixtures;
mod licences;
mod long;
mod manifest;
mod manifests;
mod modules;
mod problem;
mod rust;
mod source;
mod spdx;
mod tree;
mod words;

use crate::failure::Failure;
use crate::project::Project;
use problem::Problem;
use tree::Tree;

/// Runs every check and prints what they find.
///
/// # Errors
/// [`Failure::Untidy`] when a rule is broken, [`Failure::Unreadable`] when the files cannot be read.
pub(crate) fn run(project: &Project) -> Result<(), Failure> {
    let tree = Tree::read(&project.root)?;
    let mut problems = checks(&tree);
    problems.extend(licences::check(project, &tree)?);
    if problems.is_empty() {
        return Ok(());
    }
    problems.sort_by(|left, right| (&left.path, left.line).cmp(&(&right.path, right.line)));
    for problem in &problems {
        eprintln!("{problem}");
    }
    Err(Failure::Untidy { problems: problems.len() })
}

fn checks(tree: &Tree) -> Vec<Problem> {
    [source::check, long::check, modules::check, manifests::check, words::check, fixtures::check]
        .iter()
        .flat_map(|check| check(tree))
        .collect()
}
