//! `config show` and `config init`: where each value comes from, and a file to start from.

use std::{fs, io::Write as _, path::Path};

use serde::Serialize;

use super::{
    Context,
    serve::{FORWARD_SECRET_VARIABLE, FORWARD_TO, shown_forward_to},
};
use crate::{
    exit::{Exit, Failure},
    keys,
    output::{self, Format, Paint, Style, Table},
    settings::{DEFAULT_FILE_TEXT, FILE_NAME, Layers, SETTINGS},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(before_help = "Example: livehook config show")]
pub(crate) struct ConfigArguments {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, clap::Subcommand)]
enum ConfigCommand {
    /// Print every setting, its value and where it came from; secrets are masked
    #[command(before_help = "Example: livehook config show --format json")]
    Show,
    /// Write a commented livehook.toml into the current directory
    #[command(before_help = "Example: livehook config init")]
    Init,
}

impl ConfigArguments {
    /// Whether a settings file can change what it does: a new one is written beside a broken one further up.
    pub(crate) const fn reads_settings(&self) -> bool {
        matches!(self.command, ConfigCommand::Show)
    }
}

#[derive(Serialize)]
struct Row {
    setting: String,
    value: Option<String>,
    origin: Option<String>,
    variable: Option<&'static str>,
}

pub(crate) fn run(arguments: &ConfigArguments, context: &Context) -> Result<Exit, Failure> {
    match arguments.command {
        ConfigCommand::Show => show(context),
        ConfigCommand::Init => init(Path::new(FILE_NAME)),
    }
}

fn show(context: &Context) -> Result<Exit, Failure> {
    let rows = rows(&context.layers)?;
    match context.format {
        Format::Json => rows.iter().try_for_each(output::json)?,
        Format::Human => {
            let style = Style::of_stdout(context.layers.environment.no_color());
            let mut table = Table::new(["setting", "value", "from", "variable"]);
            for row in rows {
                let from = row.origin.unwrap_or_default();
                let paint = (from == "default" || row.value.is_none()).then_some(Paint::Faint);
                let value = row.value.unwrap_or_else(|| "(unset)".to_owned());
                table.row([
                    (row.setting, None),
                    (value, paint),
                    (from, paint),
                    (row.variable.unwrap_or_default().to_owned(), Some(Paint::Faint)),
                ]);
            }
            table.lines(style).iter().try_for_each(|line| output::line(line))?;
            if let Some(path) = &context.layers.file.path {
                output::note(&format!("note: settings file {}", path.display()));
            }
        }
    }
    Ok(Exit::Success)
}

fn rows(layers: &Layers) -> Result<Vec<Row>, Failure> {
    let masked = |setting: &str, variable| {
        let secret = layers.environment.get(variable);
        Row {
            setting: setting.to_owned(),
            value: secret.map(|_| "(set, masked)".to_owned()),
            origin: secret.map(|_| "environment".to_owned()),
            variable: Some(variable),
        }
    };
    let mut rows = vec![
        masked("callback key", keys::KEY_VARIABLE),
        masked("forward secret", FORWARD_SECRET_VARIABLE),
    ];
    let names = layers.file.source_names();
    for setting in SETTINGS {
        let concrete: Vec<String> = if setting.name.contains('*') {
            names.iter().map(|name| setting.name.replace('*', name)).collect()
        } else {
            vec![setting.name.to_owned()]
        };
        for name in concrete {
            let (value, origin) = if setting.is_list() {
                let texts = layers.texts(&name)?;
                let set = layers.file.has(&name);
                (set.then(|| texts.join(", ")), set.then(|| "file".to_owned()))
            } else {
                layers
                    .text(&name)?
                    .map_or((None, None), |(text, origin)| (Some(text), Some(origin.to_string())))
            };
            // Its query may hold a token.
            let value = match name.as_str() {
                FORWARD_TO => value.as_deref().map(shown_forward_to),
                _ => value,
            };
            rows.push(Row { setting: name, value, origin, variable: setting.variable });
        }
    }
    Ok(rows)
}

fn init(path: &Path) -> Result<Exit, Failure> {
    let shown = path.display();
    let written = fs::File::create_new(path)
        .and_then(|mut file| file.write_all(DEFAULT_FILE_TEXT.as_bytes()));
    match written {
        Ok(()) => {
            output::note(&format!(
                "wrote {shown}: every setting with its default, all commented out"
            ));
            Ok(Exit::Success)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Failure::usage(format_args!("{shown} exists and is left as it is"))
                .hint("remove it first, or edit it"))
        }
        Err(error) => Err(Failure::environment(format_args!("cannot write {shown}: {error}"))),
    }
}
