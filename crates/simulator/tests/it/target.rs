//! Where callbacks may be sent.

use expect_test::{Expect, expect};
use livehook_simulator::delivery::{MayTest, Target};

#[track_caller]
fn check(url: &str, may_test: &[&str], expected: &Expect) {
    let may_test = MayTest::hosts(may_test.iter().map(|&host| host.to_owned()));
    let answer = match Target::parse(url, &may_test) {
        Ok(target) => target.to_string(),
        Err(error) => format!("{}: {error}", error.code()),
    };
    expected.assert_eq(&answer);
}

#[test]
fn this_machine_may_be_tested() {
    for url in [
        "http://127.0.0.1/",
        "http://127.9.9.9:81/x",
        "http://localhost:8080/callbacks/css?x=1",
        "http://LOCALHOST/",
        "https://localhost./",
        "http://[::1]:8080/",
        "http://[::ffff:127.0.0.1]/",
    ] {
        assert!(Target::parse(url, &MayTest::default()).is_ok(), "{url}");
    }
}

#[test]
fn other_machines_only_by_name() {
    check(
        "http://hooks.example.test/css",
        &[],
        &expect![
            "target_not_loopback: hooks.example.test is not this machine; only test receivers that are yours, and say so with --i-may-test hooks.example.test"
        ],
    );
    check(
        "http://hooks.example.test/css",
        &["other.example.test"],
        &expect![
            "target_not_loopback: hooks.example.test is not this machine; only test receivers that are yours, and say so with --i-may-test hooks.example.test"
        ],
    );
    check(
        "http://hooks.example.test:81/css",
        &["Hooks.Example.Test"],
        &expect!["http://hooks.example.test:81/css"],
    );
    check("http://192.0.2.7/", &["192.0.2.7"], &expect!["http://192.0.2.7/"]);
    check("http://[2001:db8::1]/", &["2001:db8::1"], &expect!["http://[2001:db8::1]/"]);
    check(
        "http://localhost.example.test/",
        &[],
        &expect![
            "target_not_loopback: localhost.example.test is not this machine; only test receivers that are yours, and say so with --i-may-test localhost.example.test"
        ],
    );
    check(
        "http://127.0.0.1.example.test/",
        &[],
        &expect![
            "target_not_loopback: 127.0.0.1.example.test is not this machine; only test receivers that are yours, and say so with --i-may-test 127.0.0.1.example.test"
        ],
    );
    check(
        "http://0.0.0.0/",
        &[],
        &expect![
            "target_not_loopback: 0.0.0.0 is not this machine; only test receivers that are yours, and say so with --i-may-test 0.0.0.0"
        ],
    );
    check(
        "http://10.0.0.1/",
        &[],
        &expect![
            "target_not_loopback: 10.0.0.1 is not this machine; only test receivers that are yours, and say so with --i-may-test 10.0.0.1"
        ],
    );
    check(
        "http://[::ffff:10.0.0.1]/",
        &[],
        &expect![
            "target_not_loopback: [::ffff:a00:1] is not this machine; only test receivers that are yours, and say so with --i-may-test [::ffff:a00:1]"
        ],
    );
}

#[test]
fn tricks_with_the_host_do_not_pass() {
    check(
        "http://localhost@hooks.example.test/",
        &[],
        &expect![
            "target_credentials: the target has a user name or password in it, which would stand in logs and process lists; leave it out"
        ],
    );
    check(
        "http://user:secret@localhost/",
        &[],
        &expect![
            "target_credentials: the target has a user name or password in it, which would stand in logs and process lists; leave it out"
        ],
    );
    check("http://2130706433/", &[], &expect!["http://127.0.0.1/"]);
    check("http://0x7f.1/", &[], &expect!["http://127.0.0.1/"]);
}

#[test]
fn what_is_no_http_url_is_refused() {
    check(
        "localhost:8080/css",
        &[],
        &expect![[
            r#"target_scheme: callbacks travel by http or https, not by "localhost"; write the target as http://127.0.0.1:8080/callbacks/css"#
        ]],
    );
    check(
        "ftp://localhost/",
        &[],
        &expect![[
            r#"target_scheme: callbacks travel by http or https, not by "ftp"; write the target as http://127.0.0.1:8080/callbacks/css"#
        ]],
    );
    check(
        "/callbacks/css",
        &[],
        &expect![
            "target_not_a_url: the target is no URL (relative URL without a base); write it as http://127.0.0.1:8080/callbacks/css"
        ],
    );
    check(
        "",
        &[],
        &expect![
            "target_not_a_url: the target is no URL (relative URL without a base); write it as http://127.0.0.1:8080/callbacks/css"
        ],
    );
}
