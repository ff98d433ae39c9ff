//! The text form: comments, samples, escaping.

use std::fmt::Write as _;

/// What every name begins with.
const PREFIX: &str = "livehook_load_";

/// The kind of a family.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Gauge,
    Summary,
}

/// Families and their samples, in the order of writing.
#[derive(Default)]
pub(super) struct Text {
    text: String,
    name: &'static str,
}

impl Text {
    /// Begins a family; samples follow.
    pub(super) fn family(&mut self, name: &'static str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Gauge => "gauge",
            Kind::Summary => "summary",
        };
        self.name = name;
        // Writing to a String cannot fail.
        let _ignored =
            write!(self.text, "# HELP {PREFIX}{name} {help}\n# TYPE {PREFIX}{name} {kind}\n");
    }

    /// A sample of the family begun last.
    pub(super) fn sample(&mut self, ending: &str, labels: &[(&str, &str)], value: f64) {
        let labels: Vec<_> =
            labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let labels =
            if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let value = if value.is_nan() { "NaN".to_owned() } else { value.to_string() };
        let _ignored = writeln!(self.text, "{PREFIX}{}{ending}{labels} {value}", self.name);
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A label's value: backslash, quote and line feed are escaped, other bytes are its own.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
