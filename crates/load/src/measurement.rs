//! What a run came to, as one value that every report is a view of. It is written as JSON and read back by `load compare` and `load
//! merge`; the names are relied on by scripts.
//!
//! Times are whole microseconds unless a name says otherwise. Histograms travel as base64 of HdrHistogram's V2 form without
//! compression, so that shards add up exactly and other tools read them.

mod redeliveries;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::redeliveries::Redeliveries;
use crate::class::Class;

/// The version of the form. A reader that finds another one refuses with a word.
pub const SCHEMA: &str = "livehook-load-measurement/1";

/// A whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measurement {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Name and version of the program that measured.
    pub tool: String,
    /// When the run began, RFC 3339 in UTC.
    pub started_at: String,
    /// The receiver's callback URL.
    pub url: String,
    /// What was planned.
    pub plan: PlanLine,
    /// Which shard of how many, from 1; `[1, 1]` for a whole run; `[0, n]` for n merged ones.
    pub shard: [u32; 2],
    /// Threads and connections of the generator.
    pub threads: u32,
    /// Connections in all.
    pub connections: u32,
    /// Requests at once on each of them, at most; 1 but for HTTP/2.
    pub streams: u32,
    /// Which engine sent: `raw` (HTTP/1.1), `hyper/2` (HTTP/2) or `hyper/1.1`.
    pub engine: String,
    /// After how long a request counted as unanswered, in microseconds; absent in files of versions that did not say it.
    #[serde(default)]
    pub timeout_us: Option<u64>,
    /// From the first due time to the last answer or the end, in microseconds.
    pub took_us: u64,
    /// Over how long answers came, in microseconds, where requests had due times: the planned length, or longer where the receiver did not
    /// keep up. Answers over this time are the rate.
    #[serde(default)]
    pub answered_over_us: Option<u64>,
    /// Whether it was ended from outside before its plan was, or before what the receiver has was looked at to the end. Everything is
    /// then of what was sent until that.
    #[serde(default)]
    pub interrupted: bool,
    /// Every planned request in one box.
    pub ledger: Ledger,
    /// The same for each class that the plan has.
    pub classes: Vec<ClassLine>,
    /// All classes together.
    pub latency: Latencies,
    /// How late the generator was by itself: a connection was free, or would have been, had it been in time. Of every request sent, those
    /// that came back included; it decides validity. Absent in files of versions that did not say it.
    #[serde(default)]
    pub own_lag: Option<Distribution>,
    /// What was seen over time, oldest first; one line a second.
    pub intervals: Vec<Interval>,
    /// What it cost here.
    pub generator: Generator,
    /// What came back by a retry plan; absent without one.
    pub retries: Option<Redeliveries>,
    /// What was seen of effects; absent without a probe.
    pub effects: Option<Effects>,
    /// Whether the numbers may be believed.
    pub validity: Validity,
    /// Thresholds and how they were met.
    pub expectations: Vec<Expectation>,
    /// What fails the run whatever its thresholds, in sentences: a class of which no request went as it should.
    #[serde(default)]
    pub failures: Vec<String>,
    /// What to look at, in sentences: a step at 40 ms, a queue that grew, connections that were reopened.
    pub hints: Vec<String>,
    /// What the run says.
    pub verdict: Verdict,
}

/// What was planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlanLine {
    /// The seed that makes the same plan again.
    pub seed: u64,
    /// `open` or `closed`.
    pub pacing: String,
    /// The arrivals in words, as typed: `5000/s`, `poisson 5000/s`, `ramp 100/s..5000/s`.
    pub arrivals: String,
    /// Mean rate of the open plan in requests a second; absent for a closed loop.
    pub rate: Option<f64>,
    /// Planned length in microseconds; absent where requests are counted.
    pub duration_us: Option<u64>,
    /// Shares of the classes; they add up to 1.
    pub mix: BTreeMap<Class, f64>,
}

/// Every planned request in one box: `planned = sent + not_sent`, `sent = the sum of all other boxes`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    /// Due within the run; within an interrupted one, until it was.
    pub planned: u64,
    /// Of which at least the first byte was written.
    pub sent: u64,
    /// Not sent, by reason: `no_connection`, `end_of_run`, `interrupted`.
    pub not_sent: BTreeMap<String, u64>,
    /// Answered, by status.
    pub statuses: BTreeMap<u16, u64>,
    /// No answer within the time-out.
    pub timeout: u64,
    /// The connection was reset or closed before the answer.
    pub reset: u64,
    /// What came back was no HTTP answer.
    pub malformed: u64,
    /// Still without an answer when the run ended.
    pub unfinished: u64,
}

impl Ledger {
    /// The difference between what was planned and what stands in the boxes; 0, always.
    pub fn imbalance(&self) -> i128 {
        let not_sent: u64 = self.not_sent.values().sum();
        let answered: u64 = self.statuses.values().sum();
        let boxes = answered + self.timeout + self.reset + self.malformed + self.unfinished;
        let of_planned = i128::from(self.planned) - i128::from(self.sent) - i128::from(not_sent);
        let of_sent = i128::from(self.sent) - i128::from(boxes);
        if of_planned == 0 { of_sent } else { of_planned }
    }
}

/// One class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassLine {
    /// Which.
    pub class: Class,
    /// Its ledger.
    pub ledger: Ledger,
    /// Answers that are right for this class: 200 for what is to be taken; for what is to be refused, anything but a server's error.
    pub as_expected: u64,
    /// Its latencies.
    pub latency: Latencies,
}

