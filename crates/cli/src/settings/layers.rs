//! The layers of settings, and where each value came from.

use std::{fmt, path::Path, str::FromStr};

use super::{Environment, SETTINGS, Setting, SettingsFile, file::example};
use crate::exit::Failure;

/// Where a value came from, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Flag,
    Environment,
    File,
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::File => "file",
            Self::Default => "default",
        })
    }
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layered<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// Environment and file; flags are handed in value by value.
#[derive(Debug)]
pub(crate) struct Layers {
    pub(crate) environment: Environment,
    pub(crate) file: SettingsFile,
}

impl Layers {
    /// Reads the file that `--config` or `LIVEHOOK_CONFIG` names, or finds one upward from the current directory.
    pub(crate) fn load(
        environment: Environment,
        config_flag: Option<&Path>,
    ) -> Result<Self, Failure> {
        environment.warn_of_unknown();
        let named = config_flag.or_else(|| environment.get("LIVEHOOK_CONFIG").map(Path::new));
        let here = std::env::current_dir()
            .map_err(|error| Failure::environment(format_args!("no current directory: {error}")))?;
        let file = SettingsFile::find(named, &here)?;
        Ok(Self { environment, file })
    }

    /// For a command that no setting concerns: it works beside a broken file.
    pub(crate) fn without_file(environment: Environment) -> Self {
        environment.warn_of_unknown();
        Self { environment, file: SettingsFile::default() }
    }

    /// The value of a setting, if any layer has one.
    pub(crate) fn get<T: FromStr<Err: fmt::Display>>(
        &self,
        name: &str,
        flag: Option<T>,
    ) -> Result<Option<Layered<T>>, Failure> {
        if let Some(value) = flag {
            return Ok(Some(Layered { value, origin: Origin::Flag }));
        }
        let Some((text, origin)) = self.text(name)? else { return Ok(None) };
        let value = text
            .parse()
            .map_err(|problem: T::Err| self.unreadable(name, &text, origin, &problem))?;
        Ok(Some(Layered { value, origin }))
    }

    /// A value that cannot be read: what it is, where it stands and how it is written.
    fn unreadable(
        &self,
        name: &str,
        text: &str,
        origin: Origin,
        problem: &dyn fmt::Display,
    ) -> Failure {
        let example = example(name).unwrap_or_default();
        let quote = if example.parse::<i64>().is_ok() { "" } else { "\"" };
        match (origin, catalogued(name).variable) {
            (Origin::Environment, Some(variable)) => {
                Failure::usage(format_args!("{variable}=`{text}` in the environment: {problem}"))
                    .hint(format_args!("it is written like this: {variable}={example}"))
            }
            _ => self
                .file_failure(&format!("{name} is `{text}`: {problem}"))
                .hint(format_args!("it is written like this: {name} = {quote}{example}{quote}")),
        }
    }

    /// The value of a setting that has a default.
    pub(crate) fn get_or_default<T: FromStr<Err: fmt::Display>>(
        &self,
        name: &str,
        flag: Option<T>,
    ) -> Result<Layered<T>, Failure> {
        Ok(self
            .get(name, flag)?
            .unwrap_or_else(|| unreachable!("{name} has a default in the catalogue")))
    }

    /// A setting's text below the flags.
    pub(crate) fn text(&self, name: &str) -> Result<Option<(String, Origin)>, Failure> {
        let setting = catalogued(name);
        if let Some(value) = setting.variable.and_then(|variable| self.environment.get(variable)) {
            return Ok(Some((value.to_owned(), Origin::Environment)));
        }
        if let Some(text) = self.file.text(name) {
            return Ok(Some((text.map_err(|problem| self.file_failure(&problem))?, Origin::File)));
        }
        Ok(setting.default.map(|text| (text.to_owned(), Origin::Default)))
    }

    /// A list of the file.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Failure> {
        self.file.texts(name).map_err(|problem| self.file_failure(&problem))
    }

    fn file_failure(&self, problem: &str) -> Failure {
        let path = self.file.path.as_deref().unwrap_or_else(|| Path::new(super::FILE_NAME));
        Failure::usage(format_args!("{}: {problem}", path.display()))
    }
}

fn catalogued(name: &str) -> &'static Setting {
    SETTINGS
        .iter()
        .find(|setting| setting.is(name))
        .unwrap_or_else(|| unreachable!("{name} is not in the catalogue"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        flag: Option<&str>,
        variable: Option<&'static str>,
        file: &str,
        expected: (&str, Origin),
    ) {
        let environment = variable.map(|value| ("LIVEHOOK_LISTEN", value)).into_iter().collect();
        let layers = Layers { environment, file: SettingsFile::parse(file).unwrap() };
        let got = layers.get::<String>("serve.listen", flag.map(str::to_owned)).unwrap().unwrap();
        assert_eq!((got.value.as_str(), got.origin), expected);
    }

    #[test]
    fn the_stronger_layer_wins() {
        let file = "[serve]\nlisten = \"file\"";
        check(Some("flag"), Some("env"), file, ("flag", Origin::Flag));
        check(None, Some("env"), file, ("env", Origin::Environment));
        check(None, None, file, ("file", Origin::File));
        check(None, Some(""), "", ("127.0.0.1:8349", Origin::Default));
    }
}
