//! What the tests share: a directory, questions, and a pipe that shows whether a process lives.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
};

use livehook_probe::{Probe, ProbeError, Question};
use tempfile::TempDir;
use tokio::task::{JoinHandle, spawn_blocking};

/// The stream most tests ask for.
pub(crate) const ROOM: &str = "room-1";

pub(crate) fn room() -> Question {
    Question::of_stream(ROOM)
}

pub(crate) async fn count(probe: &dyn Probe) -> Result<u64, String> {
    probe.count(&room()).await.map_err(|error| said(&error))
}

/// An error by its code and its words.
pub(crate) fn said(error: &ProbeError) -> String {
    format!("{}: {error}", error.code())
}

pub(crate) fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A named pipe. Whoever has it open for writing lives.
pub(crate) struct Pulse {
    pub(crate) path: PathBuf,
}

impl Pulse {
    pub(crate) fn new(directory: &Path) -> Self {
        let path = directory.join("pulse");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        Self { path }
    }

    /// Waits for the first byte. A paused clock does not go meanwhile, since it waits for blocking work.
    pub(crate) fn first(&self) -> JoinHandle<File> {
        let path = self.path.clone();
        spawn_blocking(move || {
            let mut pipe = File::open(path).unwrap();
            pipe.read_exact(&mut [0]).unwrap();
            pipe
        })
    }
}

/// Waits until nobody has the pipe open for writing any more.
pub(crate) async fn silence(mut pipe: File) {
    spawn_blocking(move || pipe.read_to_end(&mut Vec::new()).unwrap()).await.unwrap();
}
