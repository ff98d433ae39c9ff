//! `bench`: what the receiver costs, as ratios within one run. Absolute figures belong to the machine; only the ratios travel.

mod client;
mod cpu;
mod load;
mod micro;
mod rounds;
mod servers;

use serde::Serialize;

use super::Context;
use crate::{
    exit::{Exit, Failure},
    output::{self, Format, Style, Table},
    text::Span,
};
use rounds::{Figure, Variant};

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(before_help = "Example: livehook bench receiver --time 1s")]
pub(crate) struct BenchArguments {
    /// How often each function is called in each of seven rounds
    #[arg(long, global = true, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..))]
    calls: u32,
    #[command(subcommand)]
    command: BenchCommand,
}

#[derive(Debug, clap::Subcommand)]
enum BenchCommand {
    /// Time reading, judging, decoding and identifying one callback, in nanoseconds
    #[command(before_help = "Example: livehook bench core")]
    Core,
    /// Compare axum answering a constant with our parsing and judging, and with durable storage
    #[command(before_help = "Example: livehook bench receiver --time 1s")]
    Receiver(ReceiverArguments),
    /// Hold the load generator against referees, other tools and arithmetic
    #[command(before_help = "Example: livehook bench load --quick")]
    Load(load::LoadBenchArguments),
}

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(crate) struct ReceiverArguments {
    /// How long each variant runs in each round
    #[arg(long, value_name = "SPAN", default_value = "2s")]
    time: Span,
    /// How many rounds; medians over them are printed
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
    rounds: u32,
    /// Connections (can be repeated)
    #[arg(long, value_name = "N", default_values_t = [64, 256, 1_024], value_parser = clap::value_parser!(u32).range(1..=4_096))]
    connections: Vec<u32>,
}

/// One line of the JSON result.
#[derive(Serialize)]
struct Line<'a> {
    r#type: &'static str,
    connections: u32,
    variant: &'a str,
    requests_per_second: f64,
    server_cpu_us_per_request: Option<f64>,
    ratio_to_constant: f64,
    failed: u64,
}

pub(crate) fn run(arguments: &BenchArguments, context: &Context) -> Result<Exit, Failure> {
    if cfg!(debug_assertions) {
        output::note(
            "warning: this is a debug build; its figures say nothing (`cargo xtask bench` builds for release)",
        );
    }
    let style = Style::of_stdout(context.layers.environment.no_color());
    let format = context.format;
    match &arguments.command {
        BenchCommand::Core => micro(arguments.calls, format, style).map(|()| Exit::Success),
        BenchCommand::Receiver(receive) => {
            micro(arguments.calls, format, style)?;
            receiver(receive, format, style)
        }
        BenchCommand::Load(arguments) => load::run(arguments, format, style),
    }
}

fn receiver(arguments: &ReceiverArguments, format: Format, style: Style) -> Result<Exit, Failure> {
    let mut failed = 0;
    for connections in &arguments.connections {
        let figures = rounds::compare(*connections, arguments.time.0, arguments.rounds)?;
        failed += figures.iter().map(|figure| figure.failed).sum::<u64>();
        report(*connections, &figures, format, style)?;
    }
    if failed > 0 {
        output::note(&format!("warning: {failed} requests failed; the figures do not count"));
        return Ok(Exit::Environment);
    }
    Ok(Exit::Success)
}

fn micro(calls: u32, format: Format, style: Style) -> Result<(), Failure> {
    let timings = micro::measure(calls);
    if format == Format::Json {
        return timings.iter().try_for_each(output::json);
    }
    let mut table =
        Table::new(["body", "bytes", "envelope ns", "judge ns", "decode ns", "content key ns"]);
    for timing in &timings {
        table.row([
            (timing.body.to_owned(), None),
            (timing.bytes.to_string(), None),
            (format!("{:.0}", timing.envelope_ns), None),
            (format!("{:.0}", timing.judge_ns), None),
            (format!("{:.0}", timing.decode_ns), None),
            (format!("{:.0}", timing.content_key_ns), None),
        ]);
    }
    table.lines(style).iter().try_for_each(|line| output::line(line))?;
    output::line("")
}

fn report(
    connections: u32,
    figures: &[Figure],
    format: Format,
    style: Style,
) -> Result<(), Failure> {
    let constant = rate_of(figures, Variant::Constant);
    let judged = rate_of(figures, Variant::Judged);
    let mut table = Table::new([
        "connections",
        "variant",
        "requests/s",
        "server CPU µs/request",
        "of constant",
        "of judged",
    ]);
    for figure in figures {
        let ratio = figure.requests_per_second / constant;
        if format == Format::Json {
            output::json(&Line {
                r#type: "throughput",
                connections,
                variant: figure.variant.as_str(),
                requests_per_second: figure.requests_per_second,
                server_cpu_us_per_request: figure.cpu_us_per_request,
                ratio_to_constant: ratio,
                failed: figure.failed,
            })?;
            continue;
        }
        table.row([
            (connections.to_string(), None),
            (figure.variant.as_str().to_owned(), None),
            (format!("{:.0}", figure.requests_per_second), None),
            (
                figure.cpu_us_per_request.map_or_else(|| "-".to_owned(), |us| format!("{us:.1}")),
                None,
            ),
            (format!("{ratio:.2}"), None),
            (format!("{:.2}", figure.requests_per_second / judged), None),
        ]);
    }
    if format == Format::Human {
        table.lines(style).iter().try_for_each(|line| output::line(line))?;
    }
    Ok(())
}

fn rate_of(figures: &[Figure], variant: Variant) -> f64 {
    figures
        .iter()
        .find(|figure| figure.variant == variant)
        .map_or(f64::NAN, |figure| figure.requests_per_second)
}
