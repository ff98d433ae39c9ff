//! `inbox list` and `inbox export`: many records, one line each.

use std::{ops::ControlFlow, path::Path, time::Duration};

use livehook_inbox::{Query, Reader, Record, RecordId, UnixMillis};
use serde::Serialize;

use super::{
    failure,
    filter::FilterArguments,
    newest::{AllArguments, Audience, Newest, Others},
    open, rows,
};
use crate::{
    commands::{Context, runtime},
    exit::{Exit, Failure},
    output::{self, Format, Style, for_terminal},
    text,
};

/// How often a followed list looks for more.
const FOLLOW_EVERY: Duration = Duration::from_millis(200);

/// How many rows are gathered into one aligned table before it is printed.
const TABLE_ROWS: usize = 500;

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct ListArguments {
    #[command(flatten)]
    filter: FilterArguments,
    #[command(flatten)]
    all: AllArguments,
    /// Go on printing what arrives, until interrupted
    #[arg(long)]
    follow: bool,
}

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArguments {
    #[command(flatten)]
    filter: FilterArguments,
}

pub(super) fn list(
    arguments: &ListArguments,
    path: &Path,
    context: &Context,
) -> Result<Exit, Failure> {
    let query = arguments.filter.query()?;
    if arguments.follow && arguments.filter.is_newest_first() {
        return Err(Failure::usage(
            "--follow goes on with what is newer; it cannot begin with the newest",
        ));
    }
    let mut printer = Printer::new(context);
    let reader = open(path)?;
    let newest = arguments.all.newest(&query, Audience::of_stdout(context.format));
    let Printed { last, unreadable } = match newest {
        Some(newest) => print_newest(&reader, &newest, &query, &mut printer, path)?,
        None => print_all(&reader, &query, &mut printer, path)?,
    };
    if unreadable > 0 {
        return Ok(incomplete(unreadable));
    }
    if arguments.follow {
        runtime()?.block_on(follow(&reader, query, last, &mut printer, path))?;
    } else if printer.printed == 0 && context.format == Format::Human {
        output::note("note: no record fits");
    }
    Ok(Exit::Success)
}

/// What a list came to.
struct Printed {
    /// The last id printed.
    last: Option<RecordId>,
    /// Records that could not be read.
    unreadable: u64,
}

fn print_all(
    reader: &Reader,
    query: &Query,
    printer: &mut Printer,
    path: &Path,
) -> Result<Printed, Failure> {
    let (mut last, mut stopped) = (None, Ok(()));
    let visited = reader.visit_readable(query, |record| {
        last = Some(record.id);
        stopped = printer.record(&record);
        if stopped.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let unreadable = visited.map_err(|error| failure(path, &error))?;
    stopped?;
    printer.flush()?;
    Ok(Printed { last, unreadable })
}

fn print_newest(
    reader: &Reader,
    newest: &Query,
    query: &Query,
    printer: &mut Printer,
    path: &Path,
) -> Result<Printed, Failure> {
    let mut found = Vec::new();
    let visited = reader.visit_readable(newest, |record| {
        found.push(record);
        ControlFlow::Continue(())
    });
    let unreadable = visited.map_err(|error| failure(path, &error))?;
    let Newest { records, others } = Newest::of(found, query.order);
    records.iter().try_for_each(|record| printer.record(record))?;
    printer.flush()?;
    if others == Others::LeftOut {
        output::note(&format!(
            "note: these are the newest {}; `--all` lists the others too, as a pipe gets them",
            records.len()
        ));
    }
    Ok(Printed { last: records.last().map(|record| record.id), unreadable })
}

/// Prints until the process is interrupted or nobody reads any more.
async fn follow(
    reader: &Reader,
    mut query: Query,
    mut last: Option<RecordId>,
    printer: &mut Printer,
    path: &Path,
) -> Result<(), Failure> {
    loop {
        tokio::time::sleep(FOLLOW_EVERY).await;
        query.after = last.or(query.after);
        last = print(reader, &query, printer, path)?.or(last);
        printer.flush()?;
    }
}

/// Prints what fits now; the last id printed.
fn print(
    reader: &Reader,
    query: &Query,
    printer: &mut Printer,
    path: &Path,
) -> Result<Option<RecordId>, Failure> {
    let (mut last, mut stopped) = (None, Ok(()));
    let visited = reader.visit(query, |record| {
        last = Some(record.id);
        stopped = printer.record(&record);
        if stopped.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    visited.map_err(|error| failure(path, &error))?;
    stopped.map(|()| last)
}

pub(super) fn export(arguments: &ExportArguments, path: &Path) -> Result<Exit, Failure> {
    #[derive(Serialize)]
    struct Line<'a> {
        record: livehook_inbox::WireRecord<'a>,
        /// The callback as received; its exact bytes are `inbox show ID --raw`'s.
        body: &'a serde_json::value::RawValue,
    }
    let query = arguments.filter.query()?;
    let mut stopped = Ok(());
    let mut no_json = 0;
    let visited = open(path)?.export_readable(&query, |record, body| {
        // A body holds line breaks where its sender wrote them; compacted, a record is one line again.
        let body =
            serde_json::from_slice::<&serde_json::value::RawValue>(body).ok().and_then(compact);
        stopped = match &body {
            Some(body) => output::json(&Line { record: record.wire(), body }),
            None => {
                no_json += 1;
                Ok(())
            }
        };
        if stopped.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let unreadable = visited.map_err(|error| failure(path, &error))? + no_json;
    stopped?;
    Ok(if unreadable > 0 { incomplete(unreadable) } else { Exit::Success })
}

/// Says that the result lacks something: a script that keeps it should not take it for all there is.
fn incomplete(unreadable: u64) -> Exit {
    output::note(&format!(
        "warning: left out, since the file is damaged there: {}; `inbox check` says more",
        text::counted(unreadable, "record")
    ));
    Exit::Unmet
}

/// JSON without line breaks. Inside strings there are none, so every one can go; numbers and order stay as they are.
fn compact(raw: &serde_json::value::RawValue) -> Option<Box<serde_json::value::RawValue>> {
    let line: String = raw.get().chars().filter(|char| !matches!(char, '\n' | '\r')).collect();
    serde_json::value::RawValue::from_string(line).ok()
}

/// Prints records in the format asked for.
struct Printer {
    format: Format,
    style: Style,
    width: Option<usize>,
    rows: Vec<Record>,
    printed: usize,
}

impl Printer {
    fn new(context: &Context) -> Self {
        let style = Style::of_stdout(context.layers.environment.no_color());
        let width = context.layers.environment.table_columns();
        Self { format: context.format, style, width, rows: Vec::new(), printed: 0 }
    }

    fn record(&mut self, record: &Record) -> Result<(), Failure> {
        self.printed += 1;
        match self.format {
            Format::Json => output::json(&record.wire()),
            Format::Human => {
                self.rows.push(record.clone());
                if self.rows.len() >= TABLE_ROWS { self.flush() } else { Ok(()) }
            }
        }
    }

    fn flush(&mut self) -> Result<(), Failure> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let lines = rows::lines(&self.rows, self.width, self.style);
        // The head is printed once, however long the list gets.
        let skip = usize::from(self.printed > self.rows.len());
        self.rows.clear();
        lines.iter().skip(skip).try_for_each(|line| output::line(line))
    }
}

/// A point in time for people.
pub(super) fn shown(at: UnixMillis) -> String {
    for_terminal(&text::rfc3339(at.0))
}
