//! Product tasks: this process becomes the program.
//!
//! Everything after the task's name belongs to the program, `--help` included, and the caller's directory stays as it is,
//! because people pass relative paths.

use std::ffi::OsString;
use std::process::Command;

use crate::failure::Failure;
use crate::project::Project;
use crate::tasks::Profile;

/// Tells the program that it was reached through xtask, so that its usage lines say `cargo xtask serve`.
const REACHED_THROUGH_XTASK: &str = "LIVEHOOK_XTASK";

/// As the first argument of a task that builds for release: builds for development instead.
const SKIP_RELEASE: &str = "--dev";

/// Ends this process as `livehook TASK ARGS…`; returns only when that is impossible.
pub(crate) fn become_cli(
    project: &Project,
    profile: Profile,
    task: &str,
    args: Vec<OsString>,
) -> Result<(), Failure> {
    replace_process(cli_command(project, profile, task, args))
}

fn cli_command(
    project: &Project,
    profile: Profile,
    task: &str,
    mut args: Vec<OsString>,
) -> Command {
    // Not --quiet: the first build takes minutes, and silence would look like a hang.
    let mut command = project.cargo(["run", "--manifest-path"]);
    command.arg(project.root.join("Cargo.toml"));
    // Always the same selection: with another one cargo would unify features anew and compile a dozen crates again.
    command.args(["--package", "livehook", "--bin", "livehook"]);
    if let Profile::Release = profile {
        if args.first().is_some_and(|first| first == SKIP_RELEASE) {
            args.remove(0);
        } else {
            command.arg("--release");
        }
    }
    command.arg("--").arg(task).args(args).env(REACHED_THROUGH_XTASK, "1");
    command
}

#[cfg(unix)]
fn replace_process(mut command: Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt;

    // The same process id runs cargo and then the program: Ctrl-C and SIGTERM arrive where they are handled.
    let source = command.exec();
    Err(Failure::NotStarted {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    })
}

#[cfg(not(unix))]
fn replace_process(command: Command) -> Result<(), Failure> {
    use crate::step::Step;

    // The program has said itself what went wrong; only its code is left to pass on.
    Step::new("the program", command, "see its own message above").run()
}

#[cfg(test)]
mod tests {
    use super::{Profile, cli_command};
    use crate::project::Project;

    #[track_caller]
    fn check(profile: Profile, args: &[&str], expected: &str) {
        let args = args.iter().map(Into::into).collect();
        let command = cli_command(&Project::locate(), profile, "bench", args);
        let line: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
        let (_, line) = line.split_at(3); // run --manifest-path ROOT/Cargo.toml
        assert_eq!(line.join(" "), format!("--package livehook --bin livehook {expected}"));
        assert_eq!(command.get_current_dir(), None, "relative paths are the caller's");
    }

    #[test]
    fn all_arguments_are_the_programs() {
        check(Profile::Dev, &["--help"], "-- bench --help");
        check(Profile::Dev, &["a b", "--", "--dev"], "-- bench a b -- --dev");
    }

    #[test]
    fn a_release_task_builds_for_release_unless_told_otherwise_first() {
        check(Profile::Release, &["receiver"], "--release -- bench receiver");
        check(Profile::Release, &["--dev", "receiver"], "-- bench receiver");
        check(Profile::Release, &["receiver", "--dev"], "--release -- bench receiver --dev");
    }

    #[test]
    fn the_program_is_told_how_it_was_reached() {
        let command = cli_command(&Project::locate(), Profile::Dev, "demo", vec![]);
        let told = command.get_envs().find(|(name, _)| *name == "LIVEHOOK_XTASK");
        assert_eq!(told.and_then(|(_, value)| value), Some("1".as_ref()));
    }
}
