//! The chores: what is run before a change is shown to anybody.
//!
//! Every cargo call selects the whole workspace, so that all chores and the editor share one set of compiled crates.
//! The quick steps come first, and a chore ends with the first step that fails.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::project::Project;
use crate::step::{Step, announce};
use crate::tidy;

/// Read by expect-test: it writes what a test got in place of what it expected.
const UPDATE_EXPECT: &str = "UPDATE_EXPECT";
/// Read by our own tests: those that take many seconds run as well.
const SLOW_TESTS: &str = "SLOW_TESTS";

/// The vectors' verifiers in other languages: proof that any team can use the files.
const VERIFIERS: &[(&str, &str)] = &[
    ("python3", "fixtures/vectors/verify.py"),
    ("node", "fixtures/vectors/verify.mjs"),
    ("python3", "fixtures/vectors/content_key.py"),
    ("node", "fixtures/vectors/content_key.mjs"),
];

/// Which program runs the tests.
#[derive(Clone, Copy)]
enum Runner {
    Nextest,
    Cargo,
}

/// How much is tested, and what happens after the first failure.
#[derive(Clone, Copy)]
enum Effort {
    /// At the desk: ends early.
    Everyday,
    /// At the gate: slow tests too, and all failures in one run.
    Thorough,
}

/// The rules of the house, formats, lints.
pub(crate) fn check(project: &Project, _: &[OsString]) -> Result<(), Failure> {
    announce("tidy");
    tidy::run(project)?;
    let fmt = project.cargo_at_root(["fmt", "--all", "--check"]);
    Step::new("fmt", fmt, "`cargo xtask fix` formats everything").run()?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    let remedy = "`cargo xtask fix` mends what a machine can; the rest is named above";
    Step::new("clippy", project.cargo_at_root(clippy), remedy).run()
}

/// All tests, or those whose names contain one of the filters; then the examples in the documentation.
pub(crate) fn test(project: &Project, filters: &[OsString]) -> Result<(), Failure> {
    run_all(test_steps(project, runner(project), Effort::Everyday, filters))
}

/// What a machine can mend: lints, formats, expected outputs.
pub(crate) fn fix(project: &Project, _: &[OsString]) -> Result<(), Failure> {
    let fmt = || project.cargo_at_root(["fmt", "--all"]);
    let clippy =
        ["clippy", "--workspace", "--all-targets", "--fix", "--allow-dirty", "--allow-staged"];
    let remedy = "what is named above needs a hand; then run `cargo xtask fix` again";
    Step::new("fmt", fmt(), remedy).run()?;
    Step::new("clippy --fix", project.cargo_at_root(clippy), remedy).run()?;
    // Once more, since lints are mended without regard to line lengths.
    Step::new("fmt", fmt(), remedy).run()?;
    // Not nextest: it runs each test in a process of its own, and two that rewrite one file lose the work of the other.
    let steps = test_steps(project, Runner::Cargo, Effort::Everyday, &[]);
    run_all(steps.into_iter().map(|step| step.env(UPDATE_EXPECT, "1")))
}

/// All that must hold before a change lands.
pub(crate) fn ci(project: &Project, _: &[OsString]) -> Result<(), Failure> {
    check(project, &[])?;
    run_all(test_steps(project, runner(project), Effort::Thorough, &[]))?;
    let doc = project.cargo_at_root(["doc", "--workspace", "--no-deps"]);
    Step::new("doc", doc, "mend the links and code blocks named above")
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()?;
    // As the README has it, but for --debug: the binary is built by now, so that only installing it is left to be shown.
    let install = project.cargo_at_root([
        "install",
        "--path",
        "crates/cli",
        "--locked",
        "--debug",
        "--force",
        "--root",
        "target/installed",
    ]);
    Step::new("install", install, "mend what keeps the README's `cargo install` from working")
        .run()?;
    VERIFIERS
        .iter()
        .try_for_each(|(interpreter, script)| verify_vectors(project, interpreter, script))
}

fn run_all(steps: impl IntoIterator<Item = Step>) -> Result<(), Failure> {
    steps.into_iter().try_for_each(Step::run)
}

