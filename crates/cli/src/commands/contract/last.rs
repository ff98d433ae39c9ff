//! The last run, kept in the current directory: its report, and by which flags it saw effects. No key, no command, no signature.
//!
//! Whatever stands here is only found, and may have come with somebody else's code: it starts no command and permits no host.

use std::{fs, io, path::Path};

use livehook_contract::{
    Transcripts,
    report::{Mode, Report, compare::Outcome, json::to_json},
};
use livehook_core::CallbackKey;
use livehook_simulator::delivery::without_tokens;
use serde::{Deserialize, Serialize};

use super::{
    arguments::{ObserveArguments, TargetArguments},
    reports,
    target::without_key,
};
use crate::{exit::Failure, files, output, settings::Environment, text::Span};

const FOLDER: &str = ".livehook";
/// Where the last report lies.
pub(super) const REPORT: &str = ".livehook/last-contract.json";
const CALL: &str = ".livehook/last-contract-call.json";

/// The longest file of flags that is read, in bytes.
const CALL_BYTES_MAX: u64 = 1 << 20;

/// By which flags effects were seen, and where events went.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Call {
    path_for: Vec<(i64, String)>,
    takes: Vec<i64>,
    observe_url: Option<String>,
    observe_pointer: Option<String>,
    observe_log: Option<String>,
    observe_pattern: Option<String>,
    settle_ms: Option<u64>,
    /// The flags with commands, by name.
    commands: Vec<String>,
    /// The flags with addresses in which a token stands, by name; for `--path-for`, any query.
    left_out: Vec<String>,
}

impl Call {
    pub(super) fn of(arguments: &TargetArguments, key: Option<&CallbackKey>) -> Self {
        let kept = |typed: &Option<String>| typed.as_deref().map(|typed| without_key(typed, key));
        let observe = &arguments.observe;
        let paths = &arguments.receiver.path_for;
        let has_token =
            observe.observe_url.as_deref().is_some_and(|url| without_tokens(url) != url);
        let kept_paths: Vec<_> =
            paths.iter().filter(|(_, path)| !path.contains('?')).cloned().collect();
        let commands =
            [("--observe-cmd", &observe.observe_cmd), ("--restart-cmd", &observe.restart_cmd)];
        Self {
            takes: arguments.receiver.takes.clone(),
            observe_url: kept(&observe.observe_url).filter(|_| !has_token),
            observe_pointer: kept(&observe.observe_pointer),
            observe_log: kept(&observe.observe_log),
            observe_pattern: kept(&observe.observe_pattern),
            settle_ms: observe.settle.and_then(|span| u64::try_from(span.0.as_millis()).ok()),
            commands: commands
                .into_iter()
                .filter_map(|(flag, command)| command.as_ref().map(|_| flag.to_owned()))
                .collect(),
            left_out: [
                ("--path-for", kept_paths.len() < paths.len()),
                ("--observe-url", has_token),
            ]
            .into_iter()
            .filter(|(_, is_left_out)| *is_left_out)
            .map(|(flag, _)| flag.to_owned())
            .collect(),
            path_for: kept_paths,
        }
    }
}

/// The last run.
#[derive(Debug)]
pub(super) struct Last {
    pub(super) report: Report,
    call: Call,
}

impl Last {
    /// The last run that was made here, if there is one.
    pub(super) fn read() -> Result<Option<Self>, Failure> {
        if !Path::new(REPORT).is_file() {
            return Ok(None);
        }
        let report = reports::read(Path::new(REPORT))
            .map_err(|failure| failure.hint(format_args!("remove {FOLDER}, and run again")))?;
        // Without it, flags have to be given again; the report is what matters.
        let call = fs::metadata(CALL)
            .ok()
            .filter(|file| file.len() <= CALL_BYTES_MAX)
            .and_then(|_| serde_json::from_str(&fs::read_to_string(CALL).ok()?).ok());
        Ok(Some(Self { report, call: call.unwrap_or_default() }))
    }

    /// The cases that were not as they should be.
    pub(super) fn failed(&self) -> Vec<&str> {
        let is_wrong =
            |outcome| matches!(outcome, Outcome::Fail | Outcome::Undetermined | Outcome::Error);
        let findings = self.report.findings.iter();
        findings
            .filter(|finding| is_wrong(Outcome::of(finding)))
            .map(|finding| finding.id.as_str())
            .collect()
    }

