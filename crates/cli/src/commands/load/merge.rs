//! `load merge`: the shards of one plan as one measurement.

use std::path::PathBuf;

use livehook_load::{conclusion::conclude, expect::Threshold, run};

use super::reports::{self, ReportAsked};
use crate::{
    commands::Context,
    exit::{Exit, Failure},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct MergeArguments {
    /// Every shard's measurement, in JSON
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// A threshold for the whole, such as `p99<50ms` (can be repeated)
    #[arg(long, value_name = "THRESHOLD")]
    expect: Vec<Threshold>,
    /// Write a report: json=FILE, html=FILE, hlog=FILE or prom=FILE (can be repeated); json=- prints the measurement
    /// instead of the result
    #[arg(long, value_name = "FORM=FILE")]
    report: Vec<ReportAsked>,
}

pub(super) fn run(arguments: &MergeArguments, context: &Context) -> Result<Exit, Failure> {
    let stdout = reports::check(&arguments.report)?;
    let shards = arguments
        .files
        .iter()
        .map(|file| reports::read(file))
        .collect::<Result<Vec<_>, Failure>>()?;
    let mut measurement = run::merge(&shards).map_err(Failure::usage)?;
    conclude(&mut measurement, &arguments.expect);
    reports::tell(&measurement, stdout, context)?;
    reports::write_all(&arguments.report, &measurement)?;
    Ok(reports::exit(measurement.verdict))
}
