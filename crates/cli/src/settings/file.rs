//! `livehook.toml`: found upward from the current directory, every key known, or an error with the nearest name.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::catalogue::{SETTINGS, nearest};
use crate::exit::Failure;

/// The file's name.
pub(crate) const FILE_NAME: &str = "livehook.toml";

/// Every setting with its default and a word on it: what `config init` writes, and the reference.
pub(crate) const DEFAULT_TEXT: &str = include_str!("config.default.toml");

/// How a setting is written, taken from the file that shows them all.
pub(super) fn example(name: &str) -> Option<String> {
    SettingsFile::parse(&uncommented_default()).ok()?.text(name)?.ok()
}

/// The default file with every setting in force.
fn uncommented_default() -> String {
    let set = |line: &'static str| line.strip_prefix("#: ").unwrap_or(line);
    DEFAULT_TEXT.lines().map(set).fold(String::new(), |all, line| all + line + "\n")
}

/// In place of a file's name: what is read comes from stdin.
const STDIN: &str = "-";

/// The settings of a file, by dotted name.
#[derive(Debug, Default)]
pub(crate) struct SettingsFile {
    /// Where it was found.
    pub(crate) path: Option<PathBuf>,
    values: BTreeMap<String, toml::Value>,
}

impl SettingsFile {
    /// Reads the named file, or the nearest `livehook.toml` from `start` upward; no file is no error unless it was named.
    pub(crate) fn find(named: Option<&Path>, start: &Path) -> Result<Self, Failure> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => match start
                .ancestors()
                .map(|folder| folder.join(FILE_NAME))
                .find(|path| path.is_file())
            {
                Some(path) => path,
                None => return Ok(Self::default()),
            },
        };
        let shown = path.display();
        let text = fs::read_to_string(&path)
            .map_err(|error| Failure::usage(format_args!("cannot read {shown}: {error}")))?;
        let mut file = Self::parse(&text)
            .map_err(|problem| Failure::usage(format_args!("{shown}: {problem}")))?;
        if let Some(folder) = path.parent().filter(|folder| *folder != start) {
            file.resolve(folder);
        }
        file.path = Some(path);
        Ok(file)
    }

    /// Relative paths in a file are meant from where the file is, whoever reads it from where.
    fn resolve(&mut self, folder: &Path) {
        // What is no text is refused where it is read.
        let join = |value: &mut toml::Value| {
            if let toml::Value::String(text) = value
                && text != STDIN
                && let Some(joined) = folder.join(&*text).to_str()
            {
                *text = joined.to_owned();
            }
        };
        for (name, value) in &mut self.values {
            if !SETTINGS.iter().any(|setting| setting.is_path() && setting.is(name)) {
                continue;
            }
            match value {
                toml::Value::Array(values) => values.iter_mut().for_each(join),
                single => join(single),
            }
        }
    }

    /// Reads a file's text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| error.to_string().trim_end().to_owned())?;
        if let Some(name) = empty_source(&table) {
            return Err(format!(
                "`sources.{name}` is empty; it needs its keys: key_files = [\"{name}.key\"]"
            ));
        }
        let mut values = BTreeMap::new();
        flatten("", table, &mut values);
        for name in values.keys() {
            if !SETTINGS.iter().any(|setting| setting.is(name)) {
                let hint = nearest(name, SETTINGS.iter().map(|setting| setting.name));
                let hint =
                    hint.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                return Err(format!("unknown setting `{name}`{hint}"));
            }
        }
        Ok(Self { path: None, values })
    }

    /// A single value as text: what `FromStr` of the setting's type reads.
    pub(super) fn text(&self, name: &str) -> Option<Result<String, String>> {
        Some(match self.values.get(name)? {
            toml::Value::String(text) => Ok(text.clone()),
            toml::Value::Integer(number) => Ok(number.to_string()),
            other => {
                Err(format!("`{name}` must be a text or an integer, not a {}", other.type_str()))
            }
        })
    }

    /// A list of texts. Absent is empty.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let wrong = || format!("`{name}` must be a list of texts");
        match self.values.get(name) {
            None => Ok(Vec::new()),
            Some(toml::Value::Array(values)) => values
                .iter()
                .map(|value| value.as_str().map(str::to_owned).ok_or_else(wrong))
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    /// The names under `sources`.
    pub(crate) fn source_names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self
            .values
            .keys()
            .filter_map(|name| name.strip_prefix("sources.")?.split('.').next())
            .collect();
        names.dedup();
        names
    }

    /// Whether the file sets a name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }
}

/// A source of which nothing is said, and which would vanish when the names are flattened.
fn empty_source(table: &toml::Table) -> Option<&str> {
    let sources = table.get("sources")?.as_table()?;
    let empty = |value: &toml::Value| value.as_table().is_some_and(toml::Table::is_empty);
    sources.iter().find(|(_, value)| empty(value)).map(|(name, _)| name.as_str())
}

fn flatten(prefix: &str, table: toml::Table, into: &mut BTreeMap<String, toml::Value>) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&name, inner, into),
            leaf => drop(into.insert(name, leaf)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_shows_every_setting_and_changes_nothing() {
        let shown = SettingsFile::parse(&uncommented_default()).unwrap();
        for setting in SETTINGS {
            let name = setting.name.replace('*', "events");
            assert!(shown.has(&name), "config.default.toml does not show {name}");
            if let Some(default) = setting.default {
                assert_eq!(shown.text(&name).unwrap().unwrap(), default, "{name}");
            }
        }
        assert!(
            SettingsFile::parse(DEFAULT_TEXT).unwrap().values.is_empty(),
            "as written it must set nothing"
        );
    }

    #[test]
    fn paths_are_meant_from_where_the_file_is() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("below");
        fs::create_dir(&below).unwrap();
        let text = "[serve]\ninbox = \"in.db\"\nkey_files = [\"a.key\", \"-\", \"/b.key\"]\nlisten = \"x\"\n";
        fs::write(folder.path().join(FILE_NAME), text).unwrap();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();

        let file = SettingsFile::find(None, &below).unwrap();
        assert_eq!(file.text("serve.inbox"), Some(Ok(at("in.db"))));
        assert_eq!(file.texts("serve.key_files").unwrap(), [at("a.key").as_str(), "-", "/b.key"]);
        assert_eq!(file.text("serve.listen"), Some(Ok("x".to_owned())));
        // Where the file is, a path stays as it was typed.
        let file = SettingsFile::find(None, folder.path()).unwrap();
        assert_eq!(file.text("serve.inbox"), Some(Ok("in.db".to_owned())));
    }

    #[test]
    fn an_unknown_setting_names_the_nearest() {
        let problem = SettingsFile::parse("[serve]\nlisen = \"127.0.0.1:1\"").unwrap_err();
        assert_eq!(problem, "unknown setting `serve.lisen`; did you mean `serve.listen`?");
        assert_eq!(SettingsFile::parse("zzz = 1").unwrap_err(), "unknown setting `zzz`");
    }

    #[test]
    fn a_source_of_which_nothing_is_said_is_not_overlooked() {
        assert_eq!(
            SettingsFile::parse("[sources.events]").unwrap_err(),
            "`sources.events` is empty; it needs its keys: key_files = [\"events.key\"]"
        );
    }
}
