//! Reports as files: asked for as `FORM=FILE`, checked before the work that they are about, written as a whole after it. And texts that
//! are read from files.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use crate::exit::Failure;

/// What stands for stdin in the place of a file.
pub(crate) const STDIN: &str = "-";

/// A report's form and file, as typed.
pub(crate) fn form_and_file<'a>(
    typed: &'a str,
    written: &str,
) -> Result<(&'a str, PathBuf), String> {
    let (form, file) =
        typed.split_once('=').ok_or_else(|| format!("`{typed}` is no report; {written}"))?;
    Ok((form, file.into()))
}

/// A report's file, as typed behind a flag of its own.
pub(crate) fn file(typed: &str) -> Result<PathBuf, String> {
    check_is_file(Path::new(typed)).map(|()| typed.into())
}

pub(crate) fn check_is_file(file: &Path) -> Result<(), String> {
    match file.to_str() {
        Some("") => Err("a report needs a file".to_owned()),
        Some("-") => {
            Err("a report goes to a file; stdout has the result (--format json)".to_owned())
        }
        Some(_) | None => Ok(()),
    }
}

/// Finds out before anything is sent what would keep reports from being written after it.
pub(crate) fn check<'a>(files: impl IntoIterator<Item = &'a Path>) -> Result<(), Failure> {
    let mut seen: Vec<PathBuf> = Vec::new();
    for file in files {
        check_can_be_written(file)?;
        let place = place(file);
        if seen.contains(&place) {
            return Err(Failure::usage(format_args!(
                "two reports would be written to {}",
                file.display()
            )));
        }
        seen.push(place);
    }
    Ok(())
}

/// The same for two spellings of one file. A link is replaced when it is written, so that it is a file of its own.
fn place(file: &Path) -> PathBuf {
    let folder = folder(file).canonicalize().unwrap_or_else(|_| folder(file).to_owned());
    file.file_name().map_or_else(|| file.to_owned(), |name| folder.join(name))
}

/// A file whose directory is there and takes files, and that is no directory itself.
pub(crate) fn check_can_be_written(file: &Path) -> Result<(), Failure> {
    let folder = folder(file);
    if !folder.is_dir() {
        return Err(Failure::usage(format_args!(
            "cannot write {}: there is no directory {}",
            file.display(),
            folder.display()
        )));
    }
    if file.is_dir() {
        return Err(Failure::usage(format_args!(
            "{} is a directory; name a file in it",
            file.display()
        )));
    }
    tempfile::tempfile_in(folder).map(drop).map_err(|error| cannot_write(file, &error))
}

fn cannot_write(file: &Path, error: &io::Error) -> Failure {
    Failure::environment(format_args!("cannot write {}: {error}", file.display()))
}

/// Writes a file as a whole: who reads it meanwhile sees the old one or the new one.
pub(crate) fn write(file: &Path, text: &str) -> Result<(), Failure> {
    write_whole(file, text).map_err(|error| cannot_write(file, &error))
}

pub(crate) fn write_whole(file: &Path, text: &str) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        // As a file that is simply created: others may read it if the umask lets them.
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    let mut temporary = builder.prefix(".livehook-").tempfile_in(folder(file))?;
    temporary.write_all(text.as_bytes())?;
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Reads a text of at most so many bytes and one more, by which a reader sees that there are too many.
pub(crate) fn read(file: &Path, bytes_max: usize) -> Result<String, Failure> {
    let cannot = |error| cannot_read(file.display(), &error);
    take_text(fs::File::open(file).map_err(cannot)?, bytes_max).map_err(cannot)
}

/// As [`read`], from stdin.
pub(crate) fn read_stdin(bytes_max: usize) -> Result<String, Failure> {
    take_text(io::stdin(), bytes_max).map_err(|error| cannot_read("stdin", &error))
}

fn take_text(from: impl io::Read, bytes_max: usize) -> io::Result<String> {
    let most = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    let mut text = String::new();
    from.take(most).read_to_string(&mut text)?;
    Ok(text)
}

fn cannot_read(what: impl std::fmt::Display, error: &io::Error) -> Failure {
    Failure::usage(format_args!("cannot read {what}: {error}"))
}
