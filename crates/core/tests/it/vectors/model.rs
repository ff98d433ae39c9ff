//! A signature vector: bytes, keys, now and policy, and what must come of them. As it stands in the file.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use livehook_core::{
    CallbackKey, Envelope, KeyId, LatePolicy, Policy, Seconds, Sender, Source, Timeliness,
    UnixSeconds, VECTOR_KEY, Verdict, judge,
};
use serde::Serialize;

/// The second at which most cases are judged, 2025-10-22.
pub(super) const NOW: i64 = 1_761_129_000;

/// One callback and what must come of it.
#[derive(Debug, Serialize)]
pub(super) struct Case {
    pub(super) name: &'static str,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keys: Vec<Key>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unsigned: bool,
    domains: Vec<&'static str>,
    now: String,
    policy: FilePolicy,
    pub(super) expected: Expected,
}

#[derive(Debug, Serialize)]
struct Key {
    id: &'static str,
    key: &'static str,
}

#[derive(Debug, Serialize)]
struct FilePolicy {
    future_cap: String,
    late: FileLate,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum FileLate {
    Refuse,
    Accept { grace: String },
}

/// What must come of a case. `seconds` is how late or how far ahead `t` is, where that decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Expected {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<String>,
}

/// A case with the vectors' key as `current`, judged at [`NOW`] by the default policy: accepted, until said otherwise.
pub(super) fn case(name: &'static str, description: &'static str, body: impl AsRef<[u8]>) -> Case {
    let (text, base64) = match str::from_utf8(body.as_ref()) {
        Ok(text) => (Some(text.to_owned()), None),
        Err(_) => (None, Some(BASE64_STANDARD.encode(body.as_ref()))),
    };
    Case {
        name,
        description,
        body: text,
        body_base64: base64,
        keys: vec![Key { id: "current", key: VECTOR_KEY }],
        unsigned: false,
        domains: Vec::new(),
        now: NOW.to_string(),
        policy: FilePolicy { future_cap: "86400".to_owned(), late: FileLate::Refuse },
        expected: Expected {
            verdict: "accepted",
            key_id: Some("current".to_owned()),
            ..Expected::default()
        },
    }
}

impl Case {
    pub(super) fn keys(mut self, keys: &[(&'static str, &'static str)]) -> Self {
        self.keys = keys.iter().map(|&(id, key)| Key { id, key }).collect();
        self
    }

    pub(super) fn unsigned(mut self) -> Self {
        self.keys.clear();
        self.unsigned = true;
        self.expected.key_id = None;
        self
    }

    pub(super) fn domains(mut self, domains: &[&'static str]) -> Self {
        self.domains = domains.to_vec();
        self
    }

    pub(super) fn now(mut self, now: i64) -> Self {
        self.now = now.to_string();
        self
    }

    pub(super) fn future_cap(mut self, seconds: u64) -> Self {
        self.policy.future_cap = seconds.to_string();
        self
    }

    pub(super) fn grace(mut self, seconds: u64) -> Self {
        self.policy.late = FileLate::Accept { grace: seconds.to_string() };
        self
    }

    /// Accepted with the key of this name.
    pub(super) fn key_id(mut self, id: &str) -> Self {
        self.expected.key_id = Some(id.to_owned());
        self
    }

    /// Accepted, though this late.
    pub(super) fn accepted_late(mut self, seconds: u64) -> Self {
        self.expected.seconds = Some(seconds.to_string());
        self
    }

    /// Genuine, this late, and refused for it.
    pub(super) fn late(mut self, seconds: u64) -> Self {
        self.expected.verdict = "late";
        self.expected.code = Some("expired");
        self.expected.seconds = Some(seconds.to_string());
        self
    }

    /// Genuine, this far ahead, and refused for it.
    pub(super) fn early(mut self, seconds: u64) -> Self {
        self.expected.verdict = "refused";
        self.expected.code = Some("far_future");
        self.expected.seconds = Some(seconds.to_string());
        self
    }

    pub(super) fn refused(mut self, code: &'static str) -> Self {
        self.expected = Expected { verdict: "refused", code: Some(code), ..Expected::default() };
        self
    }

    fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.body_base64) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, base64) => BASE64_STANDARD.decode(base64.as_deref().unwrap()).unwrap(),
        }
    }

    fn source(&self) -> Source {
        let keys =
            self.keys.iter().map(|key| (KeyId::new(key.id), CallbackKey::new(key.key).unwrap()));
        let source = if self.unsigned {
            Source::unsigned("vectors")
        } else {
            Source::signed("vectors", keys)
        };
        source.unwrap().with_domains(self.domains.iter().map(|&domain| domain.to_owned()))
    }

    /// What this crate makes of the case.
    pub(super) fn judged(&self) -> Expected {
        let policy = Policy {
            future_cap: Seconds(self.policy.future_cap.parse().unwrap()),
            late: match &self.policy.late {
                FileLate::Refuse => LatePolicy::Refuse,
                FileLate::Accept { grace } => {
                    LatePolicy::Accept { grace: Seconds(grace.parse().unwrap()) }
                }
            },
        };
        let bytes = self.bytes();
        let verdict = match Envelope::read(&bytes) {
            Ok(envelope) => {
                judge(envelope, &self.source(), UnixSeconds(self.now.parse().unwrap()), &policy)
            }
            Err(refusal) => Verdict::Refused(refusal),
        };
        let code = verdict.code().map(livehook_core::Code::as_str);
        let key_id = |sender: &Sender| match sender {
            Sender::Verified(credential) => Some(credential.key_id.to_string()),
            Sender::Unverified => None,
        };
        let (verdict, key_id, seconds) = match &verdict {
            Verdict::Accepted(admitted) => match admitted.timeliness() {
                Timeliness::InTime => ("accepted", key_id(admitted.sender()), None),
                Timeliness::Late(late) => ("accepted", key_id(admitted.sender()), Some(late)),
            },
            Verdict::Late(sender, late) => {
                ("late", Some(sender.credential().key_id.to_string()), Some(*late))
            }
            Verdict::Early(sender, ahead) => {
                ("refused", Some(sender.credential().key_id.to_string()), Some(*ahead))
            }
            Verdict::Refused(_) => ("refused", None, None),
        };
        Expected { verdict, code, key_id, seconds: seconds.map(|seconds| seconds.0.to_string()) }
    }
}
