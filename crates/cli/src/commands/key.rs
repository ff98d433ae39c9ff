//! `key new` and `key check`: keys that the console takes and nobody guesses.

mod new;

use serde::Serialize;

use super::Context;
use crate::{
    exit::{Exit, Failure},
    keys::{self, KeyArguments},
    output::{self, Format},
};

/// As many characters as the console takes.
const LENGTH: usize = 32;

const LETTERS_AND_DIGITS: &[u8; 62] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LETTERS: usize = 52;

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(before_help = "Example: livehook key new --out callback.key")]
pub(crate) struct KeyCommandArguments {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, clap::Subcommand)]
enum KeyCommand {
    /// Make a new random key of 32 letters and digits
    #[command(before_help = "Example: livehook key new --out callback.key")]
    New(new::NewArguments),
    /// Say whether a key is a good one; exit 1 if there is anything to say
    #[command(before_help = "Example: livehook key check --key-file callback.key")]
    Check {
        #[command(flatten)]
        key: KeyArguments,
    },
}

#[derive(Serialize)]
struct Checked {
    key_id: String,
    concerns: Vec<&'static str>,
}

pub(crate) fn run(arguments: &KeyCommandArguments, context: &Context) -> Result<Exit, Failure> {
    match &arguments.command {
        KeyCommand::New(arguments) => new::run(arguments, context.format),
        KeyCommand::Check { key } => check(key, context),
    }
}

fn check(arguments: &KeyArguments, context: &Context) -> Result<Exit, Failure> {
    let mut exit = Exit::Success;
    for (id, key) in keys::required(arguments, &context.layers.environment, &[])? {
        let concerns = key.concerns();
        if !concerns.is_empty() {
            exit = Exit::Unmet;
        }
        match context.format {
            Format::Json => {
                let concerns = concerns.iter().map(|concern| concern.code()).collect();
                output::json(&Checked { key_id: id.to_string(), concerns })?;
            }
            Format::Human if concerns.is_empty() => output::line(&format!("key `{id}`: good"))?,
            Format::Human => {
                for concern in &concerns {
                    output::line(&format!("key `{id}`: {concern}"))?;
                }
            }
        }
    }
    Ok(exit)
}

/// 32 letters and digits from the system's randomness; the last is a letter, since `t` follows it without a separator.
pub(crate) fn new_key() -> String {
    let mut random = rand::rng();
    let mut key: String =
        (1..LENGTH).map(|_| pick(&mut random, LETTERS_AND_DIGITS.len())).collect();
    key.push(pick(&mut random, LETTERS));
    key
}

fn pick(random: &mut impl rand::RngExt, among: usize) -> char {
    char::from(LETTERS_AND_DIGITS[random.random_range(..among)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_raises_no_concern() {
        for _ in 0..200 {
            let key = livehook_core::CallbackKey::new(&new_key()).unwrap();
            assert!(key.concerns().is_empty(), "{:?}", key.concerns());
        }
    }
}
