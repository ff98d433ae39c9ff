//! `demo`: plays Tencent against our receiver on this machine, over real HTTP, and shows what became of each callback.
//!
//! One process, ports that the system chooses, an inbox in a temporary directory: nothing is left behind.

mod observed;
mod report;
mod script;

use std::path::Path;

use livehook_core::{CallbackKey, KeyId, Source};
use livehook_inbox::{Inbox, InboxConfig, Reader, UnixMillis};
use livehook_receiver::{CallbackPath, ReceiverConfig, ReceiverState, SourceRoute};
use livehook_simulator::{
    delivery::{Http, MayTest, TIMEOUT, Target, Transport as _},
    judge::Judgement,
};
use tokio::{net::TcpListener, sync::oneshot};

use super::{Context, inbox, key, runtime};
use crate::{
    clock,
    exit::{Exit, Failure},
};
use observed::Observed;
use report::Report;
use script::Step;

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(before_help = "Example: livehook demo")]
pub(crate) struct DemoArguments {}

/// A step and what came of it.
struct Played {
    step: Step,
    judgement: Judgement,
    observed: Observed,
}

impl Played {
    /// Whether it was answered and kept as the answers table has it.
    fn is_as_expected(&self) -> bool {
        self.judgement.is_as_expected() && self.observed.is(self.step.expected.answer().kept)
    }
}

pub(crate) fn run(context: &Context) -> Result<Exit, Failure> {
    let directory = tempfile::tempdir()
        .map_err(|error| Failure::environment(format_args!("no temporary directory: {error}")))?;
    let path = directory.path().join("demo-inbox.db");
    let mut report = Report::new(context);
    let good = runtime()?.block_on(play(&path, &mut report))?;
    Ok(if good { Exit::Success } else { Exit::Unmet })
}

/// Starts a receiver, plays the script against it and stops it. True when everything was as expected.
async fn play(path: &Path, report: &mut Report) -> Result<bool, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::environment(error);
    let callback_key = CallbackKey::new(&key::new_key()).map_err(|error| failed(&error))?;
    let source = Source::signed("default", [(KeyId::new("demo"), callback_key.clone())])
        .map_err(|error| failed(&error))?;
    let config = ReceiverConfig::new([SourceRoute { path: CallbackPath::default(), source }])
        .map_err(|error| failed(&error))?;
    let store =
        Inbox::open(path, InboxConfig::default()).map_err(|error| inbox::failure(path, &error))?;
    let state = ReceiverState::new(config, store.clone(), || UnixMillis(clock::now_milliseconds()));

    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| failed(&error))?;
    let url = format!(
        "http://{}{}",
        listener.local_addr().map_err(|error| failed(&error))?,
        CallbackPath::default()
    );
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(livehook_receiver::serve(listener, state, async {
        let _ = stopped.await.is_ok();
    }));

    let target = Target::parse(&url, &MayTest::default()).map_err(|error| failed(&error))?;
    let http = Http::new(target, TIMEOUT).map_err(|error| failed(&error))?;
    let reader = store.reader().map_err(|error| inbox::failure(path, &error))?;
    let good = send_all(&http, &reader, path, callback_key, report).await?;
    report.end(&reader, path)?;

    drop((stop, http));
    serving.await.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
    drop(reader);
    store.close().await.map_err(|error| inbox::failure(path, &error))?;
    Ok(good)
}

async fn send_all(
    http: &Http,
    reader: &Reader,
    path: &Path,
    key: CallbackKey,
    report: &mut Report,
) -> Result<bool, Failure> {
    let look = || observed::look(reader).map_err(|error| inbox::failure(path, &error));
    let mut before = look()?;
    for step in script::steps(key, clock::now()).map_err(Failure::environment)? {
        let outcome = http.send(&step.sent).await;
        let after = look()?;
        let judgement = Judgement::of(step.expected, &outcome);
        report.row(Played { step, judgement, observed: Observed::between(before, after) })?;
        before = after;
    }
    Ok(report.is_good())
}
