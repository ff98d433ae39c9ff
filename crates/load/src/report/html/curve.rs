//! Latency by percentile, the rarer the further right: each step to the right is ten times rarer.

use super::{
    chart::{Chart, Line, Table},
    scale::{Decades, Tick, path, percent},
};
use crate::{
    measurement::{Distribution, Measurement},
    report::{
        bounds,
        columns::{Column, columns},
        histogram::decode,
        words,
    },
};

/// How many points a curve has at most.
const POINTS_MAX: u32 = 240;
/// Beyond one in a million nothing is drawn.
const NINES_MAX: f64 = 6.0;

/// A point: how many nines, microseconds.
type Point = (f64, f64);

pub(super) fn charts(measurement: &Measurement) -> Vec<Chart> {
    let columns = columns(measurement);
    let curves: Vec<_> = columns.iter().map(|column| points(column.of)).collect();
    let all = || curves.iter().flatten();
    if all().count() < 2 {
        return vec![];
    }
    let y = Decades::around(all().map(|(_, micros)| *micros));
    let right = all().map(|(nines, _)| *nines).fold(1.0, f64::max);
    let x = |nines: f64| nines / right * 1_000.0;
    let lines = columns.iter().zip(&curves).map(|(column, points)| Line {
        class: column.class,
        name: column.name,
        path: path(points.iter().map(|(nines, micros)| Some((x(*nines), y.y(*micros))))),
    });
    let ticks = [
        (0.0, "0"),
        (0.301, "50%"),
        (1.0, "90%"),
        (2.0, "99%"),
        (3.0, "99.9%"),
        (4.0, "99.99%"),
        (5.0, "99.999%"),
        (6.0, "99.9999%"),
    ];
    let x_ticks = ticks.into_iter().filter(|(nines, _)| *nines > 0.0 && *nines <= right);
    vec![Chart {
        id: "percentiles".into(),
        title: "Latency by percentile".into(),
        description: description(&columns),
        y_name: "at most this long",
        x_name: "this share of the requests",
        x_ticks: x_ticks
            .map(|(nines, label)| Tick { at: percent(x(nines)), label: label.to_owned() })
            .collect(),
        y_ticks: y.ticks(),
        bands: vec![],
        lines: lines.collect(),
        marks: vec![],
        table: Some(table(&columns)),
    }]
}

/// From the histogram; else from what has a name.
fn points(distribution: &Distribution) -> Vec<Point> {
    let nines_of = |share: f64| -(1.0 - share).log10();
    let histogram = distribution.hdr.as_deref().and_then(|text| decode(text).ok());
    if let Some(histogram) = histogram.filter(|histogram| !histogram.is_empty()) {
        let right = crate::rate::as_f64(histogram.len()).log10().clamp(1.0, NINES_MAX);
        let points = (0..=POINTS_MAX).map(|at| {
            let nines = right * f64::from(at) / f64::from(POINTS_MAX);
            let nanos = histogram.value_at_quantile(1.0 - 10_f64.powf(-nines));
            (nines, crate::rate::as_f64(nanos) / 1e3)
        });
        return points.collect();
    }
    let names = words::percentile_names([distribution]);
    let points = names.iter().map(|name| {
        (nines_of(words::quantile(name)), crate::rate::as_f64(distribution.percentiles[*name]))
    });
    points.filter(|(nines, _)| (0.0..=NINES_MAX).contains(nines)).collect()
}

fn description(columns: &[Column<'_>]) -> String {
    let last = |distribution: &Distribution| {
        let names = words::percentile_names([distribution]);
        let name = names.last()?;
        Some(format!("{} at {name}", bounds::percentile(distribution, name)?))
    };
    let parts = columns.iter().map(|column| {
        format!("{} {}", column.name, last(column.of).unwrap_or("unknown".to_owned()))
    });
    let text = parts.collect::<Vec<_>>().join(", ");
    format!("{}{}.", text[..1].to_uppercase(), &text[1..])
}

fn table(columns: &[Column<'_>]) -> Table {
    let row = |name: String, of: &dyn Fn(&Distribution) -> Option<String>| {
        let shown = |column: &Column<'_>| of(column.of).unwrap_or("—".to_owned());
        std::iter::once(name).chain(columns.iter().map(shown)).collect()
    };
    let mut rows: Vec<Vec<String>> =
        vec![row("min".to_owned(), &|one| Some(words::micros(one.min)))];
    rows.extend(
        words::percentile_names(columns.iter().map(|column| column.of))
            .into_iter()
            .map(|name| row(super::inline(name), &|one| bounds::percentile(one, name))),
    );
    rows.push(row("max".to_owned(), &bounds::max));
    let heads = std::iter::once("").chain(columns.iter().map(|column| column.name));
    Table { heads: heads.map(Into::into).collect(), rows, left_out: 0 }
}
