//! The plan in other tools' words.

use std::{
    collections::{BTreeMap, HashSet},
    process::{Command, Stdio},
    time::Duration,
};

use expect_test::{Expect, expect, expect_file};
use livehook_core::{CallbackKey, Signature};
use livehook_load::{
    class::Class,
    export::{
        k6::{self, K6Script, Signing},
        kubernetes::{KubernetesJob, SHARDS_MAX, manifest},
    },
    plan::{Pacing, Plan, mix::Mix, shard::Shard},
};
use serde_json::{Map, Value, json};

fn callback() -> Map<String, Value> {
    let text = include_str!("../../../../fixtures/callbacks/349-documented.json");
    serde_json::from_str(text).unwrap()
}

fn k6(plan: &Plan) -> String {
    let typed = [
        "p99<50ms",
        "sent.p99.9(sound)<=200ms",
        "p50<2ms",
        "mean<10.5ms",
        "lag.p99<1ms",
        "rate>=4900/s",
        "errors<0.1%",
        "ok(sound)>=99.9%",
        "refused(forged)=100%",
        "timeouts=0",
        "unsent=0",
        "lost=0",
    ];
    let thresholds: Vec<_> = typed.iter().map(|text| text.parse().unwrap()).collect();
    let script = K6Script {
        url: "http://127.0.0.1:8080/callbacks/css",
        plan,
        signing: Signing::ByKey,
        timeout: Duration::from_secs(20),
        connections: 64,
        thresholds: &thresholds,
        callback: &callback(),
    };
    k6::script(&script).unwrap().text
}

const TEN_SECONDS: Duration = Duration::from_secs(10);

fn plan(pacing: Pacing) -> Plan {
    let mix = "sound=900,expired=20,forged=60,duplicate=18,malformed=2".parse().unwrap();
    Plan { seed: 42, pacing, mix, shard: Shard::WHOLE }
}

fn open(arrivals: &str) -> Plan {
    plan(Pacing::Open { arrivals: arrivals.parse().unwrap(), length: TEN_SECONDS })
}

fn closed(requests: Option<u64>) -> Plan {
    plan(Pacing::Closed { requests, length: TEN_SECONDS })
}

#[test]
fn the_script_keeps_its_form() {
    expect_file!["exports/expected/k6.js"].assert_eq(&k6(&open("poisson 5000/s")));
}

