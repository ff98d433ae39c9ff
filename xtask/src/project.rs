//! Where the repository is and which cargo started us.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository this xtask belongs to.
pub(crate) struct Project {
    /// The folder with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// The cargo that runs us, so that `cargo +nightly xtask` stays on nightly all the way down.
    cargo: OsString,
}

impl Project {
    /// Finds both in what cargo tells a program it runs.
    pub(crate) fn locate() -> Self {
        // At run time first: two checkouts that share a target directory also share this binary.
        let manifest_dir = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest_dir.parent().unwrap_or(Path::new(".")).to_path_buf();
        Self { root, cargo: env::var_os("CARGO").unwrap_or_else(|| "cargo".into()) }
    }

    /// Cargo with its arguments, in the caller's directory.
    pub(crate) fn cargo<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(&self.cargo);
        command.args(args);
        command
    }

    /// Cargo with its arguments, in the root of the repository.
    pub(crate) fn cargo_at_root<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.cargo(args);
        command.current_dir(&self.root);
        command
    }
}
