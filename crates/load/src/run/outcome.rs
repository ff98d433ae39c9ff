//! All threads together, as the measurement that a run is.

use std::collections::BTreeMap;

use livehook_simulator::delivery::{IntervalFrom, Resign};

use crate::{
    class::Class,
    engine::{Connects, Pauses, ThreadReport},
    measurement::{
        Generator, Interval, Ledger, Measurement, PlanLine, Redeliveries, SCHEMA, Validity, Verdict,
    },
    options::LoadOptions,
    plan::{Pacing, Plan},
    quantity::{nanos, rounded},
    record::{
        Again,
        pace::Pace,
        tally::{AllTimes, Counted, add_ledger},
        times::Times,
    },
    retries::Amplification,
    validity::{Evidence, problems},
};

/// The sum of all threads.
pub(super) struct Outcome {
    classes: BTreeMap<Class, Counted>,
    own_lag: Times,
    in_flight_seconds: f64,
    failed_seconds: f64,
    last_ns: u64,
    pace: Option<Pace>,
    cpu_ns: u64,
    busiest_ns: u64,
    connects: Connects,
    bytes: [u64; 2],
    pauses: Pauses,
    /// What came back, if it was to.
    again: Option<Again>,
    broken: Vec<String>,
}

impl Outcome {
    pub(super) fn of(reports: Vec<ThreadReport>) -> Self {
        let mut sum = Self {
            classes: BTreeMap::new(),
            own_lag: Times::new(),
            in_flight_seconds: 0.0,
            failed_seconds: 0.0,
            last_ns: 0,
            pace: None,
            cpu_ns: 0,
            busiest_ns: 0,
            connects: Connects::default(),
            bytes: [0, 0],
            pauses: Pauses::default(),
            again: None,
            broken: Vec::new(),
        };
        for report in reports {
            sum.add(report);
        }
        sum
    }

    fn add(&mut self, report: ThreadReport) {
        for (class, counted) in &report.recorded.classes {
            self.classes.entry(*class).or_insert_with(Counted::new).add(counted);
        }
        self.own_lag.add(&report.recorded.own_lag);
        self.in_flight_seconds += report.recorded.in_flight.area_seconds();
        self.failed_seconds += report.recorded.failed_seconds;
        self.last_ns = self.last_ns.max(report.recorded.last_ns);
        match &mut self.pace {
            Some(pace) => pace.add(&report.recorded.pace),
            None => self.pace = Some(report.recorded.pace),
        }
        self.cpu_ns += report.cpu_ns;
        self.busiest_ns = self.busiest_ns.max(report.cpu_ns.saturating_sub(report.awake_ns));
        self.connects.add(&report.connects);
        self.bytes[0] += report.bytes[0];
        self.bytes[1] += report.bytes[1];
        self.pauses.count += report.pauses.count;
        self.pauses.longest_ns = self.pauses.longest_ns.max(report.pauses.longest_ns);
        if let Some(again) = &report.recorded.again {
            let sum = self.again.get_or_insert_with(|| Again {
                counted: Counted::new(),
                amplification: Amplification::default(),
            });
            sum.counted.add(&again.counted);
            sum.amplification.add(&again.amplification);
        }
        if let Some(error) = report.broken {
            self.broken.push(format!("a thread of the generator ended before its time: {error}"));
        }
    }

    pub(super) fn measurement(
        mut self,
        options: &LoadOptions,
        threads: u32,
        intervals: Vec<Interval>,
    ) -> Measurement {
        let mut ledger = Ledger::default();
        let mut times = AllTimes::new();
        for counted in self.classes.values() {
            add_ledger(&mut ledger, &counted.ledger);
            times.add(&counted.times);
        }
        let generator = self.generator(&ledger, &times);
        let mut problems = self.problems(options, &ledger, &times, &generator);
        problems.append(&mut self.broken);
        let verdict = if problems.is_empty() { Verdict::Pass } else { Verdict::Invalid };
        let present = |(class, counted): (&Class, &Counted)| counted.line(*class);
        Measurement {
            schema: SCHEMA.to_owned(),
            tool: options.tool.clone(),
            started_at: options.begun.text.clone(),
            url: options.destination.to_string(),
            plan: plan_line(&options.plan),
            shard: options.plan.shard.as_pair(),
            threads,
            connections: options.connections.get(),
            streams: options.engine.streams().get(),
            engine: options.engine.as_str().to_owned(),
            timeout_us: Some(nanos(options.timeout) / 1_000),
            took_us: self.last_ns / 1_000,
            answered_over_us: self.answered_over_us(&options.plan, &ledger),
            interrupted: false,
            classes: self.classes.iter().map(present).collect(),
            ledger,
            latency: times.line(),
            own_lag: Some(self.own_lag.line()),
            intervals,
            generator,
            retries: self.redeliveries(options),
            effects: None,
            validity: Validity { problems, stood_still: self.pauses.count },
            expectations: Vec::new(),
            failures: Vec::new(),
            hints: Vec::new(),
            verdict,
        }
    }

