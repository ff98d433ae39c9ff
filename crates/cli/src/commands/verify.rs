//! `verify`: the verdict on one callback, for scripts. `explain` says the same at length.

use livehook_core::{
    Admitted, ContentKey, Credential, Envelope, LetterCase, Sender, SenderVerified, Timeliness,
    Verdict, judge,
};
use serde::Serialize;

use super::{Context, judging::JudgingArguments};
use crate::{
    exit::{Exit, Failure},
    output::{self, Format},
    text,
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
    /// Seconds past `t` (late, or accepted within a grace) or beyond now (far future).
    seconds: Option<u64>,
    event_type: Option<i64>,
    content_key: Option<String>,
    /// What is unusual and refused by nobody: `late`, `upper_case_sign`.
    notes: Vec<&'static str>,
}

/// The note on a callback that a grace let pass.
const LATE: &str = "late";

/// The note on a signature whose digits Tencent would have written in lower case.
const UPPER_CASE_SIGN: &str = "upper_case_sign";

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
            if report.notes.contains(&UPPER_CASE_SIGN) {
                output::line(
                    "note: the digits of sign are in upper case; Tencent writes them in lower case (upper_case_sign)",
                )?;
            }
        }
    }
    Ok(if matches!(verdict, Verdict::Accepted(_)) { Exit::Success } else { Exit::Unmet })
}

fn report(verdict: &Verdict<'_>) -> Report {
    let code = verdict.code().map(livehook_core::Code::as_str);
    let report = match verdict {
        Verdict::Accepted(admitted) => accepted(admitted),
        Verdict::Late(sender, by) => {
            let t = text::rfc3339_seconds(sender.credential().t);
            Report {
                verdict: "late",
                message: Some(format!("genuine, but its signature expired {by} ago, at {t}")),
                seconds: Some(by.0),
                ..genuine(sender)
            }
        }
        Verdict::Early(sender, by) => {
            let t = text::rfc3339_seconds(sender.credential().t);
            Report {
                message: Some(format!("genuine, but t lies {by} ahead, at {t}")),
                seconds: Some(by.0),
                ..genuine(sender)
            }
        }
        Verdict::Refused(refusal) => Report { message: Some(refusal.to_string()), ..nobody() },
    };
    Report { code, ..report }
}

fn accepted(admitted: &Admitted<'_>) -> Report {
    let credential = match admitted.sender() {
        Sender::Verified(credential) => of_credential(credential),
        Sender::Unverified => nobody(),
    };
    let mut report = Report { verdict: "accepted", ..of_envelope(admitted.envelope(), credential) };
    if let (Timeliness::Late(by), Some(message)) = (admitted.timeliness(), &mut report.message) {
        *message = format!("{message}; late by {by}, which the grace allows");
        report.seconds = Some(by.0);
        report.notes.insert(0, LATE);
    }
    report
}

fn genuine(sender: &SenderVerified<'_>) -> Report {
    of_envelope(sender.envelope(), of_credential(sender.credential()))
}

fn of_envelope(envelope: &Envelope<'_>, rest: Report) -> Report {
    Report {
        event_type: envelope.event_type.number(),
        content_key: Some(ContentKey::of(envelope).to_string()),
        ..rest
    }
}

fn of_credential(Credential { key_id, t, sign_case }: &Credential) -> Report {
    let until = text::rfc3339_seconds(*t);
    Report {
        message: Some(format!("signed with key `{key_id}`, good until {until} (t = {t})")),
        key_id: Some(key_id.to_string()),
        t: Some(t.0),
        notes: (*sign_case == LetterCase::Upper).then_some(UPPER_CASE_SIGN).into_iter().collect(),
        ..nobody()
    }
}

/// A callback of which nothing is known.
const fn nobody() -> Report {
    Report {
        verdict: "refused",
        code: None,
        message: None,
        key_id: None,
        t: None,
        seconds: None,
        event_type: None,
        content_key: None,
        notes: Vec::new(),
    }
}
