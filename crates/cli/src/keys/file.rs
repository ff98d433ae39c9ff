//! Key files: one key, perhaps with a newline behind it. Says what else an editor or a shell put there, and names the keys.
//!
//! A key goes into a hash, so a byte that nobody sees makes every callback look forged. Nothing is repaired but the one newline, which
//! every editor and `>` put there.

use std::{
    fs,
    io::{self, Read as _},
    path::{Component, Path},
};

use livehook_core::{CallbackKey, KeyError, KeyId};

use super::NamedKey;
use crate::{exit::Failure, files::STDIN, output};

/// The most bytes of a key file that are read. A key has at most 256.
const MAX_FILE_BYTES: u64 = 4096;

/// Why a file's bytes are no key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum KeyFileError {
    #[error("has more than {MAX_FILE_BYTES} bytes; it is to hold one key of 32 letters and digits")]
    TooLong,
    #[error(
        "is UTF-16, as `>` of Windows PowerShell writes it; save it as UTF-8 without a byte order mark"
    )]
    Utf16,
    #[error(
        "begins with a byte order mark, which an editor put there and which would be part of the key; save it as UTF-8 without one"
    )]
    ByteOrderMark,
    #[error("holds a NUL byte; save the key alone, as plain text")]
    Nul,
    #[error("is not UTF-8 text; save the key alone, as plain text")]
    NotUtf8,
    #[error(
        "has white space around the key beyond the one newline at its end; a key from the console has none, so take it away"
    )]
    SurroundingBlanks,
    #[error("has several lines; it is to hold one key, and --key-file can be repeated")]
    SeveralLines,
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Reads key files in their order. Each key is named by its file, with as many folders as tell it from the others.
pub(crate) fn read_all(files: &[String]) -> Result<Vec<NamedKey>, Failure> {
    if files.iter().filter(|file| *file == STDIN).count() > 1 {
        return Err(Failure::usage("stdin holds one key; `-` cannot stand for two"));
    }
    files.iter().enumerate().map(|(place, file)| read(file, &name(files, place))).collect()
}

/// Whether one of the files is stdin.
pub(crate) fn reads_stdin(files: &[String]) -> bool {
    files.iter().any(|file| file == STDIN)
}

/// Reads the key of an environment variable by the same rules: a shell or a secret store leaves the same behind.
pub(super) fn of_variable(variable: &str, value: &str) -> Result<NamedKey, Failure> {
    let key = parse(value.as_bytes()).map_err(|problem| match problem {
        KeyFileError::Key(problem) => Failure::usage(format_args!("{variable}: {problem}")),
        problem => Failure::usage(format_args!("{variable} {problem}")),
    })?;
    Ok((KeyId::new("env"), key))
}

fn read(file: &str, name: &str) -> Result<NamedKey, Failure> {
    let cannot =
        |error: io::Error| Failure::usage(format_args!("cannot read the key file {file}: {error}"));
    let mut bytes = Vec::new();
    let read = if file == STDIN {
        io::stdin().take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)
    } else {
        let open = fs::File::open(file).map_err(cannot)?;
        warn_of_writers(file, &open);
        open.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)
    };
    read.map_err(cannot)?;
    let key = parse(&bytes).map_err(|problem| match problem {
        KeyFileError::Key(problem) => Failure::usage(format_args!("{file}: {problem}")),
        problem => Failure::usage(format_args!("the key file {file} {problem}")),
    })?;
    Ok((KeyId::new(name), key))
}

/// Whoever writes the key decides whose callbacks are believed.
fn warn_of_writers(name: &str, open: &fs::File) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let anybody =
            |found: fs::Metadata| found.is_file() && found.permissions().mode() & 0o002 != 0;
        if open.metadata().is_ok_and(anybody) {
            output::note(&format!(
                "warning: anybody on this machine can replace the key in {name}; take that right away: chmod o-w {name}"
            ));
        }
    }
    #[cfg(not(unix))]
    let _unused = (name, open);
}

