//! What is built into the program, and under which licences.

use std::process::{Command, Output};

use super::problem::{Problem, Rule};
use super::spdx::satisfied;
use super::tree::Tree;
use crate::failure::Failure;
use crate::project::Project;
use crate::step::announce;

/// Licences that ask no more of a user than to name the authors, and lists of facts under equally light terms.
const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// The packages in the lock file, ours among them. Each one is code that nobody here has read.
const LOCKED_PACKAGES_MAX: usize = 300;

const LOCK: &str = "Cargo.lock";

static LICENCE: Rule = Rule {
    name: "licence",
    why: "who installs livehook takes on the licence of every crate in it",
    mend: "use another crate; or, if the licence asks no more than MIT does, allow it in xtask/src/tidy/licences.rs",
};

// Called through the alias, xtask seldom sees a stale lock file: building xtask itself has mended it. So `.ci/run`, which
// must not mend anything, builds xtask with --locked.
static LOCK_STALE: Rule = Rule {
    name: "lock-stale",
    why: "`cargo install --locked` and the gate build what the lock file says, or nothing",
    mend: "run `cargo update --workspace` and commit Cargo.lock with the manifest it belongs to",
};

static LOCK_LARGE: Rule = Rule {
    name: "lock-large",
    why: "every package is build time and trust for all who install livehook",
    mend: "do without the last one; or raise LOCKED_PACKAGES_MAX in the commit that needs it, and say there why",
};

/// Asks cargo for the dependencies of all members.
///
/// # Errors
/// [`Failure::NotStarted`] when cargo cannot be run.
pub(crate) fn check(project: &Project, tree: &Tree) -> Result<Vec<Problem>, Failure> {
    let lock = tree.text(LOCK).unwrap_or_default();
    let mut answer = ask(project, &["--target", "all"])?;
    if !answer.status.success() {
        // Crates for other systems are not on this disk until somebody fetches them, and there may be no network.
        answer = ask(project, &[])?;
        if answer.status.success() {
            announce(
                "tidy: licences of crates for other systems are not checked: cargo could not fetch them",
            );
        }
    }
    let mut problems: Vec<_> = check_count(lock).into_iter().collect();
    if answer.status.success() {
        problems.extend(check_licences(&String::from_utf8_lossy(&answer.stdout), lock));
    } else {
        let said = String::from_utf8_lossy(&answer.stderr);
        problems.push(LOCK_STALE.broken(
            LOCK,
            1,
            format!("cargo cannot use it:\n{}", said.trim_end()),
        ));
    }
    Ok(problems)
}

fn ask(project: &Project, targets: &[&str]) -> Result<Output, Failure> {
    let mut command: Command =
        project.cargo_at_root(["tree", "--locked", "--workspace", "--prefix", "none"]);
    command.args(["--edges", "normal,build,dev", "--format", "{p}\t{l}"]).args(targets);
    command
        .output()
        .map_err(|source| Failure::NotStarted { program: "cargo tree".to_owned(), source })
}

/// Each line is a package, a tab and its licence; `(*)` marks one that was printed before.
fn check_licences(listed: &str, lock: &str) -> Vec<Problem> {
    let mut packages: Vec<_> = listed
        .lines()
        .map(|line| line.trim_end().trim_end_matches("(*)").trim_end())
        .filter_map(|line| line.split_once('\t').or((!line.is_empty()).then_some((line, ""))))
        .collect();
    packages.sort_unstable();
    packages.dedup();

    let refused = |licence: &str| match satisfied(licence, |id| ALLOWED.contains(&id)) {
        Ok(true) => None,
        Ok(false) => Some(format!("is under {licence}")),
        Err(_) if licence.is_empty() => Some("names no licence".to_owned()),
        Err(_) => Some(format!("says its licence is `{licence}`, which is no SPDX expression")),
    };
    packages
        .into_iter()
        .filter_map(|(package, licence)| {
            let found = format!("{package} {}", refused(licence)?);
            Some(LICENCE.broken(LOCK, line_of(package, lock), found))
        })
        .collect()
}

/// Where the lock file has the package that cargo prints as `name v1.2.3`.
fn line_of(package: &str, lock: &str) -> usize {
    let name = package.split(' ').next().unwrap_or_default();
    let entry = format!("name = \"{name}\"");
    lock.lines().position(|line| line == entry).map_or(1, |at| at + 1)
}

fn check_count(lock: &str) -> Option<Problem> {
    let packages = lock.lines().filter(|line| *line == "[[package]]").count();
    let found = format!("there are {packages} packages, more than {LOCKED_PACKAGES_MAX}");
    (packages > LOCKED_PACKAGES_MAX).then(|| LOCK_LARGE.broken(LOCK, 1, found))
}

#[cfg(test)]
mod tests {
    use super::{LOCKED_PACKAGES_MAX, check_count, check_licences};
    use crate::tidy::problem::lines;

    const LOCK: &str = "[[package]]\nname = \"a\"\n\n[[package]]\nname = \"b\"\n";

    #[track_caller]
    fn check(listed: &str, expected: &[&str]) {
        assert_eq!(lines(&check_licences(listed, LOCK)), expected);
    }

    #[test]
    fn allowed_licences_pass() {
        check("a v1.0.0 (proc-macro)\tMIT OR Apache-2.0\n\nb v2.0.0\tUnlicense OR MIT (*)\n", &[]);
    }

    #[test]
    fn a_refused_one_is_named_once_with_its_place_in_the_lock_file() {
        let expected = "Cargo.lock:5: b v2.0.0 is under AGPL-3.0 [licence]";
        check("a v1.0.0\tMIT\nb v2.0.0\tAGPL-3.0\nb v2.0.0\tAGPL-3.0 (*)\n", &[expected]);
    }

    #[test]
    fn a_package_says_what_its_licence_is() {
        check("a v1.0.0\t\n", &["Cargo.lock:2: a v1.0.0 names no licence [licence]"]);
        let unreadable = "Cargo.lock:2: a v1.0.0 says its licence is `see file`, which is no SPDX expression [licence]";
        check("a v1.0.0\tsee file\n", &[unreadable]);
    }

    #[test]
    fn the_number_of_packages_has_a_limit() {
        assert!(check_count(&"[[package]]\n".repeat(LOCKED_PACKAGES_MAX)).is_none());
        assert!(check_count(&"[[package]]\n".repeat(LOCKED_PACKAGES_MAX + 1)).is_some());
    }
}
