//! `sign`: what Tencent would write into `sign`.

use livehook_core::{Signature, UnixSeconds, VALIDITY};
use serde::Serialize;

use super::Context;
use crate::{
    clock,
    exit::{Exit, Failure},
    keys::{self, KeyArguments},
    output::{self, Format},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(before_help = "Example: livehook sign --key callbackKey0123456789 --t 1761129434")]
pub(crate) struct SignArguments {
    /// Unix second at which the signature expires; without it, 10 minutes from now
    #[arg(long, value_name = "SECONDS", value_parser = canonical_t, allow_negative_numbers = true)]
    t: Option<UnixSeconds>,
    #[command(flatten)]
    key: KeyArguments,
}

/// Reads `t` as it has to stand in a callback: its text is what is hashed, so `01` is not 1.
fn canonical_t(typed: &str) -> Result<UnixSeconds, String> {
    let number = typed.parse::<i64>().ok().filter(|t| *t >= 0 && t.to_string() == typed);
    number.map(UnixSeconds).ok_or_else(|| {
        format!(
            "`{typed}` is no t; write Unix seconds without sign or leading zeros, such as 1761129434"
        )
    })
}

#[derive(Serialize)]
struct Signed {
    t: i64,
    sign: String,
    key_id: String,
}

pub(crate) fn run(arguments: &SignArguments, context: &Context) -> Result<Exit, Failure> {
    let keys = keys::required(&arguments.key, &context.layers.environment, &[])?;
    let (key_id, key) = keys.first().ok_or_else(keys::missing)?;
    let t = arguments.t.unwrap_or_else(|| clock::now().saturating_add(VALIDITY));
    let sign = Signature::of(key, &t.to_string()).to_string();
    match context.format {
        Format::Human => {
            if arguments.t.is_none() {
                output::note(&format!("note: signed for t = {t}, 10 minutes from now"));
            }
            output::line(&sign)?;
        }
        Format::Json => output::json(&Signed { t: t.0, sign, key_id: key_id.to_string() })?,
    }
    Ok(Exit::Success)
}
