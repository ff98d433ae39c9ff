//! What is asked for, what is refused, and what the table looks like.

use super::{Asked, TASKS, Task, asked, help, nearest};

fn task(name: &str) -> &'static Task {
    match asked(Some(name.as_ref())) {
        Asked::Task(task) => task,
        Asked::Help | Asked::Unknown(_) => panic!("{name} is no task"),
    }
}

#[track_caller]
fn check_refused(name: &str, args: &[&str], expected: &str) {
    let args: Vec<_> = args.iter().map(Into::into).collect();
    let answer = task(name).accept(&args).map_err(|failure| failure.to_string());
    assert_eq!(answer.err().as_deref(), Some(expected));
}

#[test]
fn nothing_and_each_word_for_help_show_the_table() {
    for name in [None, Some("help"), Some("--help"), Some("-h")] {
        assert!(matches!(asked(name.map(AsRef::as_ref)), Asked::Help), "{name:?}");
    }
}

#[test]
fn every_task_is_found_by_its_name_and_printed_once() {
    for listed in TASKS {
        assert_eq!(task(listed.name).name, listed.name);
        let line = format!("  {:<12} {}\n", listed.name, listed.summary);
        assert_eq!(help().matches(&line).count(), 1, "{}", listed.name);
    }
}

#[test]
fn lines_fit_a_terminal() {
    for line in help().lines() {
        assert!(line.chars().count() <= 90, "{line}");
    }
}

#[test]
fn an_unknown_name_is_handed_back_for_the_message() {
    assert!(matches!(asked(Some("tset".as_ref())), Asked::Unknown(name) if name == "tset"));
    assert_eq!(nearest("tset"), Some("test"));
    assert_eq!(nearest("benhc"), Some("bench"));
    assert_eq!(nearest("publish"), None);
}

#[test]
fn a_chore_without_arguments_refuses_them() {
    check_refused("ci", &["fast"], "error: `cargo xtask ci` takes no arguments, and got `fast`");
}

#[test]
fn a_chore_with_filters_refuses_options() {
    let expected = "error: `cargo xtask test` does not know the option `--nocapture`\n\
                    hint: it takes [FILTER…]; for anything else call cargo itself";
    check_refused("test", &["sign", "--nocapture"], expected);
    assert!(task("test").accept(&["sign".into(), "parse".into()]).is_ok());
}

#[test]
fn usage_shows_what_a_chore_takes() {
    assert!(task("test").usage().ends_with("usage: cargo xtask test [FILTER…]\n"));
    assert!(task("ci").usage().ends_with("usage: cargo xtask ci\n"));
}