/// Three distributions of one set of requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Latencies {
    /// From the planned time to the answer: what a sender that does not wait would feel. Requests without an answer stand here with
    /// the time they had waited: at least that.
    pub planned: Distribution,
    /// From the first byte sent to the answer: what most tools show.
    pub sent: Distribution,
    /// From the planned time to the first byte sent: waits for a connection that was busy or could not be had, and our own lateness.
    pub lag: Distribution,
}

/// A distribution of times.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Distribution {
    /// How many.
    pub count: u64,
    /// Of which so many are lower bounds.
    pub at_least: u64,
    /// Smallest, in microseconds.
    pub min: u64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
    /// Largest.
    pub max: u64,
    /// By name: `p50`, `p90`, `p95`, `p99`, `p99.9`, `p99.99`; only those with ten or more values beyond them.
    pub percentiles: BTreeMap<String, u64>,
    /// Which of these percentiles are lower bounds: how long requests without an answer would have taken may make them longer.
    #[serde(default)]
    pub bounds: Vec<String>,
    /// The lower bounds by themselves, in the form of `hdr`; absent where there are none.
    #[serde(default)]
    pub at_least_hdr: Option<String>,
    /// The whole histogram, nanoseconds, 3 digits: base64 of HdrHistogram V2 without compression. Absent where it was left out.
    pub hdr: Option<String>,
}

/// A second of the run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// From the start of the run, in microseconds.
    pub from_us: u64,
    /// Its length.
    pub length_us: u64,
    /// Requests due in it.
    pub planned: u64,
    /// Sent in it.
    pub sent: u64,
    /// Answered in it, by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Ended without an answer in it.
    pub failed: u64,
    /// Given up in it because no connection could be had for a second, deliveries that came back included.
    #[serde(default)]
    pub no_connection: u64,
    /// From when to when there was none, as far as these tell: the first due time and the last giving up, from the start in microseconds.
    /// In a closed loop, where nothing is due meanwhile, since the last one ended.
    #[serde(default)]
    pub no_connection_us: Option<[u64; 2]>,
    /// Sent in it for another time, by a retry plan.
    #[serde(default)]
    pub sent_again: u64,
    /// In flight at its end.
    pub in_flight: u64,
    /// Median from the planned time of those answered in it, microseconds; absent where none was.
    pub p50_us: Option<u64>,
    /// 99th percentile, likewise.
    pub p99_us: Option<u64>,
    /// 99th percentile from the planned time to the first byte, of those sent in it.
    pub lag_p99_us: Option<u64>,
}

/// What the run cost here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Generator {
    /// CPU time of the generator's threads in microseconds, user and system.
    pub cpu_us: u64,
    /// Requests a CPU-second of the generator.
    pub requests_per_cpu_second: f64,
    /// Largest share of one core that a thread took, over the whole run.
    pub busiest_thread: f64,
    /// Connections opened in all, reopened ones included.
    pub connects: u64,
    /// Attempts to open one that came to nothing, by cause: `refused`, `timed_out`, `broken_off`, `unreachable`, `no_such_socket`,
    /// `handshake` (of TLS), `no_port_left` (here), `other`.
    #[serde(default)]
    pub failed_connects: BTreeMap<String, u64>,
    /// Connections that were closed here because more came on them than was asked for. Our own HTTP/1.1 alone counts them.
    #[serde(default)]
    pub surplus: u64,
    /// Bytes sent and received.
    pub bytes: [u64; 2],
    /// Mean number in flight, measured; and by Little's law from rate and latency.
    pub in_flight_mean: f64,
    /// See above.
    pub in_flight_little: f64,
}

/// What was seen within the receiver.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Effects {
    /// Events that were answered 200 and should be there, each once.
    pub expected: u64,
    /// Found.
    pub found: u64,
    /// Answered 200 and not there: their stream ids, at most 100.
    pub lost: Vec<String>,
    /// There more than once, at most 100.
    pub doubled: Vec<String>,
    /// There though never sent, or sent to be refused, at most 100.
    pub invented: Vec<String>,
    /// How many of each, whether listed or not: lost, doubled, invented.
    pub counts: [u64; 3],
    /// Why the counts cannot be relied on, if they cannot: the receiver could not be looked into, or gave out what cannot be counted.
    pub problem: Option<String>,
}

impl Effects {
    /// Whether each event is there once and nothing else, as far as was looked.
    pub fn are_right(&self) -> bool {
        self.problem.is_none() && self.counts == [0; 3]
    }
}

/// Whether the numbers may be believed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Validity {
    /// Reasons why not, each with its figures; empty where they may. They void what is said of latency and rate; what the receiver
    /// answered, and what it has, does not depend on when it was asked.
    pub problems: Vec<String>,
    /// How often the generator stood still for longer than a tenth of a second while requests were due or on their way: connections may
    /// have ended, and time-outs run out, by its own fault.
    #[serde(default)]
    pub stood_still: u64,
}

impl Measurement {
    /// Whether what is said of latency and rate may be believed.
    pub fn is_valid(&self) -> bool {
        self.verdict != Verdict::Invalid && self.validity.problems.is_empty()
    }
}

/// A threshold and how it was met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expectation {
    /// As typed: `p99<50ms`, `refused(forged)=100%`.
    pub text: String,
    /// What was found, in the same unit.
    pub found: String,
    /// How it was met.
    pub outcome: Met,
}

/// How a threshold was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// It was.
    Met,
    /// It was not.
    Missed,
    /// There is not enough to tell: too few requests for this percentile.
    Unknown,
}

/// What a run says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The numbers hold, every threshold was met, and of each class something went as it should.
    Pass,
    /// A threshold was missed, nothing of a class went as it should, or events were lost, doubled or invented; where the numbers cannot
    /// be believed, one that does not depend on time.
    Fail,
    /// What is said of latency and rate cannot be believed, and nothing else failed.
    Invalid,
}