fn test_steps(
    project: &Project,
    runner: Runner,
    effort: Effort,
    filters: &[OsString],
) -> Vec<Step> {
    let mut tests = match runner {
        Runner::Nextest => project.cargo_at_root(["nextest", "run"]),
        Runner::Cargo => project.cargo_at_root(["test"]),
    };
    tests.args(["--workspace", "--all-targets"]);
    match (runner, effort) {
        (_, Effort::Everyday) => &mut tests,
        (Runner::Nextest, Effort::Thorough) => tests.args(["--profile", "ci"]),
        (Runner::Cargo, Effort::Thorough) => tests.arg("--no-fail-fast"),
    };
    // Both runners take several filters after this, and run what contains any of them.
    tests.arg("--").args(filters);

    let mut doctests = project.cargo_at_root(["test", "--workspace", "--doc", "--"]);
    doctests.args(filters);

    let steps = [
        Step::new("test", tests, "`cargo xtask test NAME` runs one test alone"),
        Step::new(
            "doctest",
            doctests,
            "mend the example in the documentation of the item named above",
        ),
    ];
    let with_slow_ones = |step: Step| match effort {
        Effort::Everyday => step,
        Effort::Thorough => step.env(SLOW_TESTS, "1"),
    };
    steps.into_iter().map(with_slow_ones).collect()
}

/// cargo-nextest if it is installed: it stops hanging tests. Nobody has to have it.
fn runner(project: &Project) -> Runner {
    let mut asked = project.cargo_at_root(["nextest", "--version"]);
    match asked.stdout(Stdio::null()).stderr(Stdio::null()).status() {
        Ok(status) if status.success() => Runner::Nextest,
        Ok(_) | Err(_) => Runner::Cargo,
    }
}

fn verify_vectors(
    project: &Project,
    interpreter: &'static str,
    script: &'static str,
) -> Result<(), Failure> {
    let mut command = Command::new(interpreter);
    command.arg(script).current_dir(&project.root);
    let remedy =
        "the vectors and the verifier disagree; fixtures/README.md says which one to trust";
    match Step::new("vectors", command, remedy).run() {
        // At the desk a language may be missing; at the gate that would be a check nobody ran.
        Err(Failure::NotStarted { program, .. }) if env::var_os("CI").is_none() => {
            announce(&format!("vectors: {program} is not installed; {script} skipped"));
            Ok(())
        }
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::{Effort, Runner, test_steps};
    use crate::project::Project;
    use crate::step::Step;

    #[track_caller]
    fn check(runner: Runner, effort: Effort, filters: &[&str], expected: [&str; 2]) {
        let filters: Vec<_> = filters.iter().map(Into::into).collect();
        let steps = test_steps(&Project::locate(), runner, effort, &filters);
        assert_eq!(steps.iter().map(Step::command_line).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn without_nextest_cargo_runs_the_same_tests() {
        let doctests = "cargo test --workspace --doc --";
        let nextest = "cargo nextest run --workspace --all-targets --";
        check(Runner::Nextest, Effort::Everyday, &[], [nextest, doctests]);
        check(
            Runner::Cargo,
            Effort::Everyday,
            &[],
            ["cargo test --workspace --all-targets --", doctests],
        );
    }

    #[test]
    fn filters_reach_every_step() {
        let expected = [
            "cargo test --workspace --all-targets -- sign t",
            "cargo test --workspace --doc -- sign t",
        ];
        check(Runner::Cargo, Effort::Everyday, &["sign", "t"], expected);
    }

    #[test]
    fn the_gate_runs_slow_tests_and_does_not_stop_at_a_failure() {
        let doctests = "SLOW_TESTS=1 cargo test --workspace --doc --";
        let nextest = "SLOW_TESTS=1 cargo nextest run --workspace --all-targets --profile ci --";
        let cargo = "SLOW_TESTS=1 cargo test --workspace --all-targets --no-fail-fast --";
        check(Runner::Nextest, Effort::Thorough, &[], [nextest, doctests]);
        check(Runner::Cargo, Effort::Thorough, &[], [cargo, doctests]);
    }
}
