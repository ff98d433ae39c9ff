//! What `serve` prints to stdout: that it is ready, each newly stored event, and how it ended.

use std::path::Path;

use livehook_receiver::{CallbackPath, Served, StoredNotice, StoredStream};
use serde::Serialize;
use serde_json::json;
use tokio::net::TcpListener;

use super::{Listeners, tell};
use crate::{
    exit::Failure,
    output::{self, Format, for_terminal},
};

/// The first line of `serve --format json`.
#[derive(Serialize)]
struct Ready {
    r#type: &'static str,
    callbacks: String,
    api: Option<String>,
    health: Option<String>,
    inbox: String,
}

/// Says where callbacks are taken, with the ports that the system chose.
pub(super) fn ready(
    listeners: &Listeners,
    path: &CallbackPath,
    inbox: &Path,
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
        api: listeners.api.as_ref().map(address).transpose()?,
        health: listeners.health.as_ref().map(address).transpose()?,
        inbox: inbox.display().to_string(),
    };
    match format {
        Format::Json => output::json(&ready),
        Format::Human => {
            output::line(&format!("callbacks  {}", ready.callbacks))?;
            for (name, address) in [("api", &ready.api), ("health", &ready.health)] {
                if let Some(address) = address {
                    output::line(&format!("{name:<11}{address}"))?;
                }
            }
            output::line(&format!("inbox      {}", for_terminal(&ready.inbox)))
        }
    }
}

/// Prints each newly stored event until the receiver is gone. A stdout that nobody reads stops the printing, not the receiver.
pub(super) async fn stored(mut stream: StoredStream, format: Format) {
    while let Some(notice) = stream.next().await {
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

/// Says how it ended.
pub(super) fn stopped(served: &Served, format: Format) -> Result<(), Failure> {
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
