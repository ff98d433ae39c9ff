//! A server that is brought down and up, and lives on.

use std::{fs, path::Path, process::Command};

use expect_test::{Expect, expect};
use livehook_probe::{CommandRestart, RESTART_TIME_MAX, Restart as _};
use tokio::time::Instant;

use crate::harness::{Pulse, directory, said, silence};

async fn check_error(command: &str, expected: Expect) {
    expected.assert_eq(&said(&CommandRestart::new(command).restart().await.unwrap_err()));
}

#[tokio::test]
async fn a_restart_ends_when_its_shell_does() {
    CommandRestart::new("echo; echo >&2").restart().await.unwrap();
    check_error(
        "echo one >&2; printf '\\033[2Jport in use\\n' >&2; exit 3",
        expect![[
            r"restart_failed: the restart command failed (exit status: 3): `\u{1b}[2Jport in use`"
        ]],
    )
    .await;
    check_error(
        "yes | head -c 3000000 >&2; echo last >&2; exit 1",
        expect!["restart_failed: the restart command failed (exit status: 1): `last`"],
    )
    .await;
    check_error(" ", expect!["observe_command: the command is not usable: it is empty"]).await;
}

/// A server that has inherited stdout and stderr: it tells its pulse, waits to be told to go on, and writes to both then.
fn server(pulse: &Pulse, go: &Path, pid: &Path) -> String {
    format!(
        "sh -c 'echo >&3; read line <\"{}\"; echo out; echo error >&2; echo lives >&3; exec sleep 1000' 3>'{}' & echo $! >'{}'",
        go.display(),
        pulse.path.display(),
        pid.display(),
    )
}

#[tokio::test]
async fn the_server_left_behind_lives_and_may_write() {
    let directory = directory();
    let pulse = Pulse::new(directory.path());
    let (go, pid) = (directory.path().join("go"), directory.path().join("pid"));
    assert!(Command::new("mkfifo").arg(&go).status().unwrap().success());
    let restart = CommandRestart::new(&server(&pulse, &go, &pid));
    let (pipe, restarted) = tokio::join!(pulse.first(), restart.restart());
    restarted.unwrap();
    drop(restart);

    fs::write(go, "go on\n").unwrap();
    let mut pipe = pipe.unwrap();
    let mut heard = [0; 6];
    std::io::Read::read_exact(&mut pipe, &mut heard).unwrap();
    assert_eq!(&heard, b"lives\n");
    let pid = fs::read_to_string(pid).unwrap();
    assert!(Command::new("kill").arg(pid.trim()).status().unwrap().success());
    silence(pipe).await;
}

#[tokio::test]
async fn a_failed_restart_is_not_held_up_by_a_child_that_has_its_stderr() {
    let directory = directory();
    let pulse = Pulse::new(directory.path());
    let command =
        format!("(echo >&3; exec sleep 1000) 3>'{}' & echo $! >&2; exit 4", pulse.path.display());
    let restart = CommandRestart::new(&command);
    let (pipe, restarted) = tokio::join!(pulse.first(), restart.restart());
    let said = restarted.unwrap_err().to_string();
    let pid: u32 = said.split('`').nth(1).unwrap().parse().unwrap();
    assert!(Command::new("kill").arg(pid.to_string()).status().unwrap().success());
    silence(pipe.unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn a_restart_that_stays_in_the_foreground_is_killed() {
    let directory = directory();
    let pulse = Pulse::new(directory.path());
    let command = format!("(echo >&3; sleep 1000) 3>'{}'", pulse.path.display());
    let restart = CommandRestart::new(&command);
    let begun = Instant::now();
    let (pipe, restarted) = tokio::join!(pulse.first(), restart.restart());
    expect!["restart_timeout: the restart command does not end within 30 s; a server has to be started in the background, with `&`"].assert_eq(&said(&restarted.unwrap_err()));
    assert_eq!(begun.elapsed().as_secs(), RESTART_TIME_MAX.as_secs());
    silence(pipe.unwrap()).await;
}

#[test]
fn a_description_shows_the_program_only() {
    let restart = CommandRestart::new("KEY=secret ./restart.sh --key secret");
    assert_eq!(restart.describe(), "command `./restart.sh …`");
}
