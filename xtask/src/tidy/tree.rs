//! The files of the repository, read once.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;

/// A larger file is reported and not read.
pub(crate) const FILE_BYTES_MAX: u64 = 200 * 1024;

/// Not looked into where git cannot say which files are ours.
const FOLDERS_SKIPPED: [&str; 2] = [".git", "target"];

/// All files that belong to the repository.
pub(crate) struct Tree {
    files: Vec<File>,
}

/// One of them.
pub(crate) struct File {
    /// Relative to the root, with slashes on every system.
    pub(crate) path: String,
    pub(crate) bytes: u64,
    /// Absent when the file is too large or not text.
    pub(crate) text: Option<String>,
}

impl Tree {
    /// Reads what git tracks below `root`, or all there is when that is no checkout.
    pub(crate) fn read(root: &Path) -> Result<Self, Failure> {
        let at = |path: &str| {
            let path = path.to_owned();
            move |source| Failure::Unreadable { path, source }
        };
        let mut paths = match tracked(root) {
            Some(paths) => paths,
            None => walk(root).map_err(at("the repository"))?,
        };
        paths.sort();
        let files = paths.iter().map(|path| read(root, path).map_err(at(path)));
        Ok(Self { files: files.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect() })
    }

    /// Every file, in the order of their paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// Path and text of every text file.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|file| Some((file.path.as_str(), file.text.as_deref()?)))
    }

    /// Path and text of every Rust source.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| path.ends_with(".rs"))
    }

    /// The text of one file, if it is there.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.texts().find(|(candidate, _)| *candidate == path).map(|(_, text)| text)
    }

    /// A tree of these paths and texts.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            bytes: text.len() as u64,
            text: Some((*text).to_owned()),
        };
        Self { files: files.iter().map(file).collect() }
    }
}

/// What git tracks; nothing when there is no git, no checkout, or only somebody else's checkout around us.
fn tracked(root: &Path) -> Option<Vec<String>> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output().ok()?;
    let listed = String::from_utf8(listed.stdout).ok()?;
    let paths: Vec<_> = listed.split_terminator('\0').map(str::to_owned).collect();
    paths.iter().any(|path| path == "Cargo.toml").then_some(paths)
}

fn walk(root: &Path) -> io::Result<Vec<String>> {
    let mut paths = vec![];
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_folder = entry.file_type()?.is_dir();
            if is_folder && FOLDERS_SKIPPED.contains(&name.as_str()) {
                continue;
            }
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if is_folder { folders.push(path) } else { paths.push(path) }
        }
    }
    Ok(paths)
}

/// Nothing for a file that is tracked and was just deleted.
fn read(root: &Path, path: &str) -> io::Result<Option<File>> {
    let place = root.join(path);
    let bytes = match fs::metadata(&place) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let text = if bytes > FILE_BYTES_MAX { None } else { String::from_utf8(fs::read(place)?).ok() };
    Ok(Some(File { path: path.to_owned(), bytes, text }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{tracked, walk};

    /// The folder of this crate: a small one that is always there.
    fn here() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn a_walk_finds_nested_files_under_their_relative_paths() {
        let paths = walk(here()).expect("our own sources can be read");
        assert!(paths.iter().any(|path| path == "src/tidy/tree.rs"), "{paths:?}");
        assert!(paths.iter().any(|path| path == "Cargo.toml"), "{paths:?}");
    }

    #[test]
    fn what_git_tracks_from_elsewhere_is_not_ours() {
        assert_eq!(tracked(&here().join("src")), None);
    }
}
