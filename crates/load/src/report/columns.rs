//! Which distributions stand side by side, and what they are called.

use crate::measurement::{Distribution, Measurement};

/// A distribution and its name.
pub(super) struct Column<'a> {
    /// The class of its curve on the page.
    pub(super) class: &'static str,
    pub(super) name: &'static str,
    pub(super) of: &'a Distribution,
}

/// The columns, from what a sender feels to what was our own doing.
pub(super) fn columns(measurement: &Measurement) -> Vec<Column<'_>> {
    let latency = &measurement.latency;
    let mut columns = vec![
        Column { class: "planned", name: "from the planned time", of: &latency.planned },
        Column { class: "sent", name: "from sending", of: &latency.sent },
        Column { class: "lag", name: "wait before sending", of: &latency.lag },
    ];
    let own = measurement.own_lag.as_ref();
    columns.extend(own.map(|of| Column { class: "own", name: "ours", of }));
    columns
}
