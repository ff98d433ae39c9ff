//! Every help, its example included.

use crate::harness::Dir;

/// The commands that a help lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "));
    listed
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next().map(str::to_owned))
        .collect()
}

/// Walks every command and its subcommands.
fn walk(dir: &Dir, words: &[&str], visit: &mut impl FnMut(&[&str], &str)) {
    let mut asked = words.to_vec();
    asked.push("--help");
    let help = dir.livehook(&asked).exits(0).stdout();
    visit(words, &help);
    for command in commands(&help) {
        let mut inner = words.to_vec();
        inner.push(&command);
        walk(dir, &inner, visit);
    }
}

#[test]
fn each_begins_with_an_example() {
    let mut seen = 0;
    walk(&Dir::new(), &[], &mut |words, help| {
        if !words.is_empty() {
            let example = format!("Example: livehook {}", words.join(" "));
            assert!(
                help.starts_with(&example),
                "{words:?} does not begin with `{example}`:\n{help}"
            );
            seen += 1;
        }
    });
    assert!(seen >= 9, "only {seen} commands were found");
}

#[test]
fn each_fits_a_terminal_of_110_columns() {
    walk(&Dir::new(), &[], &mut |words, help| {
        for line in help.lines() {
            assert!(line.chars().count() <= 110, "{words:?}: {line}");
        }
    });
}

#[test]
fn under_xtask_the_usage_says_so() {
    let help =
        Dir::new().livehook(&["sign", "--help"]).env("LIVEHOOK_XTASK", "1").exits(0).stdout();
    assert!(help.starts_with("Example: cargo xtask sign "), "{help}");
    assert!(help.contains("Usage: cargo xtask sign "), "{help}");
}

#[test]
fn every_command_is_a_task_of_xtask_with_the_same_summary() {
    let tasks =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../xtask/src/tasks.rs"))
            .unwrap();
    for command in commands(&Dir::new().livehook(&["--help"]).exits(0).stdout()) {
        assert!(
            tasks.contains(&format!("\"{command}\"")),
            "xtask/src/tasks.rs does not list `{command}`"
        );
    }
}
