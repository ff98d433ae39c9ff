//! The metrics that are counted as things happen. What can be asked for when somebody looks is asked then, in `api`.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

use crate::{
    answer::AnswerCode,
    outcome::{Fate, Kept, Outcome, Suspect},
    serve::Unreadable,
};

/// Upper bounds of the append histogram in seconds: from one quick commit to the inbox's deadline.
const APPEND_SECONDS: [f64; 13] =
    [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// The code of answers that are plain success.
const OK: &str = "ok";

/// Counters, made once for all label values so that counting one looks nothing up.
#[derive(Debug)]
pub(crate) struct Metrics {
    answers: Family<AnswerLabels, Counter>,
    accepted: Counter,
    /// One for each code that callbacks are answered with, in their order.
    declined: [Counter; AnswerCode::OF_CALLBACKS.len()],
    kept: Family<KeptLabels, Counter>,
    kept_each: [Counter; Kept::ALL.len()],
    suspects: Family<SuspectLabels, Counter>,
    mocked: Counter,
    append_seconds: Histogram,
    bursts: Counter,
    upper_case: Counter,
    connections_open: Gauge,
    connections_turned_away: Counter,
    connections_unreadable: Family<UnreadableLabels, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct UnreadableLabels {
    what: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    code: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KeptLabels {
    kept: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SuspectLabels {
    result: &'static str,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let answers = Family::<AnswerLabels, Counter>::default();
        let count_of = |code, status| answers.get_or_create_owned(&AnswerLabels { code, status });
        let accepted = count_of(OK, 200);
        let declined = std::array::from_fn(|index| {
            let code = AnswerCode::OF_CALLBACKS[index];
            count_of(code.as_str(), code.status().as_u16())
        });
        let kept = Family::<KeptLabels, Counter>::default();
        let kept_each =
            Kept::ALL.map(|how| kept.get_or_create_owned(&KeptLabels { kept: how.as_str() }));
        Self {
            accepted,
            declined,
            answers,
            kept_each,
            kept,
            suspects: Family::default(),
            mocked: Counter::default(),
            append_seconds: Histogram::new(APPEND_SECONDS),
            bursts: Counter::default(),
            upper_case: Counter::default(),
            connections_open: Gauge::default(),
            connections_turned_away: Counter::default(),
            connections_unreadable: Family::default(),
        }
    }

    /// Counts one request.
    pub(super) fn count(&self, outcome: &Outcome) {
        match &outcome.fate {
            Fate::Kept { how, took, .. } => {
                self.accepted.inc();
                self.kept_each[*how as usize].inc();
                self.append_seconds.observe(took.as_secs_f64());
            }
            Fate::Declined { why, suspect } => {
                self.declined(why.code());
                if *suspect != Suspect::No {
                    let labels = SuspectLabels { result: suspect.as_str() };
                    self.suspects.get_or_create(&labels).inc();
                }
            }
            Fate::Mocked { .. } => {
                self.mocked.inc();
            }
        }
    }

    pub(super) fn burst(&self) {
        self.bursts.inc();
    }

    pub(super) fn upper_case(&self) {
        self.upper_case.inc();
    }

    pub(crate) fn connections_open(&self, open: usize) {
        self.connections_open.set(i64::try_from(open).unwrap_or(i64::MAX));
    }

    pub(super) fn turned_away(&self) {
        self.connections_turned_away.inc();
        self.declined(AnswerCode::Overloaded);
    }

    pub(super) fn unreadable(&self, what: Unreadable) {
        self.connections_unreadable.get_or_create(&UnreadableLabels { what: what.as_str() }).inc();
    }

    fn declined(&self, code: AnswerCode) {
        // The codes of callbacks come first, so the API's, which no callback is answered with, have no place here.
        if let Some(count) = self.declined.get(code.index()) {
            count.inc();
        }
    }

    /// How often each answer was given: `ok` first, then codes in their order, those never given left out.
    pub(crate) fn answered(&self) -> Vec<(&'static str, u64)> {
        let codes = AnswerCode::OF_CALLBACKS.iter().zip(&self.declined);
        let declined = codes.map(|(code, count)| (code.as_str(), count.get()));
        std::iter::once((OK, self.accepted.get()))
            .chain(declined)
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// Puts all of them into a registry that is about to be written out.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register(
            "answers",
            "Answers to requests for callbacks, by code and status",
            self.answers.clone(),
        );
        registry.register("kept", "Accepted callbacks, by how they were kept", self.kept.clone());
        registry.register(
            "suspects",
            "Genuine callbacks out of their time, by what became of them",
            self.suspects.clone(),
        );
        registry.register(
            "mocked",
            "Requests answered as configured for tests",
            self.mocked.clone(),
        );
        registry.register(
            "append_seconds",
            "From handing an event to the inbox until it was on disk",
            self.append_seconds.clone(),
        );
        registry.register("refusal_bursts", "Log lines about refusals", self.bursts.clone());
        registry.register(
            "upper_case_signs",
            "Accepted callbacks with sign in upper case, which Tencent never writes",
            self.upper_case.clone(),
        );
        registry.register(
            "connections_open",
            "Connections open now",
            self.connections_open.clone(),
        );
        registry.register(
            "connections_turned_away",
            "Connections over the cap, answered 503 or, beyond an eighth of the cap (256 at most) at once, closed without an answer",
            self.connections_turned_away.clone(),
        );
        registry.register(
            "connections_unreadable",
            "Connections that brought no HTTP/1.1, by what it was",
            self.connections_unreadable.clone(),
        );
    }
}
