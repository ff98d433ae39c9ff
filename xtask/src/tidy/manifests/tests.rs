//! Manifests that break one rule each.

use super::{CRATES, check_one};
use crate::tidy::problem::lines;

/// A sound manifest of a crate of ours, with these lines at its end.
fn manifest(package: &str, more: &str) -> String {
    format!("[package]\nname = \"{package}\"\n[lints]\nworkspace = true\n{more}")
}

#[track_caller]
fn check(folder: &str, dependencies: &str, expected: &[&str]) {
    let ours = CRATES.iter().find(|ours| ours.folder == folder).expect("a crate of ours");
    let path = format!("crates/{folder}/Cargo.toml");
    let found = lines(&check_one(&path, &manifest(ours.package, dependencies)));
    let expected: Vec<_> = expected.iter().map(|line| format!("{path}:{line}")).collect();
    assert_eq!(found, expected);
}

#[test]
fn edges_that_point_down_are_free() {
    check(
        "receiver",
        "[dependencies]\nlivehook-core.workspace = true\nlivehook-inbox.workspace = true",
        &[],
    );
    check("cli", "[dependencies]\nlivehook-receiver.workspace = true\nclap.workspace = true", &[]);
}

#[test]
fn edges_that_point_up_are_not() {
    let inbox = "6: livehook-inbox depends on livehook-receiver [downward]";
    check("inbox", "[dependencies]\nlivehook-receiver.workspace = true", &[inbox]);
    let core = "6: livehook-core depends on livehook-simulator [downward]";
    check("core", "[dev-dependencies]\nlivehook-simulator.workspace = true", &[core]);
}

#[test]
fn a_judge_does_not_know_what_it_judges_not_even_in_its_tests() {
    for folder in super::JUDGES {
        let expected = format!("6: livehook-{folder} depends on livehook-receiver [judge-apart]");
        check(folder, "[dev-dependencies]\nlivehook-receiver.workspace = true", &[&expected]);
    }
}

#[test]
fn the_testkit_is_for_tests_and_not_for_core() {
    check("inbox", "[dev-dependencies]\nlivehook-testkit.workspace = true", &[]);
    let in_code = "6: livehook-inbox depends on livehook-testkit [downward]";
    check("inbox", "[dependencies]\nlivehook-testkit.workspace = true", &[in_code]);
    let in_core = "6: livehook-core depends on livehook-testkit [downward]";
    check("core", "[dev-dependencies]\nlivehook-testkit.workspace = true", &[in_core]);
}

#[test]
fn versions_are_chosen_once() {
    let own = "6: livehook-inbox depends on hex in a version of its own [own-version]";
    check("inbox", "[dependencies]\nhex = \"0.4\"", &[own]);
}

#[test]
fn a_package_has_the_name_the_map_gives_it() {
    let found = lines(&check_one("crates/inbox/Cargo.toml", &manifest("inbox", "")));
    let wrong = r#"the package in `inbox` is called "inbox", not "livehook-inbox" [unknown-crate]"#;
    assert_eq!(found, [format!("crates/inbox/Cargo.toml:2: {wrong}")]);
    let found = lines(&check_one("crates/utils/Cargo.toml", &manifest("livehook-utils", "")));
    assert_eq!(found, ["crates/utils/Cargo.toml:1: the map has no crate `utils` [unknown-crate]"]);
}

#[test]
fn no_crate_of_ours_is_hidden_behind_another_name() {
    let table = "[workspace.dependencies]\nlivehook-core = { path = \"crates/core\" }\n\
                 hex = \"0.4\"\nstore = { package = \"livehook-inbox\", path = \"crates/inbox\" }";
    assert_eq!(
        lines(&check_one("Cargo.toml", table)),
        ["Cargo.toml:4: `store` is no crate of the map [unknown-crate]"]
    );
}

#[test]
fn every_member_takes_the_lints_of_the_workspace() {
    let found =
        lines(&check_one("crates/inbox/Cargo.toml", "[package]\nname = \"livehook-inbox\""));
    let missing = "the manifest does not take the lints of the workspace [own-lints]";
    assert_eq!(found, [format!("crates/inbox/Cargo.toml:1: {missing}")]);
}

#[test]
fn xtask_has_no_dependencies_of_any_kind() {
    let found = lines(&check_one(
        "xtask/Cargo.toml",
        &manifest("xtask", "[dev-dependencies]\nexpect-test.workspace = true"),
    ));
    assert_eq!(found, ["xtask/Cargo.toml:6: xtask depends on expect-test [xtask-bare]"]);
}
