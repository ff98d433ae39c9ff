//! How the receiver is looked into after a run: flags, and the listing that they mean.

use std::time::Duration;

use livehook_contract::profile::Observe;
use livehook_load::{
    fates::{FATES_MAX, Fates},
    identity::RunName,
    options::LoadOptions,
    oracle::{self, Scan, Shape, Sightings, Source},
    plan::Plan,
};
use livehook_probe::{
    CommandListing, LISTING_TIME_MAX, Listing, LogListing, PagesListing, ProbeError, UrlListing,
};

use crate::{
    commands::observing::{self, Typed, client},
    exit::Failure,
    text::{self, Span, with_causes},
};

/// What may be typed.
#[derive(Debug, Clone, clap::Args)]
#[command(
    next_help_heading = "How its effects are seen (one way; what is lost, doubled or invented is named)"
)]
pub(super) struct ObserveArguments {
    /// Ask this address with GET for all it has: a JSON list, or one line an event. Of pages, {next} is what each says in its field
    /// `next`, as in `http://127.0.0.1:8350/api/events?state=event&after={next}`
    #[arg(long, value_name = "URL", conflicts_with_all = ["observe_cmd", "observe_log"])]
    observe_url: Option<String>,
    /// Where in that answer the list stands, such as /events
    #[arg(long, value_name = "POINTER")]
    observe_pointer: Option<String>,
    /// Run this; it prints all there is: a JSON list, or one line an event, such as `livehook inbox list --state event
    /// --format json`
    #[arg(long, value_name = "COMMAND", conflicts_with = "observe_log")]
    observe_cmd: Option<String>,
    /// Count new lines of this log
    #[arg(long, value_name = "FILE")]
    observe_log: Option<String>,
    /// Which of its lines show an event (default: those that hold the stream id)
    #[arg(long, value_name = "REGEX")]
    observe_pattern: Option<String>,
    /// How long events are waited for that were answered 200 and are not there (default: 10s)
    #[arg(long, value_name = "SPAN", value_parser = text::time_to_settle)]
    settle: Option<Span>,
}

/// How long events are waited for where nobody says otherwise.
const SETTLE_USUAL: Duration = Duration::from_secs(10);

/// What is looked at.
pub(super) struct Observing {
    listing: Box<dyn Listing>,
    shape: Option<Shape>,
    run: RunName,
    settle: Duration,
}

/// What the flags mean for a run. A log's new lines begin here.
pub(super) fn observing(
    arguments: ObserveArguments,
    options: &LoadOptions,
) -> Result<Option<Observing>, Failure> {
    let asked = observing::asked(Typed {
        url: arguments.observe_url,
        pointer: arguments.observe_pointer,
        command: arguments.observe_cmd,
        log: arguments.observe_log,
        pattern: arguments.observe_pattern,
    })?;
    let Some(asked) = asked else {
        return match arguments.settle {
            None => Ok(None),
            Some(_) => Err(Failure::usage(
                "--settle means nothing without a look into the receiver",
            )
            .hint("say where what it has is seen: --observe-url, --observe-cmd or --observe-log")),
        };
    };
    let settle = arguments.settle.map_or(SETTLE_USUAL, |span| span.0);
    let end = numbers_end(&options.plan).filter(|end| *end > FATES_MAX);
    if let Some(end) = end {
        return Err(Failure::usage(format_args!(
            "the plan has {end} events, and {FATES_MAX} can be told apart in the receiver"
        ))
        .hint("make the run shorter, or leave out what looks into the receiver"));
    }
    let (listing, shape) = listing(asked, options.run)?;
    Ok(Some(Observing { listing, shape, run: options.run, settle }))
}

fn listing(asked: Observe, run: RunName) -> Result<(Box<dyn Listing>, Option<Shape>), Failure> {
    let usage = |error: ProbeError| Failure::usage(with_causes(&error));
    Ok(match asked {
        Observe::Url { url, pointer } => {
            let client = client(&url, LISTING_TIME_MAX)?;
            if PagesListing::is_meant_by(&url) {
                let pointer = pointer.ok_or_else(|| {
                    Failure::usage("a page is an object, and its list stands somewhere within")
                        .hint("say where: --observe-pointer /events")
                })?;
                let pages = PagesListing::new(client, &url, &pointer).map_err(usage)?;
                (Box::new(pages), Some(Shape::Lines))
            } else {
                let whole = UrlListing::new(client, &url).map_err(usage)?;
                let shape = pointer.map(|pointer| Shape::Elements { pointer });
                if let Some(shape) = &shape {
                    // Whether the pointer is one.
                    drop(Scan::new(&mut Sightings::new(run, 0), shape).map_err(Failure::usage)?);
                }
                (Box::new(whole), shape)
            }
        }
        Observe::Command(command) => {
            (Box::new(CommandListing::new(&command).map_err(usage)?), None)
        }
        Observe::Log { file, pattern } => {
            let log = LogListing::new(file).map_err(usage)?;
            let log = match pattern {
                Some(pattern) => log.matching(&pattern, &run.streams()).map_err(usage)?,
                None => log,
            };
            (Box::new(log), Some(Shape::Lines))
        }
    })
}

/// The number that no event of the plan has, nor any above it, where the plan says how many there are. Numbers are those of the whole
/// plan, of which a shard has every so many.
fn numbers_end(plan: &Plan) -> Option<u64> {
    plan.count().map(|count| plan.index(count))
}

impl Observing {
    /// What is kept of each event: room for all that the plan has, where it says how many those are.
    pub(super) fn fates(&self, plan: &Plan) -> Fates {
        Fates::new(numbers_end(plan).unwrap_or(FATES_MAX))
    }

    pub(super) fn source(&self) -> Source<'_> {
        let Self { listing, shape, run, settle } = self;
        Source { listing: listing.as_ref(), shape: shape.clone(), run: *run, settle: *settle }
    }

    /// Looks once, before anything is sent.
    pub(super) async fn glance(&self) -> Result<(), Failure> {
        oracle::glance(&self.source()).await.map_err(|problem| {
            Failure::environment(format_args!("{}: {problem}", self.listing.describe()))
                .hint("the receiver is observed there, and must answer before the run begins")
        })
    }
}
