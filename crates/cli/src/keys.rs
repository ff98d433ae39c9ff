//! Where callback keys come from: a file, the environment, stdin or, for experiments, a flag. They leave here typed and unprintable.

mod file;

use livehook_core::{Authentication, CallbackKey, KeyConcern, KeyId, Source};

use crate::{
    exit::Failure,
    files::STDIN,
    output,
    settings::{Environment, Origin},
};

pub(crate) use file::read_all as read_files;

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

impl KeyArguments {
    /// Fails when stdin is asked for both the key and this other input, which is `-` then.
    pub(crate) fn check_stdin_is_free_for(&self, input: &str, what: &str) -> Result<(), Failure> {
        if input == STDIN && file::reads_stdin(&self.key_file) {
            return Err(stdin_is_asked_for_both("the key", what));
        }
        Ok(())
    }
}

/// The failure of a command that was asked to read two things from stdin, which is one.
pub(crate) fn stdin_is_asked_for_both(one: &str, other: &str) -> Failure {
    Failure::usage(format_args!("stdin cannot be both {one} and {other}"))
        .hint("put one of them into a file")
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
    keys.extend(read_files(&arguments.key_file)?);
    if !keys.is_empty() {
        return Ok(Some((keys, Origin::Flag)));
    }
    if let Some(key) = environment.get(KEY_VARIABLE) {
        return Ok(Some((vec![file::of_variable(KEY_VARIABLE, key)?], Origin::Environment)));
    }
    let keys = read_files(configured_files)?;
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

/// As [`required`], with a hint for who named no key at all. Who named one wants that one, and hears what is wrong with it.
pub(crate) fn required_or(
    arguments: &KeyArguments,
    environment: &Environment,
    files: &[String],
    hint: &str,
) -> Result<Vec<NamedKey>, Failure> {
    match resolve(arguments, environment, files)? {
        Some((keys, _)) => Ok(keys),
        None => Err(missing().hint(hint)),
    }
}

/// No key anywhere.
pub(crate) fn missing() -> Failure {
    Failure::usage("no callback key")
        .hint(format_args!("set {KEY_VARIABLE}, or name a file with --key-file"))
        .hint(
            "the key is the one of the console's callback template; `key new --out FILE` makes one",
        )
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
