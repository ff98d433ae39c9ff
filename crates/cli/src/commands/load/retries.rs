//! What fails and comes back; the same flags as those of `simulate`.

use livehook_load::options::LoadOptions;

use crate::{commands::retrying::RetryArguments, exit::Failure};

/// What may be typed.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "What comes back")]
pub(super) struct LoadRetryArguments {
    #[command(flatten)]
    retries: RetryArguments,
}

impl LoadRetryArguments {
    /// Refuses flags that change a retry plan where there is none.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.retries.check()
    }

    /// Has what fails come back as asked, by the plan of what is sent where that was asked for.
    pub(super) fn apply_to(&self, options: &mut LoadOptions) {
        options.retrying = self.retries.retrying(options.content.0.event_type());
    }
}
