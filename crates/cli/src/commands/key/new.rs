//! `key new`: a random key, printed or put into a file that its owner alone can read.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::new_key;
use crate::{
    exit::{Exit, Failure},
    files::STDIN,
    output::{self, Format},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct NewArguments {
    /// Write the key to this new file, which you alone can read, instead of printing it
    #[arg(long, value_name = "FILE", value_parser = new_file)]
    out: Option<PathBuf>,
}

fn new_file(typed: &str) -> Result<PathBuf, String> {
    match typed {
        "" => Err("a key needs a file".to_owned()),
        STDIN => Err("without --out, the key is printed to stdout".to_owned()),
        file => Ok(file.into()),
    }
}

pub(super) fn run(arguments: &NewArguments, format: Format) -> Result<Exit, Failure> {
    let key = new_key();
    match (&arguments.out, format) {
        (Some(file), _) => {
            write(file, &key)?;
            output::note(&format!("note: wrote a new key to {}", file.display()));
        }
        (None, Format::Human) => output::line(&key)?,
        (None, Format::Json) => output::json(&serde_json::json!({ "key": key }))?,
    }
    Ok(Exit::Success)
}

/// Writes the key alone, without a newline: whatever reads the file reads nothing but the key. A key that is there stays, since callbacks
/// signed with it may still be on their way.
fn write(file: &Path, key: &str) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let cannot = |error: io::Error| {
        Failure::environment(format_args!("cannot write {}: {error}", file.display()))
    };
    let mut open = options.open(file).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::usage(format_args!("{} is there already and stays as it is", file.display()))
                .hint("name another file; while a rotation lasts both are given: --key-file NEW --key-file OLD")
        }
        _ => cannot(error),
    })?;
    open.write_all(key.as_bytes()).and_then(|()| open.sync_all()).map_err(cannot)
}
