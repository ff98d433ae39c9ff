//! A command that answers, fails, hangs, floods, or is asked about a hostile id.

use std::fs;

use expect_test::{Expect, expect};
use livehook_probe::{COMMAND_TIME_MAX, CommandProbe, Probe as _, Question, Scope};
use tokio::time::Instant;

use crate::harness::{Pulse, count, directory, room, said, silence};

async fn check(command: &str, expected: u64) {
    assert_eq!(count(&CommandProbe::new(command).unwrap()).await, Ok(expected), "{command}");
}

async fn check_error(command: &str, expected: Expect) {
    expected.assert_eq(&count(&CommandProbe::new(command).unwrap()).await.unwrap_err());
}

#[tokio::test]
async fn digits_numbers_and_lists_are_counts_and_nothing_is_none() {
    check("echo 3", 3).await;
    check("printf '  007 \\n\\n'", 7).await;
    check("echo '[{}, null, [1, 2]]'", 3).await;
    check("true", 0).await;
    check("printf ' \\n'", 0).await;
}

#[tokio::test]
async fn the_question_is_in_the_command_and_in_the_environment() {
    check("test {stream_id}/$LIVEHOOK_STREAM_ID = room-1/room-1 && echo 1", 1).await;
    check("test x{event_type}x$LIVEHOOK_EVENT_TYPE = xx && echo 1", 1).await;
    let probe = CommandProbe::new("test {event_type} = $LIVEHOOK_EVENT_TYPE && echo {event_type}");
    assert_eq!(probe.unwrap().count(&room().of_type(349)).await.unwrap(), 349);
}

#[test]
fn what_is_mentioned_decides_what_is_told_apart() {
    let of = |command| {
        let probe = CommandProbe::new(command).unwrap();
        (probe.scope(), probe.tells_types())
    };
    assert_eq!(of("count"), (Scope::Total, false));
    assert_eq!(of("count {stream_id}"), (Scope::Stream, false));
    assert_eq!(of("count \"$LIVEHOOK_STREAM_ID\" {event_type}"), (Scope::Stream, true));
    assert_eq!(of("count $LIVEHOOK_EVENT_TYPE"), (Scope::Total, true));
}

#[tokio::test]
async fn other_output_is_no_count_and_is_quoted_escaped_and_cut() {
    check_error("echo three", expect!["observe_not_a_count: the answer is no count but `three`; a number, a list or nothing would be one"]).await;
    check_error("echo -3", expect!["observe_not_a_count: the answer is no count but `-3`; a number, a list or nothing would be one"]).await;
    check_error("echo '3 4'", expect!["observe_not_a_count: the answer is no count but `3 4`; a number, a list or nothing would be one"]).await;
    check_error("echo null", expect!["observe_not_a_count: the answer is no count but `null`; a number, a list or nothing would be one"]).await;
    check_error("printf '\\033[2J\\033]0;title\\007'", expect![[r"observe_not_a_count: the answer is no count but `\u{1b}[2J\u{1b}]0;title\u{7}`; a number, a list or nothing would be one"]]).await;
    check_error("printf 'x\\377%0200d' 0", expect!["observe_not_a_count: the answer is no count but `x�000000000000000000000000000000000000000000000000000000000000000000000000000000…`; a number, a list or nothing would be one"]).await;
}

#[tokio::test]
async fn a_failed_command_says_its_last_line() {
    check_error(
        "echo 3; echo one >&2; printf 'no \\033[31mtable\\033[0m\\n\\n' >&2; exit 7",
        expect![[r"observe_command_failed: the command failed (exit status: 7): `no \u{1b}[31mtable\u{1b}[0m`"]],
    )
    .await;
    check_error(
        "exit 1",
        expect![
            "observe_command_failed: the command failed (exit status: 1): it says nothing on stderr"
        ],
    )
    .await;
    check_error("kill -9 $$", expect!["observe_command_failed: the command failed (signal: 9 (SIGKILL)): it says nothing on stderr"]).await;
}

