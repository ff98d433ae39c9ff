//! What came of an attempt, in words for people: why there was no answer, and what a refusal that was answered 200 comes to.

use livehook_simulator::{
    delivery::{FailureKind, Outcome},
    judge::Judgement,
};

use crate::output::for_terminal;

/// Why there was no answer. The system's own words stand only where ours would say less.
pub(super) fn no_answer(kind: FailureKind, detail: &str) -> String {
    match kind {
        FailureKind::Refused => "connection refused".to_owned(),
        FailureKind::Timeout => "timed out".to_owned(),
        FailureKind::Dns => "the host's name was not found".to_owned(),
        FailureKind::Reset => "the connection broke before the answer".to_owned(),
        FailureKind::Tls => format!("no TLS connection: {}", for_terminal(detail)),
        _ => for_terminal(detail),
    }
}

/// Where a refusal was expected, and only the body of a 200 says no: the case of the contract that is about it, if there is one.
pub(super) fn refused_by_body_alone(
    judgement: &Judgement,
    outcome: &Outcome,
) -> Option<&'static str> {
    let expected = judgement.expected();
    match outcome {
        Outcome::Answered { status: 200, excerpt }
            if expected.status != 200 && says_no(excerpt) =>
        {
            Some(case_about(expected.code.unwrap_or_default()))
        }
        _ => None,
    }
}

/// Whether a body is one of those that frameworks wrap errors in: `{"code":1,…}`, `{"success":false,…}`.
fn says_no(body: &str) -> bool {
    let Ok(body) = serde_json::from_str::<serde_json::Value>(body) else { return false };
    let is_failure = |code: &serde_json::Value| match code {
        serde_json::Value::Number(code) => code.as_i64() != Some(0) && code.as_i64() != Some(200),
        serde_json::Value::String(code) => !matches!(code.as_str(), "0" | "200" | "ok" | "OK"),
        _ => false,
    };
    body.get("code").is_some_and(is_failure) || body.get("success") == Some(&false.into())
}

fn case_about(code: &str) -> &'static str {
    match code {
        "expired" => "css/time/expired-a-minute",
        "unsigned" => "css/sign/unsigned-smart-highlight",
        "t_missing" => "css/sign/missing-t",
        "sign_missing" => "css/sign/missing-sign",
        "not_json" => "css/parse/truncated",
        _ => "css/sign/wrong-key",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_body_that_reports_a_failure_says_no() {
        for body in [r#"{"code":1}"#, r#"{"code":"FORBIDDEN","data":null}"#, r#"{"success":false}"#]
        {
            assert!(says_no(body), "{body}");
        }
        for body in
            ["", "ok", "[]", r#"{"code":0}"#, r#"{"code":200,"success":true}"#, r#"{"code":"#]
        {
            assert!(!says_no(body), "{body}");
        }
    }

    #[test]
    fn the_contract_has_the_cases_that_are_pointed_to() {
        for code in ["expired", "unsigned", "t_missing", "sign_missing", "not_json", "forged"] {
            let id = case_about(code);
            let found = livehook_contract::catalogue::all().any(|case| case.id == id);
            assert!(found, "{id}");
        }
    }
}
