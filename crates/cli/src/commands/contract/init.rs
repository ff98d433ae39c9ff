//! `contract init`: a profile to start from.

use std::{fs, io::Write as _, path::PathBuf};

use livehook_contract::profile::{DEFAULT_TEXT, FILE_NAME};

use crate::{
    exit::{Exit, Failure},
    output,
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct InitArguments {
    /// Where to write it
    #[arg(long, value_name = "FILE", default_value = FILE_NAME)]
    to: PathBuf,
}

pub(super) fn run(arguments: &InitArguments) -> Result<Exit, Failure> {
    let shown = arguments.to.display();
    let written = fs::File::create_new(&arguments.to)
        .and_then(|mut file| file.write_all(DEFAULT_TEXT.as_bytes()));
    match written {
        Ok(()) => {
            output::note(&format!("wrote {shown}: every key with a word on it, all commented out"));
            Ok(Exit::Success)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Failure::usage(format_args!("{shown} exists and is left as it is"))
                .hint("remove it first, or edit it"))
        }
        Err(error) => Err(Failure::environment(format_args!("cannot write {shown}: {error}"))),
    }
}
