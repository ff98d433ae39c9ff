//! `load export`: the plan in other tools' words. Neither script nor manifest holds a key.

use livehook_load::{
    export::{
        k6::{K6Script, Signing, script},
        kubernetes::{KubernetesJob, manifest},
    },
    plan::text::ArrivalsText,
};

use super::{
    arguments::{PlanArguments, TrafficArguments},
    target,
};
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output, text,
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArguments {
    #[command(subcommand)]
    pub(super) command: Box<ExportCommand>,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum ExportCommand {
    /// Print a script for k6; it reads the key from LIVEHOOK_CALLBACK_KEY
    #[command(
        before_help = "Example: livehook load export k6 --url http://127.0.0.1:8349/callbacks/css --rate 200/s > load.js"
    )]
    K6(PlanArguments),
    /// Print a Job for Kubernetes, one pod a shard; it takes the key from a Secret
    #[command(
        before_help = "Example: livehook load export kubernetes --shards 4 --start-at 2026-01-31T08:00:00Z --url http://receiver/css --i-may-test receiver --rate 20000/s"
    )]
    Kubernetes(KubernetesArguments),
}

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct KubernetesArguments {
    #[command(flatten)]
    plan: PlanArguments,
    /// How many pods share the plan
    #[arg(long, value_name = "N", help_heading = "The Job")]
    shards: u32,
    /// When all of them begin (2026-01-31T08:00:00Z): late enough for every pod to have started
    #[arg(long, value_name = "TIME", value_parser = text::point_in_time, help_heading = "The Job")]
    start_at: jiff::Timestamp,
    /// The Job's name
    #[arg(long, value_name = "NAME", default_value = "livehook-load", help_heading = "The Job")]
    name: String,
    /// The image that has livehook in its path
    #[arg(long, value_name = "IMAGE", default_value = "livehook:latest", help_heading = "The Job")]
    image: String,
    /// The Secret that has the callback key under `callback-key`
    #[arg(long, value_name = "NAME", default_value = "livehook", help_heading = "The Job")]
    secret: String,
}

pub(super) fn run(command: ExportCommand, _context: &Context) -> Result<Exit, Failure> {
    let text = match command {
        ExportCommand::K6(arguments) => k6(&arguments)?,
        ExportCommand::Kubernetes(arguments) => kubernetes(&arguments)?,
    };
    output::bytes(text.as_bytes())?;
    Ok(Exit::Success)
}

fn k6(arguments: &PlanArguments) -> Result<String, Failure> {
    target::check_stdin(arguments)?;
    let PlanArguments { receiver, traffic, sending, expect } = arguments;
    let target = target::allowed(receiver)?;
    let plan = target::plan(traffic)?;
    let callback =
        target::content(traffic, plan.seed)?.callback(plan.seed).map_err(Failure::usage)?;
    let signing = if receiver.unsigned { Signing::Nothing } else { Signing::ByKey };
    let script = script(&K6Script {
        url: target.url().as_str(),
        plan: &plan,
        signing,
        timeout: sending.timeout.0,
        // What k6 has is users, each with one request at once.
        connections: sending.connections.get().saturating_mul(sending.protocol.streams().get()),
        thresholds: expect,
        callback: &callback,
    })
    .map_err(Failure::usage)?;
    for difference in &script.differences {
        output::note(&format!("note: {difference}"));
    }
    Ok(script.text)
}

fn kubernetes(arguments: &KubernetesArguments) -> Result<String, Failure> {
    let KubernetesArguments { plan, shards, start_at, name, image, secret } = arguments;
    target::allowed(&plan.receiver)?;
    check_pods_can(&plan.traffic)?;
    let seed = target::plan(&plan.traffic)?.seed;
    manifest(&KubernetesJob {
        name,
        image,
        shards: *shards,
        start_at: &start_at.to_string(),
        secret,
        arguments: &flags(plan, seed),
    })
    .map_err(Failure::usage)
}

/// Refuses what no pod can do, before a file is read for it.
fn check_pods_can(traffic: &TrafficArguments) -> Result<(), Failure> {
    if traffic.from.is_some() || matches!(traffic.arrivals, Some(ArrivalsText::TraceFile(_))) {
        return Err(Failure::usage(
            "a pod has no file of this machine: leave --from and traces out",
        ));
    }
    if traffic.shard.is_some() {
        return Err(Failure::usage("each pod is a shard by itself: leave --shard out"));
    }
    Ok(())
}

/// The plan as it is typed again in each pod. The measurement goes to stdout, from where a pod's log brings it.
fn flags(plan: &PlanArguments, seed: u64) -> Vec<String> {
    let PlanArguments { receiver, traffic, sending, expect } = plan;
    let TrafficArguments { rate, arrivals, closed, requests, duration, mix, event_type, .. } =
        traffic;
    let mut flags = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        flags.extend(value.map(|value| format!("--{name}={value}")));
    };
    add("url", receiver.url.clone());
    receiver.i_may_test.iter().for_each(|host| add("i-may-test", Some(host.clone())));
    add("rate", rate.map(|rate| rate.to_string()));
    if let Some(ArrivalsText::Ready(arrivals)) = arrivals {
        add("arrivals", Some(arrivals.to_string()));
    }
    add("requests", requests.map(|number| number.to_string()));
    add("duration", duration.map(|span| milliseconds(span.0)));
    add("mix", mix.as_ref().map(ToString::to_string));
    add("type", event_type.map(|number| number.to_string()));
    add("seed", Some(seed.to_string()));
    add("connections", Some(sending.connections.to_string()));
    add("threads", sending.threads.map(|number| number.to_string()));
    add("timeout", Some(milliseconds(sending.timeout.0)));
    add("http", Some(sending.protocol.http.as_str().to_owned()));
    add("streams", sending.protocol.streams.map(|number| number.to_string()));
    expect.iter().for_each(|threshold| add("expect", Some(threshold.to_string())));
    add("report", Some("json=-".to_owned()));
    let words = [(*closed, "--closed"), (receiver.unsigned, "--unsigned")];
    flags.extend(words.iter().filter(|(is_on, _)| *is_on).map(|(_, word)| (*word).to_owned()));
    flags
}

fn milliseconds(span: std::time::Duration) -> String {
    format!("{}ms", span.as_millis())
}
