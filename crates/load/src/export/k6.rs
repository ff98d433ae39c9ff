//! The plan as a script for k6: the same arrivals, mix and thresholds, each request signed as it is sent.
//!
//! k6 counts a latency from sending, never from the planned time; what it could not send in time it drops and counts as
//! `dropped_iterations`. The script says so where a threshold loses its meaning. It reads the key from `LIVEHOOK_CALLBACK_KEY` and
//! never holds one.

mod arrivals;
mod thresholds;

use std::time::Duration;

use askama::Template;
use serde_json::{Map, Value};

use crate::{
    class::Class,
    expect::Threshold,
    plan::{Plan, shard::Shard},
};

/// The longest callback that is written into a script, in bytes of JSON.
pub const CALLBACK_BYTES_MAX: usize = 1 << 20;

/// Why there is no script.
#[derive(Debug, thiserror::Error)]
pub enum K6Error {
    /// The callback is larger than [`CALLBACK_BYTES_MAX`].
    #[error("the callback has {bytes} bytes, more than {CALLBACK_BYTES_MAX}")]
    CallbackTooLarge {
        /// Its length.
        bytes: usize,
    },
    /// The callback names no stream, so that requests could not be told apart.
    #[error("the callback has no text under stream_id, which each request replaces by its own")]
    NoStream,
    /// k6 has nothing for such arrivals, and what it has would be kinder to the receiver.
    #[error("k6 has no {0}; export a steady rate, steps or a ramp, or load with livehook itself")]
    Arrivals(&'static str),
    /// One part of a plan.
    #[error("k6 shares a load out by itself: leave --shard out")]
    Shard,
    /// The template failed.
    #[error("the script cannot be rendered")]
    Template(#[source] askama::Error),
}

impl K6Error {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CallbackTooLarge { .. } => "k6_callback_too_large",
            Self::NoStream => "k6_no_stream",
            Self::Arrivals(_) => "k6_arrivals",
            Self::Shard => "k6_shard",
            Self::Template(_) => "k6_template",
        }
    }
}

/// Whether requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// With the key that the script finds in its environment.
    ByKey,
    /// Neither `t` nor `sign` is sent.
    Nothing,
}

/// What is to be sent.
#[derive(Debug, Clone, Copy)]
pub struct K6Script<'a> {
    /// The receiver's callback URL.
    pub url: &'a str,
    /// The plan, whole.
    pub plan: &'a Plan,
    /// Whether requests are signed.
    pub signing: Signing,
    /// After how long a request counts as unanswered.
    pub timeout: Duration,
    /// Connections at most: k6's virtual users.
    pub connections: u32,
    /// Thresholds, translated where k6 can see the figure.
    pub thresholds: &'a [Threshold],
    /// A callback without `t` and `sign`; each request is this with a stream of its own.
    pub callback: &'a Map<String, Value>,
}

/// A script, and what k6 will do otherwise than the plan says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct K6Text {
    /// JavaScript.
    pub text: String,
    /// In sentences, which stand at the head of the script too.
    pub differences: Vec<String>,
}

/// The script.
///
/// # Errors
/// [`K6Error::CallbackTooLarge`] and [`K6Error::NoStream`] by the callback; [`K6Error::Arrivals`] and [`K6Error::Shard`] by the plan;
/// [`K6Error::Template`] when rendering fails.
pub fn script(script: &K6Script<'_>) -> Result<K6Text, K6Error> {
    if !script.callback.get("stream_id").is_some_and(Value::is_string) {
        return Err(K6Error::NoStream);
    }
    let callback = json(script.callback);
    if callback.len() > CALLBACK_BYTES_MAX {
        return Err(K6Error::CallbackTooLarge { bytes: callback.len() });
    }
    let plan = script.plan;
    if plan.shard != Shard::WHOLE {
        return Err(K6Error::Shard);
    }
    let (lines, left_out) = thresholds::translated(script.thresholds);
    let page = Script {
        url: json(script.url),
        seed: plan.seed,
        callback,
        mix: plan
            .mix
            .shares()
            .iter()
            .map(|(class, share)| format!("['{class}', {share}]"))
            .collect(),
        taken: Class::ALL.iter().filter(|class| class.is_taken()).copied().collect(),
        is_signed: script.signing == Signing::ByKey,
        timeout: json(&format!("{}ms", script.timeout.as_millis())),
        scenario: arrivals::scenario(&plan.pacing, script.connections.max(1))?,
        thresholds: lines,
        left_out,
    };
    let notes = page.scenario.notes.iter().map(|note| (*note).to_owned());
    let left_out = page.left_out.iter().map(|line| format!("Left out: {line}."));
    let differences = notes.chain(left_out).collect();
    Ok(K6Text { text: page.render().map_err(K6Error::Template)?, differences })
}

#[derive(Template)]
#[template(path = "k6.js", escape = "none")]
struct Script {
    url: String,
    seed: u64,
    callback: String,
    mix: Vec<String>,
    taken: Vec<Class>,
    is_signed: bool,
    timeout: String,
    scenario: arrivals::Scenario,
    thresholds: Vec<String>,
    left_out: Vec<String>,
}

/// A value as JavaScript: JSON, with what JSON allows in a text and an editor would break a line at written out.
fn json(value: &(impl serde::Serialize + ?Sized)) -> String {
    let text = serde_json::to_string(value).expect("a text and an object of texts are JSON");
    text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
