//! What is done where the receiver refuses what is right.

use livehook_contract::WhenRefused;

/// Whether cases are tried all the same.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
#[command(next_help_heading = "What is sent")]
pub(super) struct AnywayArguments {
    /// Try the cases although the receiver refuses what is right (default: more than 8 of them are not tried then)
    #[arg(long)]
    anyway: bool,
}

impl AnywayArguments {
    pub(super) const fn when_refused(self) -> WhenRefused {
        if self.anyway { WhenRefused::GoOn } else { WhenRefused::Stop }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_says_how_many_are_few() {
        assert_eq!(WhenRefused::FEW, 8);
    }
}
