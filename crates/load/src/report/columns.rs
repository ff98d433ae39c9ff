//! Which distributions stand side by side, and what they are called.

use crate::measurement::{Distribution, Measurement};

/// A distribution and its name.
pub(super) struct Column<'a> {
    /// The class of its curve on the page.
    pub(super) class: &'static str,
    pub(super) name: &'static str,
    pub(super) of: &'a Distribution,
}

/// The columns, from what a sender feels to what was our own doing. In a closed loop a request is due when it is sent, so there is one
/// alone: that from the planned time, in which requests without an answer stand, too.
pub(super) fn columns(measurement: &Measurement) -> Vec<Column<'_>> {
    let latency = &measurement.latency;
    if is_closed(measurement) {
        return vec![Column { class: "planned", name: origin(measurement), of: &latency.planned }];
    }
    let mut columns = vec![
        Column { class: "planned", name: origin(measurement), of: &latency.planned },
        Column { class: "sent", name: "from sending", of: &latency.sent },
        Column { class: "lag", name: "wait before sending", of: &latency.lag },
    ];
    let own = measurement.own_lag.as_ref();
    columns.extend(own.map(|of| Column { class: "own", name: "ours", of }));
    columns
}

/// Whether requests were sent as others were answered.
pub(super) fn is_closed(measurement: &Measurement) -> bool {
    measurement.plan.pacing == "closed"
}

/// From when the latencies count that a sender feels.
pub(super) fn origin(measurement: &Measurement) -> &'static str {
    if is_closed(measurement) { "from sending" } else { "from the planned time" }
}
