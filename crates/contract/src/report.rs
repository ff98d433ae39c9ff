//! What a run came to, as one value that every report is a view of: it is written as JSON, read back by `compare` and `matrix`, and
//! rendered for terminals, pages and machines.
//!
//! The names here are relied on by scripts; [`SCHEMA`] changes when one changes its meaning. Everything that came from the receiver
//! is hostile text: each view escapes it for where it is shown.

pub mod compare;
pub mod github;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod matrix;
mod summary;
pub mod terminal;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::{Area, Level};

pub use self::summary::{Summary, Verdict};

/// The version of the report's form. A reader that finds another one refuses with a word.
pub const SCHEMA: &str = "livehook-contract-report/1";

/// A whole run against one receiver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Name and version of the program that judged.
    pub tool: String,
    /// When the run began, RFC 3339 in UTC.
    pub started_at: String,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// The receiver.
    pub target: TargetLine,
    /// The seed that makes the same events again.
    pub seed: u64,
    /// What was found before the first case.
    pub calibration: Calibration,
    /// One for each selected case, in the catalogue's order.
    pub findings: Vec<Finding>,
    /// The sums.
    pub summary: Summary,
}

/// Who was judged, and by which means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TargetLine {
    /// A short name for headings: the profile's, or host and port.
    pub name: String,
    /// The callback URL, with the values in its query masked.
    pub url: String,
    /// How effects were observed, in words; absent without a probe.
    pub probe: Option<String>,
    /// How the receiver was restarted, in words; absent without a command.
    pub restart: Option<String>,
    /// The profile file, where one was named.
    pub profile: Option<String>,
    /// Whether the receiver has a key.
    pub mode: Mode,
}

/// Whether callbacks are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The receiver has a key and callbacks carry `t` and `sign`.
    Signed,
    /// It has none, and they carry neither.
    Unsigned,
}

/// What a sound callback met, before anything else was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Calibration {
    /// Whether the sound callback was taken.
    pub verdict: Calibrated,
    /// What the receiver answered, in a few words.
    pub answer: String,
    /// What follows, most important first: why it was refused, what the receiver wants instead, how its clock stands.
    pub notes: Vec<String>,
    /// The receiver's clock less ours in seconds, read off its `Date`; absent without one.
    pub clock_skew_s: Option<i64>,
}

/// Whether the receiver takes what is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Calibrated {
    /// It answered 200, and nothing speaks against its having taken the callback.
    Takes,
    /// It answered 200, and the probe saw nothing of it.
    TakesWithoutEffect,
    /// It answered something else.
    Refuses,
    /// It did not answer.
    Unreachable,
    /// The effect probe does not work, so that nothing was tried.
    ProbeFails,
    /// A limit of time or requests was reached before it was over, so that nothing was tried.
    CutOff,
}

/// What one case came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The case: `css/<area>/<name>`.
    pub id: String,
    /// Its area.
    pub area: Area,
    /// How much it weighs.
    pub level: Level,
    /// What it asks, in a line.
    pub title: String,
    /// The class of the result.
    pub result: Class,
    /// Whether the profile expects this case to fail.
    #[serde(default)]
    pub expected_failure: bool,
    /// What happened and why that is the result, in a sentence or two.
    pub why: String,
    /// Why it matters.
    pub matters: String,
    /// What to change.
    pub mend: String,
    /// The three layers.
    pub layers: Layers,
    /// Our command that runs this case again.
    pub reproduce: String,
    /// A shell line that sends the decisive request with curl, signed afresh; absent where curl cannot.
    pub curl: Option<String>,
    /// Where the rule comes from: a document's address, or a reason.
    pub source: String,
    /// What is sent, in words.
    pub sends: String,
    /// What a sound receiver does, in words.
    pub sound: String,
    /// How long the case took, in milliseconds.
    pub took_ms: u64,
    /// The requests and answers, oldest first; secrets are masked unless exact bytes were asked for. At most 40 are kept.
    pub exchanges: Vec<Exchange>,
}

/// What each layer shows. A status alone cannot show all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Layers {
    /// What Tencent would see: `200`, `403, 200`, `200 × 32`, `no answer`.
    pub answer: String,
    /// How what is wrong was met: [`Security`]; absent where everything sent was right.
    pub security: Option<Security>,
    /// What was seen of it within the receiver: `1 event`, `nothing`; absent without a probe.
    pub effect: Option<String>,
}

/// How a receiver met a callback that it should not believe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Answered 200 and dropped: Tencent does not send it again.
    RefusedQuietly,
    /// Answered something else: Tencent sends it again, up to 12 times.
    RefusedLoudly,
    /// Had an effect.
    Believed,
    /// Cannot be told from outside.
    Unknown,
}

/// The class of a result.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The receiver does what it must not.
    Fail,
    /// The case could not be carried out.
    Error,
    /// The answers leave it open whether the receiver is right; an effect probe would tell.
    Undetermined,
    /// Allowed, and probably not wanted.
    Warn,
    /// As it should be.
    Pass,
    /// A fact; there is no right or wrong here.
    Info,
    /// Not tried, for a reason.
    Skip,
}

impl Class {
    /// Every class, worst first.
    pub const ALL: &'static [Self] = &[
        Self::Fail,
        Self::Error,
        Self::Undetermined,
        Self::Warn,
        Self::Pass,
        Self::Info,
        Self::Skip,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Undetermined => "undetermined",
            Self::Warn => "warn",
            Self::Pass => "pass",
            Self::Info => "info",
            Self::Skip => "skip",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One request and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Exchange {
    /// Which step of the case, from 1.
    pub step: u32,
    /// What this request was, in a few words.
    pub label: String,
    /// The bytes sent, those that are not UTF-8 as `\xNN`, cut at 16 KiB with a word.
    pub sent: String,
    /// The bytes received, likewise.
    pub received: String,
    /// The answer's status; absent when none came.
    pub status: Option<u16>,
    /// Why there is no answer: `timeout`, `refused`, `reset`, `closed`, `dns`, `tls`, `malformed`, `other`.
    pub failure: Option<String>,
    /// From the first byte sent to the answer's head, in microseconds.
    pub latency_us: u64,
}
