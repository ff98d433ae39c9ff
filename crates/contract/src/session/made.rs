//! Makes the callbacks of cases by the simulator's recipes.

use std::{fmt::Write as _, sync::Arc};

use livehook_core::{Signature, UnixSeconds, VALIDITY};
use livehook_simulator::recipe::{
    Edit, Edits, EventSpec, Flaw, Recipe, RecipeError, Signing, UnknownPaths,
};
use md5::{Digest as _, Md5};
use serde_json::Value;

use super::{Place, Session, pairs::Credible};
use crate::{
    exchange::Request,
    step::{Callback, Credential, Expiry, Spelling, What},
};

/// A callback, made and signed.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) stream_id: String,
    pub(crate) event_type: i64,
    pub(crate) request: Request,
    /// The second at which it expires, as far as it has one.
    pub(crate) t: i64,
    /// The signature that is right for that second; none without a key.
    pub(crate) right_sign: Option<String>,
    /// From the present to `t`, as a line of the shell signs it anew.
    pub(crate) expires_in: i64,
    /// Whether a line of the shell may hold its signature.
    pub(crate) shown: Shown,
    /// Whether it is no more than a body, as curl sends it.
    pub(crate) is_plain: bool,
}

/// Whether a line of the shell may hold a callback's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The right one for its `t`: the line makes it afresh.
    Made,
    /// A stranger's, or none: nobody can use it.
    Harmless,
    /// Most of a right one, or one for another `t`.
    Neither,
}

/// What a callback's signature is to whoever reads it.
fn shown(callback: &Callback) -> Shown {
    let by_hand = callback.sets.iter().any(|(path, _)| matches!(*path, "t" | "sign"));
    match callback.flaw {
        Some(Flaw::WrongKey | Flaw::OldKey | Flaw::Unsigned) if !by_hand => Shown::Harmless,
        Some(flaw) if flaw.is_of_the_credential() => Shown::Neither,
        _ if by_hand => Shown::Neither,
        _ => Shown::Made,
    }
}

/// Whether its credential may be believed, so that somebody may keep it for an id.
fn credible(callback: &Callback) -> Credible {
    let sets_sign = callback.sets.iter().any(|(path, _)| *path == "sign");
    match callback.flaw {
        Some(Flaw::TAsText | Flaw::UpperCaseSign) => Credible::Yes,
        Some(flaw) if flaw.is_of_the_credential() => Credible::No,
        _ if sets_sign => Credible::No,
        _ => Credible::Yes,
    }
}

/// How far ahead a callback expires that is sent by itself.
const fn nominal(expiry: Expiry) -> i64 {
    match expiry {
        Expiry::In(seconds) => seconds,
        Expiry::Own | Expiry::Afresh | Expiry::Shared => VALIDITY.0.cast_signed(),
    }
}

