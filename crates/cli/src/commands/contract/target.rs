//! From what was typed to what a run needs: flags, then the profile, then what is usual.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use livehook_contract::{
    Invocation, Limits, Options, Patience, Traits, Transcripts, WhenRefused, profile::Observe,
    report::Mode,
};
use livehook_core::CallbackKey;
use livehook_probe::{CommandRestart, Restart};
use livehook_simulator::{
    Seed,
    delivery::{MayTest, Target, in_a_shell, without_tokens},
};

use super::{
    arguments::{ReceiverArguments, TargetArguments},
    observe,
    profile::{self, Found},
};
use crate::{clock, commands::Context, exit::Failure, keys};

/// Seeds that nobody asked for are below this: every reader of JSON keeps such a number.
const SEEDS: u64 = 1 << 53;

/// What a run needs, but for the probe, which is made when it begins.
pub(super) struct Meant {
    pub(super) options: Options,
    pub(super) observe: Option<Observe>,
    /// The flag that makes the same events again, where it was not given.
    pub(super) again: Option<String>,
}

/// What was typed, beside what an earlier run had.
pub(super) fn meant(
    arguments: &TargetArguments,
    earlier_profile: Option<&str>,
    patience: Patience,
    context: &Context,
) -> Result<Meant, Failure> {
    let TargetArguments { receiver, observe: observing, sending } = arguments;
    let Found { profile, path } = profile::find(receiver.profile.as_deref(), earlier_profile)?;
    let url = receiver.url.as_deref().ok_or_else(no_url)?;
    let may_test = MayTest::hosts(receiver.i_may_test.iter().cloned());
    let target = Target::parse(url, &may_test).map_err(Failure::usage)?;
    let key = key(receiver, profile.mode, context)?;
    let asked = profile.paths.into_iter().chain(receiver.path_for.iter().cloned());
    let paths = asked
        .map(|(event_type, path)| Ok((event_type, path_target(&path, &target, &may_test)?)))
        .collect::<Result<BTreeMap<_, _>, Failure>>()?;
    let takes = (!receiver.takes.is_empty()).then(|| receiver.takes.clone());
    let settle = observing.settle.map(|span| span.0).or(profile.settle);
    let seed = sending.seed.unwrap_or_else(fresh_seed);
    let restart = observing.restart_cmd.clone().or(profile.restart);
    let observe = match observe::asked(observing)? {
        None => profile.observe,
        asked => asked,
    };
    let options = Options {
        patience: patient(patience, settle, sending.time_limit.map(|span| span.0)),
        target,
        paths,
        traits: Traits { takes: takes.or(profile.traits.takes), ..profile.traits },
        probe: None,
        restart: restart.map(|command| Arc::new(CommandRestart::new(&command)) as Arc<dyn Restart>),
        seed: Seed(seed),
        limits: Limits { requests: sending.max_requests, ..Limits::USUAL },
        when_refused: WhenRefused::Stop,
        transcripts: if sending.exact_bytes { Transcripts::Exact } else { Transcripts::Masked },
        clock: Arc::new(clock::now),
        invocation: Invocation {
            program: context.layers.environment.program_name().to_owned(),
            flags: flags(arguments, patience, key.as_ref()),
            profile: path,
        },
        key,
    };
    let again = sending.seed.is_none().then(|| format!("--seed {seed}"));
    Ok(Meant { options, observe, again })
}

fn no_url() -> Failure {
    Failure::usage("no receiver to test")
        .hint("say where callbacks go: --url http://127.0.0.1:8080/callbacks/css")
}

/// None for a receiver without a key, which somebody has to say: a key that was forgotten must not make a run an easy one.
fn key(
    arguments: &ReceiverArguments,
    mode: Option<Mode>,
    context: &Context,
) -> Result<Option<CallbackKey>, Failure> {
    let is_typed = arguments.key.key.is_some() || !arguments.key.key_file.is_empty();
    if arguments.unsigned || (!is_typed && mode == Some(Mode::Unsigned)) {
        return Ok(None);
    }
    let hint = "for a receiver without a key, say --unsigned";
    let keys = keys::required_or(&arguments.key, &context.layers.environment, &[], hint)?;
    Ok(keys.into_iter().next().map(|(_, key)| key))
}

/// Where events of one type go: on the same host, which was allowed.
fn path_target(path: &str, target: &Target, may_test: &MayTest) -> Result<Target, Failure> {
    let wrong = |reason: &str| {
        Failure::usage(format_args!("`{path}` is no place for events of one type: {reason}"))
            .hint("write a path such as /callbacks/highlights, or a URL of the same host")
    };
    if !path.starts_with('/') && !path.contains("://") {
        return Err(wrong("it is neither a path nor a URL"));
    }
    let joined = target.url().join(path).map_err(|error| wrong(&error.to_string()))?;
    if joined.host_str() != target.url().host_str() {
        return Err(wrong("it is on another host"));
    }
    Target::parse(joined.as_str(), may_test).map_err(|error| wrong(&error.to_string()))
}

