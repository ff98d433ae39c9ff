//! What may be typed after `simulate`, and what it means.

use std::{num::NonZeroU64, str::FromStr, time::Duration};

use livehook_core::{UnixSeconds, VALIDITY};
use livehook_simulator::{
    Seed,
    delivery::{Campaign, Jobs, MayTest, Retrying},
    recipe::{Edits, EventSpec, Flaw, Signing, UnknownPaths},
    world::{Choice, Choices, Cover, EventKind, Items, Language, NotDocumented, Scene, World},
};

use super::values::{AsOf, SetEdit, UnsetEdit, count};
use crate::{
    clock,
    commands::{Context, read_input, retrying::RetryArguments},
    exit::Failure,
    keys::{self, KeyArguments},
    text::{self, Span},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "Example: livehook simulate --to http://127.0.0.1:8349/callbacks/css --count 3 --seed 7 --check"
)]
pub(crate) struct SimulateArguments {
    /// The receiver's callback URL, on this machine
    #[arg(long, value_name = "URL", required_unless_present = "list_flaws")]
    to: Option<String>,
    /// Another machine's host name, which you are responsible for (can be repeated)
    #[arg(long, value_name = "HOST")]
    i_may_test: Vec<String>,
    #[command(flatten)]
    key: KeyArguments,
    /// Send neither t nor sign, as Tencent does for a template without a key; --check then expects a receiver in
    /// unsigned mode (for one with a key: --flaw unsigned)
    #[arg(long, conflicts_with_all = ["key", "key_file"])]
    unsigned: bool,
    /// How many callbacks
    #[arg(long, value_name = "N", default_value = "1", value_parser = count, allow_negative_numbers = true)]
    count: NonZeroU64,
    /// Where the invention begins; the same seed and release send the same content on any day (t and sign aside)
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// What is wrong with them (can be repeated: in turn); see --list-flaws
    #[arg(long, value_name = "NAME")]
    flaw: Vec<Flaw>,
    /// Print every flaw and what a sound receiver answers to it
    #[arg(long)]
    pub(super) list_flaws: bool,
    #[command(flatten)]
    what: WhatArguments,
    #[command(flatten)]
    how: HowArguments,
    /// Compare each answer with the answers table; exit 1 if one differs
    #[arg(long)]
    check: bool,
    /// Print the requests and the equal curl lines instead of sending
    #[arg(long)]
    dry_run: bool,
}

/// The content.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What is sent")]
struct WhatArguments {
    /// Send this body, signed afresh, instead of an invented one (`-` for stdin)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["event_type", "documented"])]
    from: Option<String>,
    /// Send events of another type, invented as its document has them; a number that no document names has the fields
    /// that most events share
    #[arg(long = "type", value_name = "NUMBER", conflicts_with = "documented")]
    event_type: Option<i64>,
    /// Invent clips cut before this time (2026-01-31T08:00:00Z), or before `now`; `fixed` is the same on any day
    #[arg(long, value_name = "TIME", default_value = "fixed", conflicts_with_all = ["from", "documented"])]
    as_of: AsOf,
    /// Send the highlight of the documents' sample, the same each time
    #[arg(long)]
    documented: bool,
    /// Language of invented titles, summaries and keywords: english, chinese, mixed
    #[arg(long, value_name = "NAME", default_value = "mixed")]
    language: Choice<Language>,
    /// What invented streams are about: commerce, esports, education, concert, mixed
    #[arg(long, value_name = "NAME", default_value = "mixed")]
    scene: Choice<Scene>,
    /// Clips in one invented highlight: a number, or a range
    #[arg(long, value_name = "N-M", default_value = "1-4")]
    items: Items,
    /// Whether invented clips have cover pictures: present, empty, mixed
    #[arg(long, value_name = "NAME", default_value = "mixed")]
    cover: Choice<Cover>,
    /// Change the body before it is signed: `items[0].title=Hello` (can be repeated)
    #[arg(long, value_name = "PATH=VALUE", value_parser = SetEdit::from_str)]
    set: Vec<SetEdit>,
    /// Take a field away before the body is signed (can be repeated)
    #[arg(long, value_name = "PATH", value_parser = UnsetEdit::from_str)]
    unset: Vec<UnsetEdit>,
    /// Let --set and --unset name fields that the callback does not have
    #[arg(long)]
    allow_unknown_paths: bool,
}

/// The delivery.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "How it is sent")]
struct HowArguments {
    /// From the start of one callback to the start of the next
    #[arg(long, value_name = "SPAN", default_value = "0s")]
    interval: Span,
    /// How many at once
    #[arg(long, value_name = "N", default_value = "1")]
    jobs: Jobs,
    #[command(flatten)]
    retries: RetryArguments,
    /// How long to wait for an answer
    #[arg(long, value_name = "SPAN", default_value = "20s", value_parser = text::some_time)]
    timeout: Span,
}