#[test]
fn each_kind_of_arrivals_has_its_executor() {
    let scenario = |script: String| {
        let (_, rest) = script.split_once("callbacks: {\n").unwrap();
        rest.split("\n    },").next().unwrap().to_owned()
    };
    let plans = [
        open("0.5/s"),
        open("0.123/s"),
        open("ramp 100/s..5000/s over 30s"),
        open("steps 10/s:4s,20/s:30s"),
        closed(Some(10)),
        closed(None),
    ];
    let all: Vec<_> = plans.iter().map(|plan| scenario(k6(plan))).collect();
    expect![[r#"
              executor: 'constant-arrival-rate',
              rate: 30,
              timeUnit: '1m',
              duration: "10000ms",
              preAllocatedVUs: 64,
              maxVUs: 64,
        --
              executor: 'constant-arrival-rate',
              rate: 7380,
              timeUnit: '1000m',
              duration: "10000ms",
              preAllocatedVUs: 64,
              maxVUs: 64,
        --
              executor: 'ramping-arrival-rate',
              startRate: 6000000,
              timeUnit: '1000m',
              stages: [
                { target: 103999980, duration: "10000ms" },
              ],
              preAllocatedVUs: 64,
              maxVUs: 64,
        --
              executor: 'ramping-arrival-rate',
              startRate: 10,
              timeUnit: '1s',
              stages: [
                { target: 10, duration: "4000ms" },
                { target: 20, duration: '0s' },
                { target: 20, duration: "6000ms" },
              ],
              preAllocatedVUs: 64,
              maxVUs: 64,
        --
              executor: 'shared-iterations',
              vus: 10,
              iterations: 10,
              maxDuration: "10000ms",
        --
              executor: 'constant-vus',
              vus: 64,
              duration: "10000ms","#]]
    .assert_eq(&all.join("\n--\n"));
}

/// The key of the runs below.
const KEY: &str = "DoNotUseLivehookVectorKey";

/// What of k6 the script uses, so that node can run it: bodies are printed, one a line, with their class.
const STAND_INS: &str = r#"
import { createHash } from 'node:crypto';
const md5 = (text) => createHash('md5').update(text).digest('hex');
const __ENV = { LIVEHOOK_CALLBACK_KEY: 'KEY', LIVEHOOK_RUN: 'r' };
const exec = { scenario: { iterationInTest: 0 } };
class Counter { add() {} }
class Rate { add() {} }
const check = () => {};
const http = { post: (url, body, { tags }) => (console.log(`${tags.class} ${body}`), { status: 200 }) };
"#;

/// Runs a script on node as often as said, and gives what it printed; `None` where there is no node.
fn run_on_node(script: &str, times: u32) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script.mjs");
    let script: String = script
        .lines()
        .filter(|line| !line.starts_with("import "))
        .map(|line| {
            format!("{}\n", line.replace("export default function ()", "function iterate()"))
        })
        .collect();
    let repeat = format!(
        "for (let at = 0; at < {times}; at += 1) {{ exec.scenario.iterationInTest = at; iterate(); }}"
    );
    let stand_ins = STAND_INS.replace("KEY'", &format!("{KEY}'"));
    std::fs::write(&file, [stand_ins, script, repeat].concat()).unwrap();
    let output = Command::new("node").arg(&file).stdin(Stdio::null()).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn node_runs_every_script() {
    for plan in [open("5000/s"), open("steps 10/s:5s,20/s:5s"), closed(Some(10))] {
        if run_on_node(&k6(&plan), 1).is_none() {
            eprintln!("skipped: scripts are run by node, which is not installed here");
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn each_request_is_signed_and_spoilt_as_its_class_says() {
    let mix: Vec<_> = Class::ALL.iter().map(|class| format!("{class}=1")).collect();
    let mix: Mix = mix.join(",").parse().unwrap();
    let Some(printed) = run_on_node(&k6(&Plan { mix, ..open("5000/s") }), 500) else {
        eprintln!("skipped: scripts are run by node, which is not installed here");
        return;
    };
    let key = CallbackKey::new(KEY).unwrap();
    let mut seen = BTreeMap::<Class, HashSet<String>>::new();
    for line in printed.lines() {
        let (class, text) = line.split_once(' ').unwrap();
        let class: Class = class.parse().unwrap();
        seen.entry(class).or_default().insert(text.to_owned());
        let Ok(body) = serde_json::from_str::<Value>(text) else {
            assert_eq!(class, Class::Malformed, "{text}");
            continue;
        };
        let right = Signature::of(&key, &body["t"].to_string()).to_string();
        assert_eq!(body["sign"] == right, class != Class::Forged, "{class}");
        assert_eq!(text.len() > 200 << 10, class == Class::Large, "{class}");
        assert_eq!(body["event_type"] == 349, class != Class::UnknownEvent, "{class}");
    }
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), Class::ALL);
    // Each sound one is an event of its own; what is sent again was sent before.
    assert!(seen[&Class::Sound].len() > 20);
    assert!(
        seen[&Class::Duplicate].iter().filter(|text| seen[&Class::Sound].contains(*text)).count()
            > 10
    );
}

#[test]
fn a_text_that_ends_a_script_does_not_and_the_url_is_a_string() {
    let mut callback = callback();
    callback.insert("title".to_owned(), json!("`${1}`\u{2028}'\"\\"));
    let plan = open("5000/s");
    let url = "http://127.0.0.1/'+alert(1)+'\n";
    let script = K6Script {
        url,
        plan: &plan,
        signing: Signing::ByKey,
        timeout: Duration::from_secs(20),
        connections: 0,
        thresholds: &[],
        callback: &callback,
    };
    let text = k6::script(&script).unwrap().text;
    assert!(text.contains("|| \"http://127.0.0.1/'+alert(1)+'\\n\";"));
    assert!(!text.contains('\u{2028}') && text.contains("maxVUs: 1,"));
    let nameless = Map::new();
    let script = K6Script { callback: &nameless, ..script };
    assert_eq!(k6::script(&script).unwrap_err().code(), "k6_no_stream");
    let callback =
        Map::from_iter([("stream_id".to_owned(), json!("x".repeat(k6::CALLBACK_BYTES_MAX)))]);
    let script = K6Script { callback: &callback, ..script };
    assert_eq!(k6::script(&script).unwrap_err().code(), "k6_callback_too_large");
}

#[test]
fn what_k6_cannot_do_is_refused() {
    let callback = callback();
    let refused = |plan: &Plan| {
        let script = K6Script {
            url: "http://127.0.0.1/",
            plan,
            signing: Signing::ByKey,
            timeout: Duration::from_secs(20),
            connections: 1,
            thresholds: &[],
            callback: &callback,
        };
        k6::script(&script).unwrap_err().code()
    };
    assert_eq!(refused(&open("burst 100 every 1s")), "k6_arrivals");
    assert_eq!(refused(&Plan { shard: "2/4".parse().unwrap(), ..open("5/s") }), "k6_shard");
}

#[test]
fn a_script_for_a_receiver_without_a_key_needs_and_sends_none() {
    let (callback, plan) = (callback(), open("5/s"));
    let script = K6Script {
        url: "http://127.0.0.1/",
        plan: &plan,
        signing: Signing::Nothing,
        timeout: Duration::from_millis(1_500),
        connections: 1,
        thresholds: &[],
        callback: &callback,
    };
    let text = k6::script(&script).unwrap().text;
    assert!(!text.contains("LIVEHOOK_CALLBACK_KEY"), "{text}");
    assert!(text.contains(r#"timeout: "1500ms","#), "{text}");
    if let Some(printed) = run_on_node(&text, 1) {
        let body: Value = serde_json::from_str(printed.trim().split_once(' ').unwrap().1).unwrap();
        assert!(body.get("t").is_none() && body.get("sign").is_none(), "{body}");
    }
}

fn arguments() -> Vec<String> {
    let typed = [
        "https://callbacks.example.test/css",
        "--rate",
        "5000/s",
        "--expect",
        "p99<50ms \"x\" $(id) 直播\u{202e}",
    ];
    typed.map(str::to_owned).into()
}

fn job(arguments: &[String]) -> KubernetesJob<'_> {
    KubernetesJob {
        name: "callbacks-load",
        image: "registry.example.test/livehook:0.1.0",
        shards: 4,
        start_at: "2025-10-22T11:30:00Z",
        secret: "livehook",
        arguments,
    }
}

#[test]
fn the_manifest_keeps_its_form() {
    expect_file!["exports/expected/job.yaml"].assert_eq(&manifest(&job(&arguments())).unwrap());
    assert!(manifest(&job(&[])).unwrap().contains("args: []"));
}

#[track_caller]
fn check_refused(job: &KubernetesJob<'_>, code: &str, expected: &Expect) {
    let error = manifest(job).unwrap_err();
    assert_eq!(error.code(), code);
    expected.assert_eq(&error.to_string());
}

#[test]
fn a_manifest_never_holds_a_key_nor_a_name_that_kubernetes_refuses() {
    let secret = ["--key=hunter2".to_owned()];
    check_refused(
        &job(&secret),
        "kubernetes_own_argument",
        &expect!["--key is not for a manifest: shards, start and key are set by it"],
    );
    let shard = ["--shard".to_owned(), "1/2".to_owned()];
    check_refused(
        &job(&shard),
        "kubernetes_own_argument",
        &expect!["--shard is not for a manifest: shards, start and key are set by it"],
    );
    let many = vec![String::new(); 201];
    check_refused(
        &job(&many),
        "kubernetes_too_many_arguments",
        &expect!["201 arguments are more than 200"],
    );
    check_refused(
        &KubernetesJob { name: "Load_1", ..job(&[]) },
        "kubernetes_invalid_name",
        &expect![[
            r#"the Job "Load_1" is no name for Kubernetes: at most 52 of a-z, 0-9 and -, a letter or digit at both ends"#
        ]],
    );
    check_refused(
        &KubernetesJob { secret: "", ..job(&[]) },
        "kubernetes_invalid_name",
        &expect![[
            r#"the Secret "" is no name for Kubernetes: at most 52 of a-z, 0-9 and -, a letter or digit at both ends"#
        ]],
    );
    check_refused(
        &KubernetesJob { shards: SHARDS_MAX + 1, ..job(&[]) },
        "kubernetes_shard_count",
        &expect!["1001 shards are not between 1 and 1000"],
    );
}