#[tokio::test]
async fn a_talkative_command_is_neither_held_up_nor_remembered() {
    check_error(
        "head -c 3000000 /dev/zero | tr '\\0' 'y' >&2; echo >&2; echo last >&2; exit 1",
        expect!["observe_command_failed: the command failed (exit status: 1): `last`"],
    )
    .await;
}

#[tokio::test]
async fn endless_output_is_cut_off() {
    check_error("yes", expect!["observe_too_large: there is more than 1048576 bytes to read"])
        .await;
    check_error(
        "yes & yes & wait",
        expect!["observe_too_large: there is more than 1048576 bytes to read"],
    )
    .await;
}

#[tokio::test]
async fn ids_that_a_shell_could_obey_are_refused() {
    let directory = directory();
    let witness = directory.path().join("witness");
    let command = format!("echo 1; : > '{}'; echo {{stream_id}} >/dev/null", witness.display());
    let probe = CommandProbe::new(&command).unwrap();
    for id in ["a;b", "$(id)", "`id`", "a b", "a'b", "a\nb", "../a", "a*", "a\0b", "直", ""] {
        let error = probe.count(&Question::of_stream(id)).await.unwrap_err();
        assert_eq!(error.code(), "observe_stream_id", "{id:?}");
    }
    let error = probe.count(&Question::of_stream("\u{1b}[31m;id")).await.unwrap_err();
    expect![[r"observe_stream_id: the stream id `\u{1b}[31m;id` is not given to a command: only letters, digits, `_` and `-` are"]].assert_eq(&said(&error));
    assert!(!witness.exists());
    assert_eq!(probe.count(&Question::of_stream("aZ09_-")).await.unwrap(), 1);
    assert!(witness.exists());
}

#[test]
fn what_cannot_be_run_is_no_probe() {
    for command in ["", " \n", "echo \0"] {
        assert_eq!(CommandProbe::new(command).unwrap_err().code(), "observe_command");
    }
}

#[test]
fn a_description_shows_the_program_only() {
    let probe = CommandProbe::new("PGPASSWORD=secret psql -c 'select 1'").unwrap();
    assert_eq!(probe.describe(), "command `psql …`");
}

/// The clock stands until the command and its child have shown that they run; then it goes to the limit at once.
#[tokio::test(start_paused = true)]
async fn a_hanging_command_is_killed_with_its_children() {
    let directory = directory();
    let pulse = Pulse::new(directory.path());
    let command = format!("(echo >&3; sleep 1000) 3>'{}' & wait", pulse.path.display());
    let probe = CommandProbe::new(&command).unwrap();
    let begun = Instant::now();
    let (pipe, counted) = tokio::join!(pulse.first(), count(&probe));
    assert_eq!(counted.unwrap_err(), "observe_timeout: there is no answer within 10 s");
    assert_eq!(begun.elapsed().as_secs(), COMMAND_TIME_MAX.as_secs());
    silence(pipe.unwrap()).await;
}

#[tokio::test]
async fn an_abandoned_question_leaves_no_process() {
    let directory = directory();
    let pulse = Pulse::new(directory.path());
    let command = format!("(echo >&3; sleep 1000) 3>'{}' & wait", pulse.path.display());
    let probe = CommandProbe::new(&command).unwrap();
    let question = room();
    let pipe = tokio::select! {
        pipe = pulse.first() => pipe.unwrap(),
        _ = probe.count(&question) => panic!("it hangs"),
    };
    silence(pipe).await;
}

#[tokio::test]
async fn what_runs_on_in_the_background_is_not_waited_for() {
    let directory = directory();
    let pulse = Pulse::new(directory.path());
    let file = directory.path().join("pid");
    let command = format!(
        "(echo >&3; exec sleep 1000) 3>'{}' & echo $! >'{}'; echo 5",
        pulse.path.display(),
        file.display(),
    );
    let probe = CommandProbe::new(&command).unwrap();
    let (pipe, counted) = tokio::join!(pulse.first(), count(&probe));
    assert_eq!(counted, Ok(5));
    let pid = fs::read_to_string(file).unwrap();
    let kill = std::process::Command::new("kill").arg(pid.trim()).status();
    assert!(kill.unwrap().success(), "it is left alone");
    silence(pipe.unwrap()).await;
}