/// Whether answers are held against the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judging {
    AnswersTable,
    None,
}

/// What was asked for.
pub(super) struct Ask {
    pub(super) campaign: Campaign,
    pub(super) to: String,
    pub(super) may_test: MayTest,
    pub(super) timeout: Duration,
    pub(super) judging: Judging,
    pub(super) dry_run: bool,
    /// The flags that send the same events again, where they were not all given.
    pub(super) again: Option<String>,
}

impl SimulateArguments {
    pub(super) fn ask(self, context: &Context, now: UnixSeconds) -> Result<Ask, Failure> {
        if let Some(from) = &self.what.from {
            self.key.check_stdin_is_free_for(from, "the body")?;
        }
        self.how.retries.check()?;
        let key = if self.unsigned {
            None
        } else {
            let files = context.layers.texts("serve.key_files")?;
            let hint = "to send without t and sign, say --unsigned";
            let keys = keys::required_or(&self.key, &context.layers.environment, &files, hint)?;
            keys.into_iter().next().map(|(_, key)| key)
        };
        let seed = self.seed.unwrap_or_else(fresh_seed);
        let again = self.flags_again(seed, now);
        let seed = Seed(seed);
        let event = self.what.event(seed, now)?;
        let event_type = event.event_type();
        let campaign = Campaign {
            event,
            edits: self.what.edits(),
            flaws: self.flaw,
            seed,
            signing: Signing { key, validity: VALIDITY },
            count: self.count,
            interval: self.how.interval.0,
            jobs: self.how.jobs,
            retrying: self.how.retries.retrying(event_type).unwrap_or(Retrying::OFF),
        };
        Ok(Ask {
            campaign,
            to: self.to.unwrap_or_default(),
            may_test: MayTest::hosts(self.i_may_test),
            timeout: self.how.timeout.0,
            judging: if self.check { Judging::AnswersTable } else { Judging::None },
            dry_run: self.dry_run,
            again,
        })
    }

    /// What has to be added to the command to get the same events again.
    fn flags_again(&self, seed: u64, now: UnixSeconds) -> Option<String> {
        let seed = self.seed.is_none().then(|| format!("--seed {seed}"));
        let as_of = matches!(self.what.as_of, AsOf::Now)
            .then(|| format!("--as-of {}", text::rfc3339_seconds(now)));
        let flags: Vec<_> = seed.into_iter().chain(as_of).collect();
        (self.what.is_invented() && !flags.is_empty()).then(|| flags.join(" "))
    }
}

impl WhatArguments {
    fn event(&self, seed: Seed, now: UnixSeconds) -> Result<EventSpec, Failure> {
        if let Some(file) = &self.from {
            return EventSpec::from_json(&read_input(file)?)
                .map_err(|error| Failure::usage(format_args!("{file}: {error}")));
        }
        let kind = match self.kind() {
            Ok(kind) => kind,
            Err(NotDocumented { event_type }) => return Ok(EventSpec::Other { event_type }),
        };
        if self.documented {
            return Ok(EventSpec::Documented);
        }
        let choices = Choices {
            language: self.language,
            scene: self.scene,
            items: self.items,
            cover: self.cover,
        };
        // What was typed is in range, so that only a wrong clock can be to blame.
        let moment = self.as_of.moment(now);
        let world = World::new(seed, choices, moment).map_err(Failure::environment)?;
        Ok(match kind {
            EventKind::SmartHighlight => EventSpec::Highlight(world),
            kind => EventSpec::of_kind(world, kind, None),
        })
    }

    /// What was asked for, a Smart Highlight if nothing was.
    fn kind(&self) -> Result<EventKind, NotDocumented> {
        self.event_type.map_or(Ok(EventKind::SmartHighlight), EventKind::try_from)
    }

    /// Whether the content depends on the seed.
    fn is_invented(&self) -> bool {
        self.from.is_none() && !self.documented && self.kind().is_ok()
    }

    fn edits(&self) -> Edits {
        let list = self
            .set
            .iter()
            .map(|edit| edit.0.clone())
            .chain(self.unset.iter().map(|edit| edit.0.clone()))
            .collect();
        let unknown =
            if self.allow_unknown_paths { UnknownPaths::Allow } else { UnknownPaths::Refuse };
        Edits { list, unknown }
    }
}

/// A seed that nobody asked for.
fn fresh_seed() -> u64 {
    clock::now_milliseconds().unsigned_abs() % 1_000_000
}
