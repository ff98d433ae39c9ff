//! What may be typed. Each command's own flags stand beside the command; every help begins with an example that works.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::{commands, output::Format};

/// The heading of the options that every command takes.
const COMMON: &str = "Common options";

/// Receive, simulate and test callbacks of Tencent Cloud live streaming (CSS)
#[derive(Debug, Parser)]
#[command(version, max_term_width = 110, disable_help_subcommand = true)]
#[command(
    after_help = "Start with `demo`: it plays Tencent against a receiver on this machine and shows what became of each callback."
)]
pub(crate) struct Arguments {
    /// How results are printed to stdout: for people, or as one JSON object a line
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT", help_heading = COMMON)]
    pub(crate) format: Format,
    /// Settings file instead of the nearest livehook.toml [env: LIVEHOOK_CONFIG]
    #[arg(long, global = true, value_name = "FILE", help_heading = COMMON)]
    pub(crate) config: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands, in the order in which a newcomer meets them.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Play Tencent against the receiver and show what became of each callback
    Demo(commands::demo::DemoArguments),
    /// Receive callbacks, verify them and keep them in an inbox
    Serve(Box<commands::serve::ServeArguments>),
    /// Send callbacks as Tencent does, sound or flawed, to any receiver
    Simulate(Box<commands::simulate::SimulateArguments>),
    /// Judge any receiver, in any language, and say what to mend
    Contract(commands::contract::ContractArguments),
    /// Load any receiver at a planned rate and say how long a callback waits
    Load(Box<commands::load::LoadArguments>),
    /// Print 32 hex digits: MD5 of the callback key followed by t
    Sign(commands::sign::SignArguments),
    /// Judge one callback: accepted, late or refused
    Verify(commands::verify::VerifyArguments),
    /// Say step by step how a callback is judged and which mistake it shows
    Explain(commands::explain::ExplainArguments),
    /// Look into what was received, and manage it
    Inbox(commands::inbox::InboxArguments),
    /// Make or check a callback key
    Key(commands::key::KeyCommandArguments),
    /// Show the settings in force, or write a settings file
    Config(commands::config::ConfigArguments),
    /// Measure what the receiver costs, as ratios within one run
    Bench(commands::bench::BenchArguments),
    /// Print a completion script for a shell
    Completions(commands::completions::CompletionsArguments),
}

impl Command {
    /// Whether a settings file can change what it does.
    pub(crate) const fn reads_settings(&self) -> bool {
        match self {
            Self::Serve(_)
            | Self::Simulate(_)
            | Self::Verify(_)
            | Self::Explain(_)
            | Self::Inbox(_) => true,
            Self::Config(arguments) => arguments.reads_settings(),
            Self::Demo(_)
            | Self::Contract(_)
            | Self::Load(_)
            | Self::Sign(_)
            | Self::Key(_)
            | Self::Bench(_)
            | Self::Completions(_) => false,
        }
    }
}
