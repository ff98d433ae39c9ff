//! The README tells the truth: every command in it runs, and what it prints of ours is what we print.

use std::{
    fmt::Write as _,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::harness::Dir;

/// Commands that a test of the README must not run: they build, or run the tests that this is one of.
const NOT_RUN_HERE: &str =
    r#""xtask test"*|"xtask check"*|"xtask fix"*|"xtask bench"*|"install --path"*"#;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The `sh` blocks of a page, in order.
fn shell_blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line == "```sh" {
            blocks.push(
                lines
                    .by_ref()
                    .take_while(|line| *line != "```")
                    .fold(String::new(), |block, line| block + line + "\n"),
            );
        }
    }
    blocks
}

/// A port that was free a moment ago.
fn free_port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}

/// The page's commands as one script, as a reader would type them: `cargo xtask X` is our binary, and after a command that is
/// sent to the background the reader waits until it listens.
fn script(page: &str, port: &str, api_port: &str) -> String {
    let mut script = format!(
        r#"set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
cargo() {{
    case "$*" in
        {NOT_RUN_HERE}) echo "(not run here: cargo $*)" ;;
        # In the background: becomes the server, so that ending the job ends it.
        "xtask serve"*) shift; exec "$LIVEHOOK" "$@" ;;
        # 5: a machine that is busy with other tests makes no valid run, of which the README says so.
        "xtask load"*) shift; "$LIVEHOOK" "$@" || [ $? = 5 ] ;;
        # 1: the callback that it explains is a refused one.
        "xtask explain"*) shift; "$LIVEHOOK" "$@" || [ $? = 1 ] ;;
        "xtask "*) shift; "$LIVEHOOK" "$@" ;;
        *) echo "the README has a cargo command that its test does not know: cargo $*" >&2; exit 97 ;;
    esac
}}
# A reader sees an answer of 404; here it must end the script.
curl() {{ command curl --fail-with-body "$@"; }}
listening() {{ for _ in $(seq 200); do (: > "/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 0.05; done; echo "nothing listens on $1" >&2; exit 98; }}
"#
    );
    for block in shell_blocks(page) {
        for line in block.lines() {
            script.push_str(&line.replace("8349", port).replace("8350", api_port));
            script.push('\n');
            if line.ends_with('&') {
                let _ = write!(script, "listening {port}\nlistening {api_port}\n");
            }
        }
    }
    script
}

#[track_caller]
fn check_commands(page: &Path) {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("skipped: the README uses curl, which is not installed here");
        }
        return;
    }
    let text = fs::read_to_string(page).unwrap();
    let (port, api_port) = (free_port(), free_port());
    let dir = Dir::new();
    let script = script(&text, &port, &api_port);
    let run = Command::new("bash")
        .args(["-c", &script])
        .current_dir(dir.path())
        .env("LIVEHOOK", env!("CARGO_BIN_EXE_livehook"))
        .env("LIVEHOOK_LISTEN", format!("127.0.0.1:{port}"))
        .env("LIVEHOOK_API_LISTEN", format!("127.0.0.1:{api_port}"))
        .env_remove("LIVEHOOK_CALLBACK_KEY")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let shown = format!(
        "{script}\n--- stdout\n{}\n--- stderr\n{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
    assert!(run.status.success(), "{} ended with {}:\n{shown}", page.display(), run.status);
}

/// Compares what stands between `<!-- name -->` and `<!-- /name -->` with what should; with `UPDATE_EXPECT=1` writes it.
#[track_caller]
fn check_section(page: &Path, name: &str, expected: &str) {
    let text = fs::read_to_string(page).unwrap();
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) =
        text.split_once(&open).unwrap_or_else(|| panic!("no section {name} in {}", page.display()));
    let (found, after) = rest.split_once(&close).unwrap();
    if found == expected {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(page, format!("{before}{open}{expected}{close}{after}")).unwrap();
        return;
    }
    panic!(
        "section {name} of {} is not what it should be; `cargo xtask fix` writes:\n{expected}",
        page.display()
    );
}

#[test]
fn every_command_of_the_readme_runs() {
    check_commands(&root().join("README.md"));
}

#[test]
fn every_command_of_the_chinese_page_runs() {
    check_commands(&root().join("crates/README.zh-CN.md"));
}

#[test]
fn the_demo_prints_what_the_readme_shows() {
    let ran = Dir::new().livehook(&["demo"]).env("LIVEHOOK_XTASK", "1").exits(0);
    for page in ["README.md", "crates/README.zh-CN.md"] {
        check_section(&root().join(page), "demo", &format!("```\n{}```\n", ran.stdout()));
    }
}

#[test]
fn the_explanation_is_the_one_that_the_readme_shows() {
    for (page, language) in [("README.md", "en"), ("crates/README.zh-CN.md", "zh")] {
        let page = root().join(page);
        let text = fs::read_to_string(&page).unwrap();
        let line = |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap();
        let body = line("printf '%s' '{").split('\'').nth(3).unwrap();
        let words: Vec<_> = line("cargo xtask explain").split(' ').skip(2).collect();
        let dir = Dir::new();
        dir.file("callback.json", body);
        let ran = dir.livehook(&words).env("LIVEHOOK_LANG", language).exits(1);
        assert!(ran.stdout().contains("\n-> "), "no mistake is named: {}", ran.shown());
        check_section(&page, "explain", &format!("```\n{}```\n", ran.stdout()));
    }
}

#[test]
fn the_answers_are_those_of_the_table() {
    let mut expected = "| arrives | answer | kept |\n| --- | --- | --- |\n".to_owned();
    for row in livehook_testkit::answers() {
        let code = row.code.unwrap_or_else(|| r#"{"code":0}"#.to_owned());
        let _ = writeln!(expected, "| {} | {} `{code}` | {} |", row.meaning, row.status, row.kept);
    }
    check_section(&root().join("README.md"), "answers", &expected);
}

/// Every case by area, folded: the page stays a page.
fn catalogue() -> String {
    use livehook_contract::{case::Area, catalogue};
    let n = catalogue::all().count();
    let of = |level: &str| catalogue::all().filter(|case| case.level.as_str() == level).count();
    let mut page = format!(
        "{n} cases: {} MUST (failing loses or fakes events), {} SHOULD (failing does so under circumstances that will come), {} MAY, {} facts.\n\n",
        of("must"),
        of("should"),
        of("may"),
        of("info"),
    );
    for area in Area::ALL {
        let cases: Vec<_> = catalogue::all().filter(|case| case.area() == *area).collect();
        let _ =
            writeln!(page, "<details><summary><b>{area}</b>: {} cases</summary>\n", cases.len());
        page.push_str("| case | level | a sound receiver |\n| --- | --- | --- |\n");
        for case in cases {
            let title = case.title.replace('|', "\\|");
            let _ = writeln!(
                page,
                "| `{}` | {} | {title} |",
                case.id,
                case.level.as_str().to_uppercase()
            );
        }
        page.push_str("\n</details>\n\n");
    }
    page
}

#[test]
fn the_contract_asks_what_the_readme_lists() {
    check_section(&root().join("README.md"), "catalogue", &catalogue());
}
