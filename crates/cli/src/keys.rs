//! Where callback keys come from: a file, the environment, stdin or, for experiments, a flag. They leave here typed and unprintable.

use std::{fs, io::Read as _, path::Path};

use livehook_core::{Authentication, CallbackKey, KeyConcern, KeyId, Source};

use crate::{
    exit::Failure,
    output,
    settings::{Environment, Origin},
};

/// The environment variable that holds the callback key.
pub(crate) const KEY_VARIABLE: &str = "LIVEHOOK_CALLBACK_KEY";

/// A key with its name.
pub(crate) type NamedKey = (KeyId, CallbackKey);

/// The flags that name a key.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct KeyArguments {
    /// File that holds the callback key, `-` for stdin (can be repeated: newest first, older ones while a rotation lasts)
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Vec<String>,
    /// The callback key itself; other users of the machine can see it, so only for experiments
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
}

/// The keys of the first layer that has any: flags, then the environment, then files that the configuration names.
pub(crate) fn resolve(
    arguments: &KeyArguments,
    environment: &Environment,
    configured_files: &[String],
) -> Result<Option<(Vec<NamedKey>, Origin)>, Failure> {
    let mut keys = Vec::new();
    if let Some(key) = &arguments.key {
        keys.push(named("flag", key)?);
    }
    for file in &arguments.key_file {
        keys.push(read_file(file)?);
    }
    if !keys.is_empty() {
        return Ok(Some((keys, Origin::Flag)));
    }
    if let Some(key) = environment.get(KEY_VARIABLE) {
        return Ok(Some((vec![named("env", key)?], Origin::Environment)));
    }
    let keys =
        configured_files.iter().map(|file| read_file(file)).collect::<Result<Vec<_>, _>>()?;
    Ok(if keys.is_empty() { None } else { Some((keys, Origin::File)) })
}

/// As [`resolve`], for a command that is no use without a key.
pub(crate) fn required(
    arguments: &KeyArguments,
    environment: &Environment,
    files: &[String],
) -> Result<Vec<NamedKey>, Failure> {
    match resolve(arguments, environment, files)? {
        Some((keys, _)) => Ok(keys),
        None => Err(missing()),
    }
}

/// No key anywhere.
pub(crate) fn missing() -> Failure {
    Failure::usage("no callback key")
        .hint(format_args!("set {KEY_VARIABLE}, or name a file with --key-file"))
        .hint("the key is the one of the console's callback template; `key new` makes one")
}

/// Says what is unusual about the keys that a server is about to trust. Harmless oddities are left to `key check`.
pub(crate) fn warn(source: &Source) {
    let Authentication::Keys(keys) = source.authentication() else { return };
    for (id, key) in keys {
        for concern in
            key.concerns().into_iter().filter(|concern| !matches!(concern, KeyConcern::EndsInDigit))
        {
            output::note(&format!("warning: key `{id}` of source `{}`: {concern}", source.name()));
        }
    }
}

fn named(id: &str, key: &str) -> Result<NamedKey, Failure> {
    CallbackKey::new(key).map(|key| (KeyId::new(id), key)).map_err(Failure::usage)
}

pub(crate) fn read_file(file: &str) -> Result<NamedKey, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::usage(format_args!("cannot read the key file {file}: {error}"))
    };
    let mut text = String::new();
    let id = if file == "-" {
        std::io::stdin().read_to_string(&mut text).map_err(cannot)?;
        "stdin"
    } else {
        text = fs::read_to_string(file).map_err(cannot)?;
        Path::new(file).file_name().and_then(|name| name.to_str()).unwrap_or("file")
    };
    let stripped = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    if stripped.is_some() {
        output::note(&format!(
            "note: key `{id}`: the newline at the file's end is not taken as part of the key"
        ));
    }
    named(id, stripped.unwrap_or(&text))
}
