//! What `verify` and `explain` share: a callback's bytes, whom to believe, and the present.

use livehook_core::{LatePolicy, Policy, Seconds, Source, SourceError, UnixSeconds};

use super::{Context, read_input};
use crate::{
    clock,
    exit::Failure,
    keys::{self, KeyArguments},
    settings::Layers,
    text::Span,
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(crate) struct JudgingArguments {
    /// File with the callback's body, `-` for stdin
    #[arg(long, value_name = "FILE")]
    file: String,
    /// Judge as of this Unix second instead of now
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    now: Option<i64>,
    /// Accept genuine callbacks up to this late
    #[arg(long, value_name = "SPAN")]
    grace: Option<Span>,
    /// Push domain the callback may name (can be repeated; default: any)
    #[arg(long, value_name = "DOMAIN")]
    domain: Vec<String>,
    #[command(flatten)]
    key: KeyArguments,
}

/// All that a verdict depends on.
pub(super) struct Case {
    pub(super) body: Vec<u8>,
    pub(super) source: Source,
    pub(super) policy: Policy,
    pub(super) now: UnixSeconds,
}

impl JudgingArguments {
    pub(super) fn case(&self, context: &Context) -> Result<Case, Failure> {
        self.key.check_stdin_is_free_for(&self.file, "the callback")?;
        let layers = &context.layers;
        let keys =
            keys::required(&self.key, &layers.environment, &layers.texts("serve.key_files")?)?;
        let source = Source::signed("default", keys).map_err(Failure::usage)?;
        let late = self.grace.map_or(LatePolicy::Refuse, |span| LatePolicy::Accept {
            grace: Seconds(span.0.as_secs()),
        });
        Ok(Case {
            body: read_input(&self.file)?,
            source: source.with_domains(self.domain.iter().cloned()),
            policy: Policy { late, ..Policy::default() },
            now: self.now.map_or_else(clock::now, UnixSeconds),
        })
    }
}

/// The sources that the settings file adds to the default one.
pub(super) fn sources_of_file(layers: &Layers) -> Result<Vec<Source>, Failure> {
    let source = |name: &str| {
        let keys = keys::read_files(&layers.texts(&format!("sources.{name}.key_files"))?)?;
        let domains = layers.texts(&format!("sources.{name}.domains"))?;
        let source = Source::signed(name, keys).map_err(|problem| {
            let failure = Failure::usage(format_args!("sources.{name}: {problem}"));
            if problem != SourceError::NoKeys {
                return failure;
            }
            failure.hint(format_args!(
                "name its key files below [sources.{name}]: key_files = [\"{name}.key\"]"
            ))
        })?;
        Ok(source.with_domains(domains))
    };
    layers.file.source_names().into_iter().map(source).collect()
}