    /// Over how long answers came, for a rate; nothing in a closed loop, where that is how long it took.
    fn answered_over_us(&self, plan: &Plan, ledger: &Ledger) -> Option<u64> {
        let (pace, planned) = (self.pace.as_ref()?, plan.rate().and(plan.count())?);
        // Of an interrupted one, until that.
        let is_whole = ledger.planned >= planned;
        let length_ns = if is_whole { nanos(plan.length()) } else { pace.last_due_ns() };
        Some(pace.over_ns(length_ns) / 1_000)
    }

    fn redeliveries(&self, options: &LoadOptions) -> Option<Redeliveries> {
        let (retrying, again) = options.retrying.zip(self.again.as_ref())?;
        let Amplification { events, deliveries, given_up, dropped, waiting } = again.amplification;
        Some(Redeliveries {
            plan: retrying.plan.name.to_owned(),
            retries: retrying.plan.retries,
            interval_us: nanos(retrying.time_scale.play(retrying.plan.interval)) / 1_000,
            resign: match retrying.resign {
                Resign::Keep => "keep",
                Resign::Refresh => "refresh",
            }
            .to_owned(),
            interval_from: match retrying.from {
                IntervalFrom::Failure => "failure",
                IntervalFrom::Start => "start",
            }
            .to_owned(),
            amplification: rounded(again.amplification.ratio()),
            events,
            deliveries,
            given_up,
            dropped,
            waiting,
            ledger: again.counted.ledger.clone(),
            latency: again.counted.times.line(),
        })
    }

    fn generator(&self, ledger: &Ledger, times: &AllTimes) -> Generator {
        let again = self.again.as_ref().map(|again| &again.counted);
        let sent = ledger.sent + again.map_or(0, |it| it.ledger.sent);
        let answering =
            times.sent.sum_seconds() + again.map_or(0.0, |it| it.times.sent.sum_seconds());
        let took = self.last_ns.max(1) as f64 / 1e9;
        let cpu_seconds = self.cpu_ns.max(1) as f64 / 1e9;
        // Where nothing was due there is no time that a thread could have been short of.
        let busiest_ns = if self.last_ns == 0 { 0 } else { self.busiest_ns };
        Generator {
            cpu_us: self.cpu_ns / 1_000,
            requests_per_cpu_second: rounded(sent as f64 / cpu_seconds),
            busiest_thread: rounded(busiest_ns as f64 / 1e9 / took),
            connects: self.connects.opened,
            failed_connects: self.connects.failures(),
            surplus: self.connects.surplus,
            bytes: self.bytes,
            in_flight_mean: rounded(self.in_flight_seconds / took),
            in_flight_little: rounded((answering + self.failed_seconds) / took),
        }
    }

    fn problems(
        &self,
        options: &LoadOptions,
        ledger: &Ledger,
        times: &AllTimes,
        generator: &Generator,
    ) -> Vec<String> {
        problems(&Evidence {
            own_lag: self.own_lag.borne_out(0.99),
            own_lag_allowed_ns: nanos(options.lateness),
            planned_p50_ns: times.planned.quantile_ns(0.5).unwrap_or_default(),
            in_flight_counted: generator.in_flight_mean,
            in_flight_by_little: generator.in_flight_little,
            busiest_thread: generator.busiest_thread,
            pauses: self.pauses,
            planned: if options.plan.rate().is_some() { ledger.planned } else { 0 },
            left_over: ledger.not_sent.get("end_of_run").copied().unwrap_or_default(),
        })
    }
}

/// The plan as a report has it.
pub fn plan_line(plan: &Plan) -> PlanLine {
    let duration_us = Some(nanos(plan.length()) / 1_000);
    let (pacing, arrivals, duration_us) = match &plan.pacing {
        Pacing::Open { arrivals, .. } => ("open", arrivals.to_string(), duration_us),
        Pacing::Closed { requests: Some(requests), .. } => {
            ("closed", format!("{requests} requests"), None)
        }
        Pacing::Closed { requests: None, .. } => ("closed", "as answered".to_owned(), duration_us),
    };
    PlanLine {
        seed: plan.seed,
        pacing: pacing.to_owned(),
        arrivals,
        rate: plan.rate().map(rounded),
        duration_us,
        mix: plan.mix.shares(),
    }
}