fn parse(bytes: &[u8]) -> Result<CallbackKey, KeyFileError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_FILE_BYTES {
        return Err(KeyFileError::TooLong);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(KeyFileError::Utf16);
    }
    if bytes.contains(&0) {
        return Err(KeyFileError::Nul);
    }
    let text = str::from_utf8(bytes).map_err(|_| KeyFileError::NotUtf8)?;
    if text.starts_with('\u{feff}') {
        return Err(KeyFileError::ByteOrderMark);
    }
    let line = match text.strip_suffix('\n') {
        Some(line) => line.strip_suffix('\r').unwrap_or(line),
        None => text,
    };
    if line.trim() != line {
        return Err(KeyFileError::SurroundingBlanks);
    }
    if line.contains(['\n', '\r']) {
        return Err(KeyFileError::SeveralLines);
    }
    Ok(CallbackKey::new(line)?)
}

/// The shortest end of a file's path that no other of the files shares; the path as given where there is none.
fn name(files: &[String], place: usize) -> String {
    let file = &files[place];
    if file == STDIN {
        return "stdin".to_owned();
    }
    let others = || files.iter().enumerate().filter(|(other, _)| *other != place);
    (1..=folders(file).len())
        .map(|length| end(file, length))
        .find(|name| others().all(|(_, other)| end(other, name.split('/').count()) != *name))
        .unwrap_or_else(|| file.clone())
}

fn folders(file: &str) -> Vec<&str> {
    let normal = |part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    };
    Path::new(file).components().filter_map(normal).collect()
}

fn end(file: &str, length: usize) -> String {
    let folders = folders(file);
    folders[folders.len().saturating_sub(length)..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &Result<&str, KeyFileError>) {
        let got = parse(bytes);
        assert_eq!(got.as_ref().map(CallbackKey::expose), expected.as_ref().copied());
    }

    #[test]
    fn one_newline_belongs_to_the_file_and_all_else_to_the_key() {
        check(b"k", &Ok("k"));
        check(b"k\n", &Ok("k"));
        check(b"k\r\n", &Ok("k"));
        check("键 1".as_bytes(), &Ok("键 1"));
    }

    #[test]
    fn bytes_that_nobody_sees_are_named() {
        check(b"\xef\xbb\xbfk\n", &Err(KeyFileError::ByteOrderMark));
        check(b"\xff\xfek\0\n\0", &Err(KeyFileError::Utf16));
        check(b"k\0", &Err(KeyFileError::Nul));
        check(b"k\xff", &Err(KeyFileError::NotUtf8));
        for bytes in [&b"k\n\n"[..], b" k", b"k \n", b"k\t", b"\nk", "k\u{3000}".as_bytes()] {
            check(bytes, &Err(KeyFileError::SurroundingBlanks));
        }
        check(b"k\nl\n", &Err(KeyFileError::SeveralLines));
        check(b"\n", &Err(KeyFileError::Key(KeyError::Empty)));
        check(&[b'k'; 4097], &Err(KeyFileError::TooLong));
    }

    #[track_caller]
    fn check_names(files: &[&str], expected: &[&str]) {
        let files: Vec<_> = files.iter().map(|file| (*file).to_owned()).collect();
        let names: Vec<_> = (0..files.len()).map(|place| name(&files, place)).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn a_key_is_named_by_as_much_of_its_path_as_tells_it_from_others() {
        check_names(&["/run/secrets/new", "old", "-"], &["new", "old", "stdin"]);
        check_names(&["a/key", "b/key", "old"], &["a/key", "b/key", "old"]);
        check_names(&["a/x/key", "b/x/key"], &["a/x/key", "b/x/key"]);
        check_names(&["key", "a/key"], &["key", "a/key"]);
        check_names(&["./key", "key"], &["./key", "key"]);
    }
}