    /// What was typed, and where nothing was, what the last run had.
    pub(super) fn complete(
        &self,
        typed: TargetArguments,
        environment: &Environment,
    ) -> TargetArguments {
        let TargetArguments { mut receiver, observe, sending } = typed;
        let Call { path_for, takes, .. } = self.call.clone();
        let has_key = receiver.key.key.is_some()
            || !receiver.key.key_file.is_empty()
            || environment.get(crate::keys::KEY_VARIABLE).is_some();
        // What was seen of one receiver says nothing of another.
        let is_another = receiver.url.as_ref().is_some_and(|url| *url != self.report.target.url);
        if is_another {
            return TargetArguments { receiver, observe, sending };
        }
        receiver.url = receiver.url.or_else(|| self.url());
        receiver.unsigned |= !has_key && self.report.target.mode == Mode::Unsigned;
        if receiver.path_for.is_empty() {
            receiver.path_for = path_for;
            self.miss("--path-for");
        }
        if receiver.takes.is_empty() {
            receiver.takes = takes;
        }
        TargetArguments { receiver, observe: self.complete_observing(observe), sending }
    }

    /// Says that a flag of the last run has to be given again.
    fn miss(&self, flag: &str) {
        if self.call.left_out.iter().any(|left_out| left_out == flag) {
            output::note(&format!(
                "note: the last run had {flag} with a token, which is not kept: give it again"
            ));
        }
    }

    /// Where it went, unless that had a query, which may be a token and is not kept.
    fn url(&self) -> Option<String> {
        let url = &self.report.target.url;
        if url.contains('?') {
            output::note(
                "note: the last run's address had a query, which is not kept: give it again with --url",
            );
            return None;
        }
        Some(url.clone())
    }

    fn complete_observing(&self, typed: ObserveArguments) -> ObserveArguments {
        let Call {
            observe_url,
            observe_pointer,
            observe_log,
            observe_pattern,
            settle_ms,
            commands,
            ..
        } = self.call.clone();
        let settle = settle_ms.map(|millis| Span(std::time::Duration::from_millis(millis)));
        let typed = ObserveArguments { settle: typed.settle.or(settle), ..typed };
        let is_typed = [&typed.observe_url, &typed.observe_cmd, &typed.observe_log]
            .iter()
            .any(|flag| flag.is_some());
        let missing = commands.iter().filter(|flag| match flag.as_str() {
            "--observe-cmd" => !is_typed,
            "--restart-cmd" => typed.restart_cmd.is_none(),
            _ => false,
        });
        for flag in missing {
            output::note(&format!(
                "note: the last run had {flag}; a command is only run when it is named again"
            ));
        }
        if is_typed {
            return typed;
        }
        self.miss("--observe-url");
        ObserveArguments {
            observe_url,
            observe_pointer: typed.observe_pointer.or(observe_pointer),
            observe_log,
            observe_pattern: typed.observe_pattern.or(observe_pattern),
            ..typed
        }
    }
}

/// Keeps a run. That it could not be kept is only a word.
pub(super) fn keep(report: &Report, call: &Call, transcripts: Transcripts) {
    if let Err(error) = write(report, call, transcripts) {
        output::note(&format!("note: this run is not kept in {FOLDER}: {error}"));
    }
}

fn write(report: &Report, call: &Call, transcripts: Transcripts) -> io::Result<()> {
    fs::create_dir_all(FOLDER)?;
    files::write_whole(&Path::new(FOLDER).join(".gitignore"), "*\n")?;
    let text = match transcripts {
        Transcripts::Masked => to_json(report),
        // Signatures in exact bytes are good for a while: not to be left lying about.
        Transcripts::Exact => {
            let mut report = report.clone();
            report.findings.iter_mut().for_each(|finding| finding.exchanges.clear());
            to_json(&report)
        }
    };
    files::write_whole(Path::new(REPORT), &text)?;
    files::write_whole(Path::new(CALL), &serde_json::to_string_pretty(call)?)
}
