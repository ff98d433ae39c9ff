//! Asks a command for what the receiver has: a database client, `docker exec`, a script.

use std::{process::Stdio, time::Duration};

use tokio::{pin, select, time::timeout};

use crate::{
    Counted, Probe, ProbeError, Question, Scope,
    answer::Answer,
    quote::{last_line, quoted, quoted_bytes},
    shell::{self, Fits, Group, read_each, read_end},
    template::Template,
};

/// How long a command may take; afterwards it is killed with everything it has started.
pub const COMMAND_TIME_MAX: Duration = Duration::from_secs(10);

/// How much a command may write to stdout, in bytes.
pub const COMMAND_OUTPUT_BYTES_MAX: usize = 1 << 20;

/// How long output is still waited for once the shell has ended. Its own is there already; only what it left running in the
/// background can write more, and keep the pipe open for ever.
const DRAIN_TIME: Duration = Duration::from_millis(250);

/// What the child finds in its environment.
const STREAM_ID: &str = "LIVEHOOK_STREAM_ID";
const EVENT_TYPE: &str = "LIVEHOOK_EVENT_TYPE";

/// Runs a command with `sh -c` and reads its stdout: digits, or a JSON number, are the count, a JSON list counts by its length,
/// nothing is 0.
///
/// What is asked stands in the environment as `LIVEHOOK_STREAM_ID` and `LIVEHOOK_EVENT_TYPE` (empty where none is named), and
/// replaces `{stream_id}` and `{event_type}` in the command. The rest of the environment is ours.
#[derive(Debug)]
pub struct CommandProbe {
    template: Template,
    shown: String,
    scope: Scope,
    tells_types: bool,
}

impl CommandProbe {
    /// Takes a command. It counts the stream's events if its text mentions the stream in either way, else all.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Command`].
    pub fn new(command: &str) -> Result<Self, ProbeError> {
        if let Some(reason) = shell::problem(command) {
            return Err(ProbeError::Command { reason });
        }
        let template = Template::parse(command);
        let of_stream = template.has_stream_id() || command.contains(STREAM_ID);
        Ok(Self {
            shown: shell::program(command),
            scope: if of_stream { Scope::Stream } else { Scope::Total },
            tells_types: template.has_event_type() || command.contains(EVENT_TYPE),
            template,
        })
    }

    async fn counted(&self, question: &Question) -> Result<u64, ProbeError> {
        let output = timeout(COMMAND_TIME_MAX, self.run(question)).await.map_err(|_| {
            // By now the group is dropped, and with it killed.
            ProbeError::Timeout { seconds: COMMAND_TIME_MAX.as_secs() }
        })??;
        let output = output.trim_ascii();
        if output.is_empty() {
            return Ok(0);
        }
        match Answer::read(output, None)? {
            Answer::Count(count) => Ok(count),
            Answer::List(list) => Ok(list.len() as u64),
            // `jq .total` says so of a field that is not there. Taken for 0, a typing error would be a lost event.
            Answer::Nothing => Err(ProbeError::NotACount { found: quoted_bytes(output) }),
        }
    }

    async fn run(&self, question: &Question) -> Result<Vec<u8>, ProbeError> {
        let stream_id = plain(&question.stream_id)?;
        let event_type = question.event_type_text();
        let command = self.template.fill(stream_id, &event_type);
        let environment = [(STREAM_ID, stream_id), (EVENT_TYPE, event_type.as_str())];
        let mut output = Vec::new();
        let keep = &mut |bytes: &[u8]| output.extend_from_slice(bytes);
        run(&command, &environment, COMMAND_OUTPUT_BYTES_MAX as u64, keep).await?;
        Ok(output)
    }
}

/// Runs a command to its end and hands its stdout on, piece by piece. Dropped before, it is killed with everything it has started.
pub(crate) async fn run(
    command: &str,
    environment: &[(&str, &str)],
    bytes_max: u64,
    sink: &mut (dyn FnMut(&[u8]) + Send),
) -> Result<(), ProbeError> {
    let mut group = Group::start(command, environment, Stdio::piped(), Stdio::piped())
        .map_err(ProbeError::CommandNotRun)?;
    let pipes = group.child.stdout.take().zip(group.child.stderr.take());

    let mut said = Vec::new();
    let status = {
        let reading = async {
            let Some((stdout, stderr)) = pipes else { return Ok(()) };
            let stdout = async {
                match read_each(stdout, bytes_max, sink).await {
                    Ok(Fits::Yes) => Ok(()),
                    Ok(Fits::No) => Err(ProbeError::TooLarge { bytes_max }),
                    Err(error) => Err(ProbeError::CommandNotRun(error)),
                }
            };
            let stderr =
                async { read_end(stderr, &mut said).await.map_err(ProbeError::CommandNotRun) };
            tokio::try_join!(stdout, stderr).map(|_| ())
        };
        pin!(reading);
        select! {
            read = &mut reading => { read?; group.ended().await }
            status = group.ended() => {
                match timeout(DRAIN_TIME, &mut reading).await {
                    Ok(read) => read?,
                    Err(_held_open_by_what_runs_on) => {}
                }
                status
            }
        }
    };
    let status = status.map_err(ProbeError::CommandNotRun)?;
    if status.success() {
        Ok(())
    } else {
        Err(ProbeError::CommandFailed { status: status.to_string(), said: last_line(&said) })
    }
}

impl Probe for CommandProbe {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// [`ProbeError::StreamId`] before it is run, [`ProbeError::CommandNotRun`], [`ProbeError::CommandFailed`],
    /// [`ProbeError::Timeout`], [`ProbeError::TooLarge`], [`ProbeError::NotACount`].
    fn count<'a>(&'a self, question: &'a Question) -> Counted<'a> {
        Box::pin(self.counted(question))
    }

    fn scope(&self) -> Scope {
        self.scope
    }

    fn tells_types(&self) -> bool {
        self.tells_types
    }

    fn describe(&self) -> String {
        self.shown.clone()
    }
}

/// An id that means nothing to any shell. Quoting others would depend on where in the command they stand.
fn plain(stream_id: &str) -> Result<&str, ProbeError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if !stream_id.is_empty() && stream_id.bytes().all(is_plain) {
        Ok(stream_id)
    } else {
        Err(ProbeError::StreamId { stream_id: quoted(stream_id) })
    }
}
