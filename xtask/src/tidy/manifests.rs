//! Which crate may know which, and what every manifest says.

use super::manifest::{Dependency, Origin, Purpose, dependencies, entries};
use super::problem::{Problem, Rule};
use super::tree::Tree;

/// A crate of ours and those it may depend on.
struct Crate {
    folder: &'static str,
    package: &'static str,
    may_know: &'static [&'static str],
}

/// Top to bottom: a crate knows only crates above it. crates/README.md says why each edge is there.
const CRATES: [Crate; 10] = [
    Crate { folder: "core", package: "livehook-core", may_know: &[] },
    Crate { folder: "testkit", package: TESTKIT, may_know: &["livehook-core"] },
    Crate { folder: "inbox", package: "livehook-inbox", may_know: &["livehook-core"] },
    Crate {
        folder: "receiver",
        package: "livehook-receiver",
        may_know: &["livehook-core", "livehook-inbox"],
    },
    Crate { folder: "simulator", package: "livehook-simulator", may_know: &["livehook-core"] },
    Crate { folder: "display", package: "livehook-display", may_know: &[] },
    Crate { folder: "probe", package: "livehook-probe", may_know: &["livehook-core"] },
    Crate { folder: "load", package: "livehook-load", may_know: JUDGES_TOOLS },
    Crate { folder: "contract", package: "livehook-contract", may_know: JUDGES_TOOLS },
    Crate {
        folder: "cli",
        package: "livehook",
        may_know: &[
            "livehook-core",
            "livehook-inbox",
            "livehook-receiver",
            "livehook-simulator",
            "livehook-probe",
            "livehook-display",
            "livehook-load",
            "livehook-contract",
        ],
    },
];

/// What those who judge a receiver need.
const JUDGES_TOOLS: &[&str] =
    &["livehook-core", "livehook-display", "livehook-simulator", "livehook-probe"];

/// Crates that judge a receiver from outside, and what they would otherwise judge from inside.
const JUDGES: [&str; 4] = ["simulator", "probe", "load", "contract"];
const JUDGED: [&str; 2] = ["livehook-receiver", "livehook-inbox"];

/// For tests only, of every crate but the one it is made of.
const TESTKIT: &str = "livehook-testkit";

const XTASK: &str = "xtask/Cargo.toml";
const WORKSPACE: &str = "Cargo.toml";

static UNKNOWN_CRATE: Rule = Rule {
    name: "unknown-crate",
    why: "a crate has one line in the map that says what it is for and what it may know",
    mend: "give it a line in crates/README.md and in the table of xtask/src/tidy/manifests.rs",
};

static DOWNWARD: Rule = Rule {
    name: "downward",
    why: "crates know only what lies below them; an edge against the map ties two parts together for good",
    mend: "pass what is needed as an argument, or move it down to a crate that both know",
};

static JUDGE_APART: Rule = Rule {
    name: "judge-apart",
    why: "it judges any receiver over HTTP alone; one that knows ours would judge it by itself",
    mend: "use the answers table in fixtures/, or move the test to `cli`, which knows both",
};

static OWN_VERSION: Rule = Rule {
    name: "own-version",
    why: "two versions of a crate are two sets of types, built twice",
    mend: "put it into [workspace.dependencies] with the reason, and write `NAME.workspace = true` here",
};

static OWN_LINTS: Rule = Rule {
    name: "own-lints",
    why: "one set of lints holds everywhere, or none does",
    mend: "write `[lints]` and below it `workspace = true`",
};

static XTASK_BARE: Rule = Rule {
    name: "xtask-bare",
    why: "`cargo xtask` answers in a second on an empty target, also when another crate does not build",
    mend: "do without it, or make the task a subcommand of the program",
};

pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    tree.texts()
        .filter(|(path, _)| path.ends_with("Cargo.toml"))
        .flat_map(|(path, text)| check_one(path, text))
        .collect()
}

fn check_one(path: &str, text: &str) -> Vec<Problem> {
    match path.strip_prefix("crates/").and_then(|path| path.strip_suffix("/Cargo.toml")) {
        Some(folder) => check_crate(path, text, folder),
        None if path == XTASK => check_xtask(text),
        None if path == WORKSPACE => check_names(text),
        None => vec![UNKNOWN_CRATE.broken(path, 1, "a package outside crates/")],
    }
}

fn check_xtask(text: &str) -> Vec<Problem> {
    let extra = dependencies(text);
    let extra = extra
        .iter()
        .map(|dep| XTASK_BARE.broken(XTASK, dep.line, format!("xtask depends on {}", dep.package)));
    extra.chain(check_lints(XTASK, text)).collect()
}

fn check_crate(path: &str, text: &str, folder: &str) -> Vec<Problem> {
    let Some(ours) = CRATES.iter().find(|ours| ours.folder == folder) else {
        return vec![UNKNOWN_CRATE.broken(path, 1, format!("the map has no crate `{folder}`"))];
    };
    let mut problems: Vec<_> = check_lints(path, text).into_iter().collect();
    let name = format!("\"{}\"", ours.package);
    for entry in entries(text).filter(|entry| (entry.section, entry.key) == ("package", "name")) {
        if entry.value != name {
            let found = format!("the package in `{folder}` is called {}, not {name}", entry.value);
            problems.push(UNKNOWN_CRATE.broken(path, entry.line, found));
        }
    }
    for dependency in dependencies(text) {
        let found = format!("{} depends on {}", ours.package, dependency.package);
        if let Some(rule) = broken_edge(ours, &dependency) {
            problems.push(rule.broken(path, dependency.line, found));
        } else if dependency.origin == Origin::Here {
            problems.push(OWN_VERSION.broken(
                path,
                dependency.line,
                format!("{found} in a version of its own"),
            ));
        }
    }
    problems
}

fn broken_edge(from: &Crate, to: &Dependency<'_>) -> Option<&'static Rule> {
    let is_ours = CRATES.iter().any(|ours| ours.package == to.package);
    let testkit_for_tests =
        to.package == TESTKIT && to.purpose == Purpose::Tests && from.folder != "core";
    if !is_ours || from.may_know.contains(&to.package) || testkit_for_tests {
        None
    } else if JUDGES.contains(&from.folder) && JUDGED.contains(&to.package) {
        Some(&JUDGE_APART)
    } else {
        Some(&DOWNWARD)
    }
}

fn check_lints(path: &str, text: &str) -> Option<Problem> {
    let inherits = entries(text)
        .any(|entry| (entry.section, entry.key, entry.value) == ("lints", "workspace", "true"));
    (!inherits)
        .then(|| OWN_LINTS.broken(path, 1, "the manifest does not take the lints of the workspace"))
}

/// In the table of the workspace a crate of ours stands under its own name, so that no manifest can hide an edge.
fn check_names(text: &str) -> Vec<Problem> {
    let table = entries(text).filter(|entry| entry.section == "workspace.dependencies");
    let renamed = table.filter(|entry| {
        let by_path = entry.value.contains("path =") || entry.value.contains("path=");
        let agrees = |ours: &Crate| {
            ours.package == entry.key
                && entry.value.contains(&format!("\"crates/{}\"", ours.folder))
        };
        by_path && !CRATES.iter().any(agrees)
    });
    renamed
        .map(|entry| {
            UNKNOWN_CRATE.broken(
                WORKSPACE,
                entry.line,
                format!("`{}` is no crate of the map", entry.key),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests;
