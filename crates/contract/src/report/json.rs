//! The report as JSON: the whole of it to be kept and read back, single objects to be streamed, and the schema of the form.
//!
//! Nothing is escaped beyond what JSON asks: these bytes are for programs.

mod lines;

use schemars::{
    Schema,
    transform::{RecursiveTransform, Transform as _},
};
use serde::Deserialize;
use serde_json::Value;

pub use self::lines::{CalibrationLine, FindingLine, SummaryLine};
use super::{Report, SCHEMA};

/// The longest report that is read, in bytes: 64 MiB.
pub const REPORT_BYTES_MAX: usize = 64 << 20;

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportReadError {
    /// It is longer than [`REPORT_BYTES_MAX`].
    #[error("the report has {bytes} bytes, more than {REPORT_BYTES_MAX}")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// It is no JSON.
    #[error("the report is no JSON")]
    NotJson(#[source] serde_json::Error),
    /// It is of another version, or something else altogether.
    #[error("the report's schema is {found:?}, and this program reads {SCHEMA:?}")]
    OtherSchema {
        /// What stands there.
        found: String,
    },
    /// It names our schema and does not follow it.
    #[error("the report does not have the form of {SCHEMA:?}")]
    OtherForm(#[source] serde_json::Error),
}

impl ReportReadError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "report_too_large",
            Self::NotJson(_) => "report_not_json",
            Self::OtherSchema { .. } => "report_other_schema",
            Self::OtherForm(_) => "report_other_form",
        }
    }
}

/// The whole report, pretty-printed, ending in a newline.
pub fn to_json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("a report has text for keys");
    text.push('\n');
    text
}

/// Reads what [`to_json`] wrote.
///
/// # Errors
/// [`ReportReadError::TooLarge`] before anything is parsed; [`NotJson`](ReportReadError::NotJson);
/// [`OtherSchema`](ReportReadError::OtherSchema) before the fields are looked at, so that a later version is named as such;
/// [`OtherForm`](ReportReadError::OtherForm) when a field is missing or does not fit.
pub fn from_json(text: &str) -> Result<Report, ReportReadError> {
    if text.len() > REPORT_BYTES_MAX {
        return Err(ReportReadError::TooLarge { bytes: text.len() });
    }
    let named: Named = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => ReportReadError::OtherForm(error),
        _ => ReportReadError::NotJson(error),
    })?;
    if named.schema != SCHEMA {
        return Err(ReportReadError::OtherSchema { found: named.schema });
    }
    serde_json::from_str(text).map_err(ReportReadError::OtherForm)
}

/// As much as every version has.
#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    schema: String,
}

/// The JSON Schema (draft 2020-12) of a report, pretty-printed, ending in a newline.
pub fn report_schema() -> String {
    let mut schema = schemars::schema_for!(Report);
    RecursiveTransform(unbroken).transform(&mut schema);
    if let Some(Value::Object(version)) = schema.pointer_mut("/properties/schema") {
        version.insert("const".to_owned(), Value::from(SCHEMA));
    }
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is a JSON object");
    text.push('\n');
    text
}

/// Where our comments break their lines is no property of the report.
fn unbroken(schema: &mut Schema) {
    if let Some(Value::String(description)) = schema.get_mut("description") {
        let paragraphs: Vec<_> =
            description.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
        *description = paragraphs.join("\n\n");
    }
}
