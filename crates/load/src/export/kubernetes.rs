//! The run as an indexed Kubernetes Job: one pod a shard, all of them starting at the same instant. The key comes from a Secret.
//!
//! Each pod writes its measurement to its standard output, from where `kubectl logs` brings it, and keeps it in an `emptyDir`
//! besides; `livehook load merge` adds the shards up.

use std::fmt::Write as _;

/// How many pods a Job may have.
pub const SHARDS_MAX: u32 = 1_000;
/// How many arguments may be handed on.
pub const ARGUMENTS_MAX: usize = 200;
/// The longest name of a Job: its pods' names are longer by an index and a random end, and may have 63.
pub const NAME_BYTES_MAX: usize = 52;

/// Arguments that the manifest itself sets, or that would put a key into it.
const OWN_ARGUMENTS: [&str; 5] = ["--shard", "--start-at", "--key", "--key-file", "--callback-key"];

/// Why there is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KubernetesError {
    /// A name is none for Kubernetes.
    #[error(
        "{what} {name:?} is no name for Kubernetes: at most {NAME_BYTES_MAX} of a-z, 0-9 and -, a letter or digit at both ends"
    )]
    InvalidName {
        /// What it names.
        what: &'static str,
        /// What was given.
        name: String,
    },
    /// There are no shards, or more than [`SHARDS_MAX`].
    #[error("{shards} shards are not between 1 and {SHARDS_MAX}")]
    ShardCount {
        /// How many were asked for.
        shards: u32,
    },
    /// There are more than [`ARGUMENTS_MAX`].
    #[error("{given} arguments are more than {ARGUMENTS_MAX}")]
    TooManyArguments {
        /// How many were given.
        given: usize,
    },
    /// The manifest sets this itself, or it would hold a key.
    #[error("{argument} is not for a manifest: shards, start and key are set by it")]
    OwnArgument {
        /// What was given.
        argument: String,
    },
}

impl KubernetesError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidName { .. } => "kubernetes_invalid_name",
            Self::ShardCount { .. } => "kubernetes_shard_count",
            Self::TooManyArguments { .. } => "kubernetes_too_many_arguments",
            Self::OwnArgument { .. } => "kubernetes_own_argument",
        }
    }
}

/// What is to be run.
#[derive(Debug, Clone, Copy)]
pub struct KubernetesJob<'a> {
    /// The Job's name.
    pub name: &'a str,
    /// The image that has `livehook` in its path, and a shell.
    pub image: &'a str,
    /// How many pods share the plan.
    pub shards: u32,
    /// When all of them begin, RFC 3339: far enough ahead for every pod to have started.
    pub start_at: &'a str,
    /// The Secret that has the callback key under `callback-key`.
    pub secret: &'a str,
    /// What stands behind `livehook load`: target, arrivals, thresholds.
    pub arguments: &'a [String],
}

/// The manifest, YAML.
///
/// # Errors
/// [`KubernetesError::InvalidName`], [`ShardCount`](KubernetesError::ShardCount),
/// [`TooManyArguments`](KubernetesError::TooManyArguments) and [`OwnArgument`](KubernetesError::OwnArgument), in this order.
pub fn manifest(job: &KubernetesJob<'_>) -> Result<String, KubernetesError> {
    check(job)?;
    let mut arguments = String::new();
    for argument in job.arguments {
        // Writing to a String cannot fail.
        let _ignored = write!(arguments, "\n            - {}", quoted(argument));
    }
    let shards = job.shards;
    let name = quoted(job.name);
    let image = quoted(job.image);
    let secret = quoted(job.secret);
    let start_at = quoted(job.start_at);
    Ok(format!(
        r#"# Written by livehook load. The Secret comes first:
#   kubectl create secret generic SECRET --from-literal=callback-key=…
apiVersion: batch/v1
kind: Job
metadata:
  name: {name}
spec:
  completionMode: Indexed
  completions: {shards}
  parallelism: {shards}
  # A shard that is run again would start late and count as late.
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      containers:
        - name: load
          image: {image}
          command:
            - /bin/sh
            - -ec
            - |
              code=0
              livehook load --shard "$((JOB_COMPLETION_INDEX + 1))/{shards}" --start-at "$START_AT" "$@" > /reports/shard || code=$?
              cat /reports/shard
              exit "$code"
            - livehook-load
          args:{args}
          env:
            - name: START_AT
              value: {start_at}
            - name: LIVEHOOK_CALLBACK_KEY
              valueFrom:
                secretKeyRef:
                  name: {secret}
                  key: callback-key
          volumeMounts:
            - name: reports
              mountPath: /reports
          securityContext:
            allowPrivilegeEscalation: false
      volumes:
        - name: reports
          emptyDir:
            sizeLimit: 1Gi
"#,
        args = if arguments.is_empty() { " []" } else { &arguments },
    ))
}

fn check(job: &KubernetesJob<'_>) -> Result<(), KubernetesError> {
    for (what, name) in [("the Job", job.name), ("the Secret", job.secret)] {
        let end = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let bytes = name.as_bytes();
        let is_name = bytes.len() <= NAME_BYTES_MAX
            && bytes.first().is_some_and(end)
            && bytes.last().is_some_and(end)
            && bytes.iter().all(|byte| end(byte) || *byte == b'-');
        if !is_name {
            return Err(KubernetesError::InvalidName { what, name: name.to_owned() });
        }
    }
    if job.shards == 0 || job.shards > SHARDS_MAX {
        return Err(KubernetesError::ShardCount { shards: job.shards });
    }
    if job.arguments.len() > ARGUMENTS_MAX {
        return Err(KubernetesError::TooManyArguments { given: job.arguments.len() });
    }
    let own = |argument: &&String| {
        OWN_ARGUMENTS.iter().any(|own| {
            let rest = argument.strip_prefix(own);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        })
    };
    match job.arguments.iter().find(own) {
        // The value, which may be a key, is not repeated.
        Some(argument) => {
            let name = argument.split('=').next().unwrap_or_default();
            Err(KubernetesError::OwnArgument { argument: name.to_owned() })
        }
        None => Ok(()),
    }
}

/// A text as YAML: JSON's quotes, which YAML takes, with what YAML would fold or forbid written out. A `$(` would be expanded by
/// Kubernetes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.replace("$(", "$$(").chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            ' '..='~' => quoted.push(char),
            // Chinese and the like; not what changes direction or is no character.
            '\u{a1}'..='\u{61b}' | '\u{2e80}'..='\u{9fff}' => quoted.push(char),
            char => {
                let _ignored = write!(quoted, "\\U{:08x}", u32::from(char));
            }
        }
    }
    quoted.push('"');
    quoted
}
