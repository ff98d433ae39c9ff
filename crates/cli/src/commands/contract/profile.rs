//! Where a profile comes from, and how far it is trusted. A file that was merely found may have come with somebody else's code, so
//! it starts no command.

use std::{fs, io::Read as _, path::Path};

use livehook_contract::profile::{FILE_NAME, Observe, PROFILE_BYTES_MAX, Profile};

use crate::{exit::Failure, output};

/// How far a file is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Somebody named it: its commands are run.
    Named,
    /// It was there.
    Found,
}

/// A profile and where it stands.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) profile: Profile,
    pub(super) path: Option<String>,
}

/// Reads the profile that was named, else the one that an earlier run had, else that of the current directory.
pub(super) fn find(named: Option<&str>, earlier: Option<&str>) -> Result<Found, Failure> {
    let (path, trust) = match (named, earlier) {
        (Some(path), _) => (path, Trust::Named),
        (None, Some(path)) => (path, Trust::Found),
        (None, None) if Path::new(FILE_NAME).is_file() => (FILE_NAME, Trust::Found),
        (None, None) => return Ok(Found::default()),
    };
    let mut profile = Profile::parse(Path::new(path), &read(path)?).map_err(Failure::usage)?;
    if trust == Trust::Found {
        take_commands_away(&mut profile, path);
    }
    Ok(Found { profile, path: Some(path.to_owned()) })
}

fn read(path: &str) -> Result<String, Failure> {
    let cannot = |error| Failure::usage(format_args!("cannot read the profile {path}: {error}"));
    let mut text = String::new();
    let most = u64::try_from(PROFILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    fs::File::open(path)
        .and_then(|file| file.take(most).read_to_string(&mut text))
        .map_err(cannot)?;
    Ok(text)
}

fn take_commands_away(profile: &mut Profile, path: &str) {
    let mut keys = Vec::new();
    if matches!(profile.observe, Some(Observe::Command(_))) {
        profile.observe = None;
        keys.push("observe.cmd");
    }
    if profile.restart.take().is_some() {
        keys.push("restart.cmd");
    }
    if !keys.is_empty() {
        output::note(&format!(
            "note: {path} was found, not named, so its commands are not run ({}); to run them, say --profile {path}",
            keys.join(", ")
        ));
    }
}
