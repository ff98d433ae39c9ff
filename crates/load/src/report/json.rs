//! The measurement as JSON: the whole of it to be kept and read back, single objects to be streamed, and the schema of the form.
//!
//! Nothing is escaped beyond what JSON asks: these bytes are for programs.

mod capacity;
mod lines;
mod schema;

use serde::Deserialize;

pub use self::{
    capacity::{CapacityLine, TrialLine, capacity_ndjson, capacity_schema},
    lines::{IntervalLine, SummaryLine, ndjson},
    schema::measurement_schema,
};
use crate::measurement::{Measurement, SCHEMA};

/// The longest measurement that is read, in bytes: 256 MiB.
pub const MEASUREMENT_BYTES_MAX: usize = 256 << 20;

/// Why a text is no measurement.
#[derive(Debug, thiserror::Error)]
pub enum MeasurementReadError {
    /// It is longer than [`MEASUREMENT_BYTES_MAX`].
    #[error("the measurement has {bytes} bytes, more than {MEASUREMENT_BYTES_MAX}")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// It is no JSON.
    #[error("the measurement is no JSON")]
    NotJson(#[source] serde_json::Error),
    /// It is of another version, or something else altogether.
    #[error("the measurement's schema is {found:?}, and this program reads {SCHEMA:?}")]
    OtherSchema {
        /// What stands there.
        found: String,
    },
    /// It names our schema and does not follow it.
    #[error("the measurement does not have the form of {SCHEMA:?}")]
    OtherForm(#[source] serde_json::Error),
    /// A ledger does not add up, which none that we wrote does: somebody changed the file.
    #[error(
        "the ledger of {whose} does not add up, so the file was changed or is of another program"
    )]
    Unbalanced {
        /// `the run` or a class.
        whose: String,
    },
}

impl MeasurementReadError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "measurement_too_large",
            Self::NotJson(_) => "measurement_not_json",
            Self::OtherSchema { .. } => "measurement_other_schema",
            Self::OtherForm(_) => "measurement_other_form",
            Self::Unbalanced { .. } => "measurement_unbalanced",
        }
    }
}

/// The whole measurement, pretty-printed, ending in a newline.
pub fn to_json(measurement: &Measurement) -> String {
    let mut text =
        serde_json::to_string_pretty(measurement).expect("a measurement has text for keys");
    text.push('\n');
    text
}

/// Reads what [`to_json`] wrote.
///
/// # Errors
/// [`MeasurementReadError::TooLarge`] before anything is parsed; [`NotJson`](MeasurementReadError::NotJson);
/// [`OtherSchema`](MeasurementReadError::OtherSchema) before the fields are looked at, so that a later version is named as such;
/// [`OtherForm`](MeasurementReadError::OtherForm) when a field is missing or does not fit;
/// [`Unbalanced`](MeasurementReadError::Unbalanced) when requests are missing from the boxes.
pub fn from_json(text: &str) -> Result<Measurement, MeasurementReadError> {
    if text.len() > MEASUREMENT_BYTES_MAX {
        return Err(MeasurementReadError::TooLarge { bytes: text.len() });
    }
    let named: Named = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => MeasurementReadError::OtherForm(error),
        _ => MeasurementReadError::NotJson(error),
    })?;
    if named.schema != SCHEMA {
        return Err(MeasurementReadError::OtherSchema { found: named.schema });
    }
    let measurement: Measurement =
        serde_json::from_str(text).map_err(MeasurementReadError::OtherForm)?;
    let of_run = std::iter::once(("the run".to_owned(), &measurement.ledger));
    let of_classes =
        measurement.classes.iter().map(|line| (format!("class {}", line.class), &line.ledger));
    match of_run.chain(of_classes).find(|(_, ledger)| !crate::sums::is_balanced(ledger)) {
        Some((whose, _)) => Err(MeasurementReadError::Unbalanced { whose }),
        None => Ok(measurement),
    }
}

/// As much as every version has.
#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    schema: String,
}
