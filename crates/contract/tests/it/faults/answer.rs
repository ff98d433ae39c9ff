//! What a receiver answers: the status of each code, and the faults that are nothing but an answer.

use livehook_core::{Code, Signature};

use super::{fault::Fault, receiver::Receiver};

/// An answer, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Status, a header beyond the usual ones, and body.
    Says(u16, Option<(&'static str, &'static str)>, String),
    /// The connection ends.
    HangsUp,
}

impl Answer {
    /// The event is on disk.
    pub(crate) fn taken() -> Self {
        Self::Says(200, None, r#"{"code":0}"#.to_owned())
    }

    /// No, with a stable code.
    pub(crate) fn refuses(status: u16, code: &str) -> Self {
        let body = serde_json::json!({ "code": status, "error": code, "message": code });
        Self::Says(status, None, body.to_string())
    }

    /// No, for what core says.
    pub(crate) fn refuses_by(code: Code) -> Self {
        let status = match code {
            Code::Unsigned => 401,
            Code::Forged | Code::Scope | Code::FarFuture | Code::Expired => 403,
            _ => 400,
        };
        Self::refuses(status, code.as_str())
    }

    /// What this receiver says instead of 200.
    pub(super) fn of_success(fault: Option<Fault>) -> Self {
        match fault {
            Some(Fault::Answers201) => Self::Says(201, None, r#"{"code":0}"#.to_owned()),
            Some(Fault::Answers204) => Self::Says(204, None, String::new()),
            Some(Fault::Answers302) => {
                Self::Says(302, Some(("location", "/thanks")), String::new())
            }
            _ => Self::taken(),
        }
    }

    /// What this receiver says instead of a plain refusal.
    pub(super) fn of_refusal(receiver: &Receiver, code: Code, t: &str) -> Self {
        let right = || Signature::of(&receiver.key, t);
        let chatty = |message: String| {
            Self::Says(
                403,
                None,
                serde_json::json!({ "code": 403, "message": message }).to_string(),
            )
        };
        match (receiver.fault, code) {
            (Some(Fault::LeaksExpectedSign), Code::Forged) => {
                chatty(format!("sign mismatch, expected {}", right()))
            }
            (Some(Fault::LeaksKey), Code::Forged) => {
                chatty(format!("sign is not MD5({} + t)", receiver.key.expose()))
            }
            (Some(Fault::StackTraceInAnswer), Code::NotJson | Code::NotObject | Code::NotUtf8) => {
                let trace = "Traceback (most recent call last):\n  File \"receiver.py\", line 31, in callback\n";
                Self::Says(400, None, trace.to_owned())
            }
            (Some(Fault::BreaksOnMalformedJson), Code::NotJson) => Self::refuses(500, "internal"),
            (Some(Fault::HangsUpOnNonObject), Code::NotObject)
            | (Some(Fault::HangsUpOnDeepNesting), Code::TooDeep) => Self::HangsUp,
            _ => Self::refuses_by(code),
        }
    }
}
