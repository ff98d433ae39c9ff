//! Latency and rate, second by second.

use super::{
    chart::{Chart, Line, Table},
    scale::{Decades, Linear, Tick, path},
};
use crate::{
    measurement::{Interval, Measurement},
    rate::as_f64,
    report::{columns::origin, words},
};

/// How many points a line has at most: neighbours are drawn as one, by their largest latency and their mean rate.
const POINTS_MAX: usize = 600;
/// How many seconds the table has.
const ROWS_MAX: usize = 300;

/// What stands for one or more neighbouring seconds.
struct Point {
    seconds: f64,
    planned: f64,
    sent: f64,
    answered: f64,
    p50: Option<u64>,
    p99: Option<u64>,
}

pub(super) fn charts(measurement: &Measurement) -> Vec<Chart> {
    let intervals = &measurement.intervals;
    if intervals.len() < 2 {
        return vec![];
    }
    let points: Vec<_> =
        intervals.chunks(intervals.len().div_ceil(POINTS_MAX)).map(Point::of).collect();
    let end = intervals.iter().map(|line| line.from_us.saturating_add(line.length_us));
    let x = Linear::around(std::iter::once(as_f64(end.max().unwrap_or(0)) / 1e6));
    vec![latency(measurement, &points, &x), rate(intervals, &points, &x)]
}

impl Point {
    fn of(lines: &[Interval]) -> Self {
        let sum = |of: &dyn Fn(&Interval) -> u64| lines.iter().map(of).fold(0, u64::saturating_add);
        let from = lines.first().map_or(0, |line| line.from_us);
        let length = sum(&|line| line.length_us);
        let per_second = |count: u64| as_f64(count) * 1e6 / as_f64(length.max(1));
        Self {
            seconds: (as_f64(from) + as_f64(length) / 2.0) / 1e6,
            planned: per_second(sum(&|line| line.planned)),
            sent: per_second(sum(&|line| line.sent)),
            answered: per_second(sum(&answered)),
            p50: lines.iter().filter_map(|line| line.p50_us).max(),
            p99: lines.iter().filter_map(|line| line.p99_us).max(),
        }
    }
}

fn answered(line: &Interval) -> u64 {
    line.statuses.values().copied().fold(0, u64::saturating_add)
}

fn x_ticks(x: &Linear) -> Vec<Tick> {
    x.ticks_along(|seconds| format!("{} s", words::short(seconds)))
}

fn latency(measurement: &Measurement, points: &[Point], x: &Linear) -> Chart {
    let values = points.iter().flat_map(|point| [point.p50, point.p99]).flatten().map(as_f64);
    let y = Decades::around(values);
    let line = |class, name, of: &dyn Fn(&Point) -> Option<u64>| Line {
        class,
        name,
        path: path(
            points
                .iter()
                .map(|point| of(point).map(|micros| (x.x(point.seconds), y.y(as_f64(micros))))),
        ),
    };
    let largest = points
        .iter()
        .filter_map(|point| Some((point.p99?, point.seconds)))
        .max_by_key(|(p99, _)| *p99);
    let description = largest.map_or("Nothing was answered.".to_owned(), |(p99, seconds)| {
        format!(
            "The 99th percentile was largest about {} s into the run: {}.",
            words::short(seconds),
            words::micros(p99)
        )
    });
    let shown = |micros: Option<u64>| micros.map_or("—".to_owned(), words::micros);
    Chart {
        id: "latency-over-time".into(),
        title: format!("Latency over time, {}", origin(measurement)).into(),
        description,
        y_name: "latency",
        x_name: "since the start",
        x_ticks: x_ticks(x),
        y_ticks: y.ticks(),
        bands: vec![],
        marks: vec![],
        lines: vec![
            line("p99", "99th percentile", &|point| point.p99),
            line("p50", "median", &|point| point.p50),
        ],
        table: Some(table(
            &measurement.intervals,
            &["second", "p50", "p99", "wait before sending p99"],
            |line| vec![shown(line.p50_us), shown(line.p99_us), shown(line.lag_p99_us)],
        )),
    }
}

fn rate(intervals: &[Interval], points: &[Point], x: &Linear) -> Chart {
    let y =
        Linear::around(points.iter().flat_map(|point| [point.planned, point.sent, point.answered]));
    let line = |class, name, of: &dyn Fn(&Point) -> f64| Line {
        class,
        name,
        path: path(points.iter().map(|point| Some((x.x(point.seconds), y.y(of(point)))))),
    };
    let behind = intervals.iter().filter(|line| line.sent < line.planned).count();
    let seconds = words::plural(u64::try_from(behind).unwrap_or(u64::MAX), "second");
    let description = if behind == 0 {
        "In every second as much was sent as was due.".to_owned()
    } else {
        format!("In {seconds} of {} less was sent than was due.", intervals.len())
    };
    Chart {
        id: "rate-over-time".into(),
        title: "Requests over time: planned, sent, answered".into(),
        description,
        y_name: "requests a second",
        x_name: "since the start",
        x_ticks: x_ticks(x),
        y_ticks: y.ticks(words::short),
        bands: vec![],
        marks: vec![],
        lines: vec![
            line("planned-rate", "planned", &|point| point.planned),
            line("sent-rate", "sent", &|point| point.sent),
            line("answered-rate", "answered", &|point| point.answered),
        ],
        table: Some(table(
            intervals,
            &["second", "planned", "sent", "answered", "failed", "in flight"],
            |line| {
                [line.planned, line.sent, answered(line), line.failed, line.in_flight]
                    .map(words::count)
                    .into()
            },
        )),
    }
}

fn table(
    intervals: &[Interval],
    heads: &[&'static str],
    cells: impl Fn(&Interval) -> Vec<String>,
) -> Table {
    let rows = intervals.iter().take(ROWS_MAX).map(|line| {
        let second = words::count(line.from_us / 1_000_000 + 1);
        std::iter::once(second).chain(cells(line)).collect()
    });
    let heads = heads.iter().map(|head| (*head).into()).collect();
    Table { heads, rows: rows.collect(), left_out: intervals.len().saturating_sub(ROWS_MAX) }
}
