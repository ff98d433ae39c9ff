//! What `serve` prints to stdout: that it is ready, each newly stored event, and how it ended.

use std::{thread, time::Duration};

use livehook_receiver::{CallbackPath, Served, StoredNotice, StoredStream};
use serde::Serialize;
use serde_json::json;
use tokio::{net::TcpListener, sync::oneshot, time::timeout};

use super::{
    contents::{Contents, Found, Held},
    forward::Forward,
    listeners::Listeners,
    tell,
};
use crate::{
    exit::Failure,
    output::{self, Format, for_terminal},
};

/// How long the end waits for a stdout that takes no more.
const LAST_LINES_TIME: Duration = Duration::from_secs(1);

/// The first line of `serve --format json`.
#[derive(Serialize)]
struct Ready {
    r#type: &'static str,
    callbacks: String,
    api: String,
    health: Option<String>,
    inbox: String,
    inbox_new: bool,
    /// `null` where it is new, or where counting takes long.
    inbox_records: Option<Held>,
    /// Where events are handed on to, and whether signed.
    forward_to: Option<String>,
    forward_signed: Option<bool>,
}

/// Says where callbacks are taken, with the ports that the system chose.
pub(super) fn ready(
    listeners: &Listeners,
    path: &CallbackPath,
    inbox: &Contents,
    forward: Option<&Forward>,
    format: Format,
) -> Result<(), Failure> {
    let address = |listener: &TcpListener| {
        let address = listener
            .local_addr()
            .map_err(|error| Failure::environment(format_args!("no local address: {error}")))?;
        Ok(format!("http://{address}"))
    };
    let ready = Ready {
        r#type: "ready",
        callbacks: format!("{}{path}", address(&listeners.callbacks)?),
        api: address(&listeners.api)?,
        health: listeners.health.as_ref().map(address).transpose()?,
        inbox: inbox.path.display().to_string(),
        inbox_new: inbox.found == Found::New,
        inbox_records: match inbox.found {
            Found::New => None,
            Found::Opened(held) => held,
        },
        forward_to: forward.map(|forward| forward.target.to_string()),
        forward_signed: forward.map(Forward::is_signed),
    };
    match format {
        Format::Json => output::json(&ready),
        Format::Human => {
            output::line(&format!("callbacks  {}", ready.callbacks))?;
            output::line(&format!("api        {}", ready.api))?;
            if let Some(health) = &ready.health {
                output::line(&format!("health     {health}"))?;
            }
            output::line(&format!("inbox      {}  ({})", for_terminal(&ready.inbox), inbox.found))?;
            match (&ready.forward_to, ready.forward_signed) {
                (Some(to), Some(true)) => output::line(&format!("forward to {to}  (signed)")),
                (Some(to), _) => output::line(&format!("forward to {to}  (unsigned)")),
                (None, _) => Ok(()),
            }
        }
    }
}

/// Prints what happens on a thread of its own: a stdout that nobody reads stops the printing, not the receiver.
pub(super) struct Printer {
    how_it_ended: oneshot::Sender<Served>,
    done: oneshot::Receiver<Result<(), Failure>>,
}

impl Printer {
    /// Prints each newly stored event until the receiver is gone.
    pub(super) fn start(stream: StoredStream, format: Format) -> Result<Self, Failure> {
        let (how_it_ended, ended) = oneshot::channel();
        let (tell_done, done) = oneshot::channel();
        let print = move || {
            stored(stream, format);
            let printed = match ended.blocking_recv() {
                Ok(served) => stopped(&served, format),
                // It ended badly, and is told of on stderr.
                Err(_) => Ok(()),
            };
            // Nobody may be waiting any more.
            drop(tell_done.send(printed));
        };
        thread::Builder::new().name("printer".to_owned()).spawn(print).map_err(|error| {
            Failure::environment(format_args!("cannot start a thread: {error}"))
        })?;
        Ok(Self { how_it_ended, done })
    }

    /// Prints the rest and, where there is one, the good end. Waits no longer than [`LAST_LINES_TIME`] for a reader.
    pub(super) async fn end(self, served: Option<Served>) -> Result<(), Failure> {
        match served {
            Some(served) => drop(self.how_it_ended.send(served)),
            None => drop(self.how_it_ended),
        }
        // A thread that is gone without a word has panicked, which was told then.
        timeout(LAST_LINES_TIME, self.done).await.map_or_else(
            |_elapsed| {
                tracing::warn!("nobody reads stdout; the last lines were not printed");
                Ok(())
            },
            |done| done.unwrap_or(Ok(())),
        )
    }
}

fn stored(mut stream: StoredStream, format: Format) {
    while let Some(notice) = stream.next_blocking() {
        if let Err(failure) = print(&notice, format) {
            tell(&failure);
            return;
        }
    }
}

fn print(notice: &StoredNotice, format: Format) -> Result<(), Failure> {
    match (notice, format) {
        (StoredNotice::Stored(stored), Format::Json) => output::json(&stored.wire()),
        (StoredNotice::Missed(missed), Format::Json) => {
            output::json(&json!({ "type": "missed", "events": missed }))
        }
        (StoredNotice::Stored(stored), Format::Human) => {
            let event_type =
                stored.event_type.map_or_else(|| "-".to_owned(), |number| number.to_string());
            let stream = for_terminal(stored.stream_id.as_deref().unwrap_or("-"));
            let marks: Vec<_> = stored.marks.set().map(livehook_inbox::Mark::as_str).collect();
            let marks =
                if marks.is_empty() { String::new() } else { format!("  ({})", marks.join(", ")) };
            output::line(&format!(
                "stored {}  type {event_type}  stream {stream}  clips {}{marks}",
                stored.id, stored.clips
            ))
        }
        (StoredNotice::Missed(missed), Format::Human) => output::line(&format!(
            "{missed} more were stored than could be printed; `inbox list` has them"
        )),
    }
}

fn stopped(served: &Served, format: Format) -> Result<(), Failure> {
    let connections = served.connections;
    match format {
        Format::Json => output::json(
            &json!({ "type": "stopped", "connections": connections.served, "aborted": connections.aborted }),
        ),
        Format::Human => output::line(&format!(
            "stopped: {} connections served, {} cut off",
            connections.served, connections.aborted
        )),
    }
}
