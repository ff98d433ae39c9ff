//! The table of what the suite finds in each faulty receiver, one row a fault. `UPDATE_EXPECT=1` writes it anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs::{File, OpenOptions},
    io::{Read as _, Seek as _, Write as _},
    path::Path,
};

use livehook_contract::report::{Class, Report};

use super::fault::Fault;

const HEADING: &str = "fault\tcalibration\twith a probe\twithout";

/// What the calibration's sound callback is answered, and the ids of failing cases, by what is seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) calibration: String,
    pub(super) with_probe: BTreeSet<String>,
    pub(super) without: BTreeSet<String>,
}

impl Row {
    pub(super) fn is_empty(&self) -> bool {
        self.with_probe.is_empty() && self.without.is_empty()
    }
}

/// A file of rows. It is locked, because each test is a process of its own.
struct Table(File);

impl Table {
    fn open() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/faults/table.tsv");
        let file = OpenOptions::new().read(true).write(updates()).open(path).unwrap();
        if updates() {
            file.lock().unwrap();
        } else {
            file.lock_shared().unwrap();
        }
        Self(file)
    }

    fn rows(&mut self) -> BTreeMap<String, Row> {
        let mut text = String::new();
        self.0.read_to_string(&mut text).unwrap();
        let ids = |text: Option<&str>| -> BTreeSet<String> {
            text.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
        };
        let row = |line: &str| {
            let mut columns = line.split('\t');
            let name = columns.next().unwrap_or_default().to_owned();
            let calibration = columns.next().unwrap_or_default().to_owned();
            let (with_probe, without) = (ids(columns.next()), ids(columns.next()));
            (name, Row { calibration, with_probe, without })
        };
        text.lines().filter(|line| *line != HEADING).map(row).collect()
    }

    /// Replaces everything, in the order of the catalogue of faults.
    fn write(&mut self, rows: &BTreeMap<String, Row>) {
        let mut text = format!("{HEADING}\n");
        let ids = |ids: &BTreeSet<String>| ids.iter().cloned().collect::<Vec<_>>().join(" ");
        for fault in Fault::ALL {
            if let Some(row) = rows.get(fault.name()) {
                let (with, without) = (ids(&row.with_probe), ids(&row.without));
                writeln!(text, "{}\t{}\t{with}\t{without}", fault.name(), row.calibration).unwrap();
            }
        }
        self.0.rewind().unwrap();
        self.0.set_len(0).unwrap();
        self.0.write_all(text.as_bytes()).unwrap();
    }
}

/// Whether the table is being written.
pub(super) fn updates() -> bool {
    env::var_os("UPDATE_EXPECT").is_some_and(|it| it == "1")
}

/// Every row.
pub(super) fn rows() -> BTreeMap<String, Row> {
    Table::open().rows()
}

/// The cases that a report finds failed.
pub(super) fn failed(report: &Report) -> BTreeSet<String> {
    let failed = report.findings.iter().filter(|finding| finding.result == Class::Fail);
    failed.map(|finding| finding.id.clone()).collect()
}

/// Holds what was found against the fault's row, or writes the row.
#[track_caller]
pub(super) fn compare(fault: Fault, with_probe: &Report, without: &Report) {
    let calibration = with_probe.calibration.answer.clone();
    let found = Row { calibration, with_probe: failed(with_probe), without: failed(without) };
    let mut table = Table::open();
    let mut rows = table.rows();
    if updates() {
        rows.insert(fault.name().to_owned(), found);
        table.write(&rows);
        return;
    }
    let expected = rows.remove(fault.name()).unwrap_or_default();
    let told = [
        difference("with a probe", &expected.with_probe, &found.with_probe, with_probe),
        difference("without", &expected.without, &found.without, without),
    ]
    .concat();
    assert!(told.is_empty(), "{}: {}\n{told}", fault.name(), fault.description());
    assert_eq!(found.calibration, expected.calibration, "{}", fault.name());
}

/// What is found and not expected, or expected and not found, each with what the suite says of it.
fn difference(
    column: &str,
    expected: &BTreeSet<String>,
    found: &BTreeSet<String>,
    report: &Report,
) -> String {
    let mut told = String::new();
    for id in found.symmetric_difference(expected) {
        let sign = if found.contains(id) { "unexpected" } else { "missing" };
        let finding = report.findings.iter().find(|finding| finding.id == *id);
        let said = finding.map_or_else(
            || "there is no such case".to_owned(),
            |finding| format!("{}: {}", finding.result, finding.why),
        );
        writeln!(told, "  {sign} {column}: {id} ({said})").unwrap();
    }
    told
}