/// Whose callback it is, and which case's.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub(crate) session: Arc<Session>,
    /// The case's number within the run, from 1; 0 is the calibration's.
    pub(crate) case: usize,
    /// The case's place among those under way.
    pub(crate) place: Place,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Sender {
    pub(crate) fn stream_id(&self, stream: u16) -> String {
        self.session.stream_id(self.case, stream)
    }

    /// Makes a callback of the case, signed now.
    pub(crate) fn make(&self, callback: &Callback) -> Result<Made, RecipeError> {
        let options = &self.session.options;
        let now = (options.clock)();
        let t = self.session.pairs.t(now, self.case, callback.expiry, credible(callback));
        let right_sign =
            options.key.as_ref().map(|key| Signature::of(key, &t.to_string()).to_string());
        let stream_id = self.stream_id(callback.stream);
        let event_type = callback.what.event_type();
        let recipe = Recipe {
            event: event(callback.what, &self.session),
            edits: self.edits(callback, &stream_id, t, right_sign.as_deref())?,
            flaw: callback.flaw,
            seed: options.seed,
        };
        let signing = Signing { key: options.key.clone(), validity: VALIDITY };
        // The recipe signs for ten minutes from the time it is told.
        let signed_at = t.saturating_sub(VALIDITY);
        let prepared = recipe.prepare(Session::index(self.case, callback), &signing, signed_at)?;
        let query = match (callback.credential, &right_sign) {
            (Credential::InQuery, Some(sign)) => format!("t={t}&sign={sign}"),
            (Credential::StrangersInQuery, _) => format!("t={}&sign={:032x}", now.0, 0),
            _ => String::new(),
        };
        let body = spell(prepared.body, callback.spelling);
        let mut request = Request::to(self.session.target(event_type), &query, body);
        request.content_type = match callback.content_type {
            None => prepared.content_type.map(str::to_owned),
            Some("") => None,
            Some(given) => Some(given.to_owned()),
        };
        for (name, value) in &options.traits.headers {
            request.add_header(name, value);
        }
        request.headers += callback.headers;
        if let (Credential::InHeaders, Some(sign)) = (callback.credential, &right_sign) {
            for name in ["sign", "x-sign", "x-signature", "signature"] {
                request.add_header(name, sign);
            }
            for name in ["t", "x-t", "x-timestamp", "timestamp"] {
                request.add_header(name, &t.to_string());
            }
        }
        Ok(Made {
            stream_id,
            event_type,
            request,
            t: t.0,
            right_sign,
            expires_in: nominal(callback.expiry),
            shown: shown(callback),
            is_plain: callback.credential == Credential::BodyOnly && callback.headers.is_empty(),
        })
    }

    fn edits(
        &self,
        callback: &Callback,
        stream_id: &str,
        t: UnixSeconds,
        sign: Option<&str>,
    ) -> Result<Edits, RecipeError> {
        let traits = &self.session.options.traits;
        let mut list = Vec::new();
        let mut set = |path: &str, json: &str| -> Result<(), RecipeError> {
            let value =
                serde_json::from_str(json).expect("a test reads every value of the catalogue");
            let path = path.parse().map_err(livehook_simulator::recipe::EditError::from)?;
            list.push(Edit::Set { path, value });
            Ok(())
        };
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        if let Some(field) = callback.what.stream_field() {
            set(field, &quoted(stream_id))?;
        }
        let (domain_field, app_field) = scope_fields(callback.what);
        for (field, value) in [(domain_field, &traits.domain), (app_field, &traits.app_name)] {
            if let (Some(field), Some(value)) = (field, value) {
                set(field, &quoted(value))?;
            }
        }
        for (path, json) in callback.sets {
            let json = json
                .replace("{t}", &t.to_string())
                .replace("{sign}", sign.unwrap_or_default())
                .replace("{keyless}", &hex::encode(Md5::digest(t.to_string())))
                .replace("{sign-begins}", sign.unwrap_or_default().get(..8).unwrap_or_default())
                .replace("{16KiB}", &"long ".repeat(16 * 1024 / 5))
                .replace("{200KiB}", &"long ".repeat(200 * 1024 / 5))
                .replace("{stream}", stream_id);
            set(path, &json)?;
        }
        for path in callback.unsets {
            let path = path.parse().map_err(livehook_simulator::recipe::EditError::from)?;
            list.push(Edit::Unset { path });
        }
        Ok(Edits { list, unknown: UnknownPaths::Allow })
    }
}

/// The same JSON in another spelling. What is no JSON is left as it is.
fn spell(body: Vec<u8>, spelling: Spelling) -> Vec<u8> {
    match (spelling, serde_json::from_slice::<Value>(&body)) {
        (Spelling::Compact, _) | (_, Err(_)) => body,
        (Spelling::Spaced, Ok(value)) => format!("{value:#}\n").into_bytes(),
        (Spelling::Escaped, Ok(value)) => {
            let mut escaped = String::new();
            for char in value.to_string().chars() {
                match char {
                    '/' => escaped.push_str("\\/"),
                    char if char.is_ascii() => escaped.push(char),
                    char => {
                        for unit in char.encode_utf16(&mut [0; 2]) {
                            // Writing to a String cannot fail.
                            let _ignored = write!(escaped, "\\u{unit:04x}");
                        }
                    }
                }
            }
            escaped.into_bytes()
        }
    }
}

fn event(what: What, session: &Session) -> EventSpec {
    match what {
        What::Highlight => EventSpec::Highlight(session.world.clone()),
        What::Documented => EventSpec::Documented,
        What::Kind(kind) => EventSpec::of_kind(session.world.clone(), kind, None),
        What::Odd(oddity) => EventSpec::of_kind(session.world.clone(), oddity.kind(), Some(oddity)),
        What::Undocumented(event_type) => EventSpec::Other { event_type },
    }
}

/// The fields that name the push domain and the AppName, where the event has them.
fn scope_fields(what: What) -> (Option<&'static str>, Option<&'static str>) {
    match what.event_type() {
        314 | 328 | 338 | 347 => (None, None),
        315 | 321 | 341 | 348 | 349 => (Some("domain"), Some("path")),
        332 | 343..=345 => (Some("domain"), Some("appname")),
        _ => (Some("app"), Some("appname")),
    }
}
