//! `verify`: the verdict on one callback, for scripts. `explain` says the same at length.

use livehook_core::{ContentKey, Envelope, Sender, Verdict, judge};
use serde::Serialize;

use super::{Context, judging::JudgingArguments};
use crate::{
    exit::{Exit, Failure},
    output::{self, Format},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "Example: livehook verify --key callbackKey0123456789 --file callback.json --now 1761129000"
)]
pub(crate) struct VerifyArguments {
    #[command(flatten)]
    judging: JudgingArguments,
}

/// The verdict as one object. Fields are added, never changed.
#[derive(Debug, Serialize)]
struct Report {
    verdict: &'static str,
    code: Option<&'static str>,
    message: Option<String>,
    key_id: Option<String>,
    t: Option<i64>,
    /// Seconds past `t` (late) or beyond now (far future).
    seconds: Option<u64>,
    event_type: Option<i64>,
    content_key: Option<String>,
}

pub(crate) fn run(arguments: &VerifyArguments, context: &Context) -> Result<Exit, Failure> {
    let case = arguments.judging.case(context)?;
    let verdict = match Envelope::read(&case.body) {
        Ok(envelope) => judge(envelope, &case.source, case.now, &case.policy),
        Err(refusal) => Verdict::Refused(refusal),
    };
    let report = report(&verdict);
    match context.format {
        Format::Json => output::json(&report)?,
        Format::Human => {
            let code = report.code.map_or_else(String::new, |code| format!(" ({code})"));
            let message = report
                .message
                .as_deref()
                .map_or_else(String::new, |message| format!(": {message}"));
            output::line(&format!("{}{code}{message}", report.verdict))?;
        }
    }
    Ok(if matches!(verdict, Verdict::Accepted(_)) { Exit::Success } else { Exit::Unmet })
}

fn report(verdict: &Verdict<'_>) -> Report {
    let empty = Report {
        verdict: "refused",
        code: verdict.code().map(livehook_core::Code::as_str),
        message: None,
        key_id: None,
        t: None,
        seconds: None,
        event_type: None,
        content_key: None,
    };
    match verdict {
        Verdict::Accepted(admitted) => {
            let credential = match admitted.sender() {
                Sender::Verified(credential) => Some(credential),
                Sender::Unverified => None,
            };
            Report {
                verdict: "accepted",
                message: credential.map(|credential| {
                    format!("signed with key `{}`, good until {}", credential.key_id, credential.t)
                }),
                key_id: credential.map(|credential| credential.key_id.to_string()),
                t: credential.map(|credential| credential.t.0),
                event_type: admitted.envelope().event_type.number(),
                content_key: Some(ContentKey::of(admitted.envelope()).to_string()),
                ..empty
            }
        }
        Verdict::Late(sender, by) | Verdict::Early(sender, by) => {
            let credential = sender.credential();
            let late = matches!(verdict, Verdict::Late(..));
            let message = if late {
                format!("genuine, but its signature expired {by} ago")
            } else {
                format!("genuine, but t lies {by} ahead")
            };
            Report {
                verdict: if late { "late" } else { "refused" },
                message: Some(message),
                key_id: Some(credential.key_id.to_string()),
                t: Some(credential.t.0),
                seconds: Some(by.0),
                event_type: sender.envelope().event_type.number(),
                content_key: Some(ContentKey::of(sender.envelope()).to_string()),
                ..empty
            }
        }
        Verdict::Refused(refusal) => Report { message: Some(refusal.to_string()), ..empty },
    }
}
