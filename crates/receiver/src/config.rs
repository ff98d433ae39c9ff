//! What a receiver serves: callback paths with their sources, the policy, the limits. Once built, nothing in it can be wrong.
//!
//! It knows no flags, files or environment; those are resolved before they come here.

mod limits;
mod path;

use std::{collections::HashSet, sync::Arc};

use livehook_core::{Authentication, KeyConcern, KeyId, Policy, Source};

pub(crate) use limits::LONGEST_SPAN;
pub use limits::{
    DEFAULT_BODIES_IN_FLIGHT_BYTES, DEFAULT_BODY_BYTES, DEFAULT_BODY_TIME, DEFAULT_CONNECTIONS,
    DEFAULT_DRAIN, DEFAULT_HEADER_TIME, DEFAULT_WRITE_TIME, Limits,
};
pub use path::{CallbackPath, CallbackPathError};

use crate::mock::MockAnswers;

/// How many callback paths one receiver serves.
pub const MAX_SOURCES: usize = 256;

/// One callback path and whom to believe there. Only this source's keys are tried on this path.
#[derive(Debug, Clone)]
pub struct SourceRoute {
    /// Where callbacks arrive.
    pub path: CallbackPath,
    /// Who may send them.
    pub source: Source,
}

/// A receiver's configuration.
///
/// ```
/// use livehook_core::{CallbackKey, KeyId, Source};
/// use livehook_receiver::{CallbackPath, Limits, ReceiverConfig, SourceRoute};
///
/// let key = CallbackKey::new("n3ZpQmTfLwXcVbKdRsHgYjUaEoPiNqMz")?;
/// let source = Source::signed("default", [(KeyId::new("current"), key)])?;
/// let config = ReceiverConfig::new([SourceRoute { path: CallbackPath::default(), source }])?
///     .with_limits(Limits { connections: 64, ..Limits::default() });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ReceiverConfig {
    routes: Vec<(CallbackPath, Arc<Source>)>,
    policy: Policy,
    limits: Limits,
    mock_answers: MockAnswers,
}

impl ReceiverConfig {
    /// A receiver of these sources, with the default policy and limits and no mock answers.
    ///
    /// # Errors
    /// [`ConfigError`]: no source, too many, two with one path or name, or one whose key everybody knows.
    pub fn new(routes: impl IntoIterator<Item = SourceRoute>) -> Result<Self, ConfigError> {
        let routes: Vec<_> =
            routes.into_iter().map(|route| (route.path, Arc::new(route.source))).collect();
        match routes.len() {
            0 => return Err(ConfigError::NoSource),
            1..=MAX_SOURCES => {}
            count => return Err(ConfigError::TooManySources { count }),
        }
        let (mut paths, mut names) = (HashSet::new(), HashSet::new());
        for (path, source) in &routes {
            if !paths.insert(path) {
                return Err(ConfigError::PathTwice { path: path.clone() });
            }
            // Two sources of one name would share one de-duplication.
            if !names.insert(source.name()) {
                return Err(ConfigError::NameTwice { name: source.name().to_owned() });
            }
            refuse_public_key(source)?;
        }
        Ok(Self {
            routes,
            policy: Policy::default(),
            limits: Limits::default(),
            mock_answers: MockAnswers::default(),
        })
    }

    /// Replaces the policy.
    #[must_use]
    pub const fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Replaces the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits.bounded();
        self
    }

    /// Answers with these first. For testing the sender, never for production.
    #[must_use]
    pub fn with_mock_answers(mut self, mock_answers: MockAnswers) -> Self {
        self.mock_answers = mock_answers;
        self
    }

    /// The callback paths and their sources.
    pub fn routes(&self) -> impl Iterator<Item = (&CallbackPath, &Arc<Source>)> {
        self.routes.iter().map(|(path, source)| (path, source))
    }

    /// What is accepted beyond the signature.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The limits.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The mock answers.
    #[must_use]
    pub const fn mock_answers(&self) -> &MockAnswers {
        &self.mock_answers
    }
}

fn refuse_public_key(source: &Source) -> Result<(), ConfigError> {
    let Authentication::Keys(keys) = source.authentication() else { return Ok(()) };
    match keys.iter().find(|(_, key)| key.concerns().contains(&KeyConcern::PublicVectorKey)) {
        None => Ok(()),
        Some((key_id, _)) => Err(ConfigError::PublicKey {
            source_name: source.name().to_owned(),
            key_id: key_id.clone(),
        }),
    }
}

/// Why a configuration cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is nothing to serve.
    #[error("a receiver needs at least one source; give it a callback key")]
    NoSource,
    /// Over 256 sources.
    #[error("a receiver serves at most {MAX_SOURCES} sources, got {count}")]
    TooManySources {
        /// How many were given.
        count: usize,
    },
    /// Two sources on one path: which keys count would be a guess.
    #[error("two sources share the path {path}; give each its own")]
    PathTwice {
        /// The path.
        path: CallbackPath,
    },
    /// Two sources of one name: their records could not be told apart.
    #[error("two sources are named `{name}`; give each its own name")]
    NameTwice {
        /// The name.
        name: String,
    },
    /// A key that is printed in the test vectors.
    #[error(
        "key `{key_id}` of source `{source_name}` is a published key of the test vectors, with which anybody can sign; make one with `key new`"
    )]
    PublicKey {
        /// The source's name.
        source_name: String,
        /// The key's name.
        key_id: KeyId,
    },
}