fn patient(usual: Patience, settle: Option<Duration>, total: Option<Duration>) -> Patience {
    Patience {
        settle: settle.unwrap_or(usual.settle),
        total: total.unwrap_or(usual.total),
        ..usual
    }
}

fn fresh_seed() -> u64 {
    use rand::RngExt as _;
    rand::rng().random_range(0..SEEDS)
}

/// The flags that make a run what it is, for the lines that run a case again. Never the key, nor what stands in a query.
fn flags(arguments: &TargetArguments, patience: Patience, key: Option<&CallbackKey>) -> String {
    let TargetArguments { receiver, observe, sending } = arguments;
    let path_for =
        |(number, path): &(i64, String)| format!("--path-for {number}={}", in_a_shell(path));
    let paths: Vec<_> = receiver.path_for.iter().map(path_for).collect();
    let time_limit = sending.time_limit.map(|span| format!("{}ms", span.0.as_millis()));
    let max_requests =
        (sending.max_requests != Limits::USUAL.requests).then(|| sending.max_requests.to_string());
    let takes: Vec<_> = receiver.takes.iter().map(ToString::to_string).collect();
    let settle = observe.settle.map(|span| format!("{}ms", span.0.as_millis()));
    let url = receiver.url.iter().map(|url| format!("--url {}", in_a_shell(url)));
    let mut flags: Vec<String> = url.collect();
    let mut add = |name: &str, values: &[String]| {
        flags.extend(values.iter().map(|value| format!("--{name} {}", quoted(value))));
    };
    add("i-may-test", &receiver.i_may_test);
    add("key-file", &receiver.key.key_file);
    add("profile", receiver.profile.as_slice());
    add("takes", &takes);
    let observe_url = observe.observe_url.as_deref().map(without_tokens);
    add("observe-url", observe_url.as_slice());
    add("observe-pointer", observe.observe_pointer.as_slice());
    add("observe-cmd", observe.observe_cmd.as_slice());
    add("observe-log", observe.observe_log.as_slice());
    add("observe-pattern", observe.observe_pattern.as_slice());
    add("settle", settle.as_slice());
    add("restart-cmd", observe.restart_cmd.as_slice());
    add("time-limit", time_limit.as_slice());
    add("max-requests", max_requests.as_slice());
    flags.extend(paths);
    if patience == Patience::SHORT {
        flags.push("--level must".to_owned());
    }
    if receiver.unsigned {
        flags.push("--unsigned".to_owned());
    }
    without_key(&flags.join(" "), key)
}

/// What was typed, with the key masked wherever somebody put it.
pub(super) fn without_key(typed: &str, key: Option<&CallbackKey>) -> String {
    key.map_or_else(|| typed.to_owned(), |key| typed.replace(key.expose(), "********"))
}

/// Text as one word of a shell.
fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:=@%+,-".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_path(path: &str, expected: Result<&str, &str>) {
        let target = Target::parse("http://127.0.0.1:8080/css", &MayTest::default()).unwrap();
        let got = path_target(path, &target, &MayTest::default());
        match (got, expected) {
            (Ok(target), expected) => assert_eq!(Ok(target.url().as_str()), expected),
            (Err(failure), Ok(_)) => panic!("{failure:?}"),
            (Err(failure), Err(reason)) => {
                assert!(format!("{failure:?}").contains(reason), "{failure:?}");
            }
        }
    }

    #[test]
    fn events_of_one_type_stay_on_the_host_that_was_allowed() {
        check_path("/x?y=1", Ok("http://127.0.0.1:8080/x?y=1"));
        check_path("http://127.0.0.1:9090/x", Ok("http://127.0.0.1:9090/x"));
        check_path("//example.test/x", Err("another host"));
        check_path("https://example.test/x", Err("another host"));
        check_path("/\\example.test/x", Err("another host"));
        check_path("ftp://127.0.0.1/x", Err("http or https"));
        check_path("x", Err("neither a path nor a URL"));
    }

    #[test]
    fn a_shell_reads_what_was_meant() {
        assert_eq!(quoted("http://127.0.0.1:8080/css"), "http://127.0.0.1:8080/css");
        assert_eq!(quoted("a b'c"), r"'a b'\''c'");
        assert_eq!(quoted("{stream_id}"), "'{stream_id}'");
        assert_eq!(quoted(""), "''");
    }
}
