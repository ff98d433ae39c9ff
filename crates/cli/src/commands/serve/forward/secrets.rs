//! Where the secrets come from that sign what is handed on: files, or the environment. They leave here typed and unprintable.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use livehook_receiver::ForwardSecret;

use crate::{exit::Failure, settings::Layers};

/// The environment variable that holds the secret itself.
pub(crate) const SECRET_VARIABLE: &str = "LIVEHOOK_FORWARD_SECRET";

/// The setting that names files.
const FILES: &str = "serve.forward_secret_files";

/// The most bytes of a file that are read. A secret has some 100.
const MAX_FILE_BYTES: u64 = 4096;

/// The secrets of the first layer that has any: files that were typed, the environment, files that the configuration names.
pub(super) fn resolve(
    typed: &[PathBuf],
    layers: &Layers,
) -> Result<Option<Vec<ForwardSecret>>, Failure> {
    if !typed.is_empty() {
        return read_all(typed.iter().map(PathBuf::as_path)).map(Some);
    }
    if let Some(secret) = layers.environment.get(SECRET_VARIABLE) {
        let secret = parse(secret, format_args!("{SECRET_VARIABLE} in the environment"))?;
        return Ok(Some(vec![secret]));
    }
    let configured = layers.texts(FILES)?;
    if configured.is_empty() {
        return Ok(None);
    }
    read_all(configured.iter().map(Path::new)).map(Some)
}

fn read_all<'a>(files: impl IntoIterator<Item = &'a Path>) -> Result<Vec<ForwardSecret>, Failure> {
    files.into_iter().map(read).collect()
}

fn read(file: &Path) -> Result<ForwardSecret, Failure> {
    let shown = file.display();
    let cannot = |error: io::Error| {
        Failure::usage(format_args!("cannot read the secret file {shown}: {error}"))
    };
    let mut text = String::new();
    File::open(file)
        .and_then(|file| file.take(MAX_FILE_BYTES).read_to_string(&mut text))
        .map_err(cannot)?;
    // One newline belongs to the file, as with a key.
    let line = text.strip_suffix('\n').unwrap_or(&text);
    parse(line.strip_suffix('\r').unwrap_or(line), format_args!("the secret file {shown}"))
}

fn parse(text: &str, place: std::fmt::Arguments<'_>) -> Result<ForwardSecret, Failure> {
    text.parse().map_err(|problem| {
        Failure::usage(format_args!("{place}: {problem}"))
            .hint("printf 'whsec_%s\\n' \"$(openssl rand -base64 32)\" makes one")
    })
}
