//! The example verifiers in Python and Node pass the vectors: proof that any language can use the files.

use std::path::Path;
use std::process::Command;

/// More lines than this are no example any more.
const LINES_MAX: usize = 79;

/// Runs a verifier by an interpreter that may not be installed, which is said and no failure.
#[expect(clippy::print_stderr, reason = "a test that did not run must not look as if it had")]
#[track_caller]
fn check(interpreter: &str, verifier: &str, cases: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/vectors").join(verifier);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.lines().count() <= LINES_MAX, "{verifier} has {} lines", text.lines().count());
    let Ok(output) = Command::new(interpreter).arg(&path).output() else {
        eprintln!("skipped: {verifier} needs {interpreter}, which is not installed");
        return;
    };
    let seen = String::from_utf8(output.stdout).unwrap();
    let complaints = String::from_utf8(output.stderr).unwrap();
    let last = seen.lines().last().unwrap_or_default();
    assert_eq!(last, format!("{cases} passed, 0 failed"), "{seen}{complaints}");
    assert!(output.status.success());
}

#[test]
fn python_passes_every_signature_vector() {
    check("python3", "verify.py", super::cases().len());
}

#[test]
fn node_passes_every_signature_vector() {
    check("node", "verify.mjs", super::cases().len());
}

#[test]
fn python_passes_every_content_key_vector() {
    check("python3", "content_key.py", super::content_keys::bodies());
}

#[test]
fn node_passes_every_content_key_vector() {
    check("node", "content_key.mjs", super::content_keys::bodies());
}
