//! Reads as much of a manifest as the rules ask about: sections, keys, and who depends on what.
//!
//! Line by line and without a TOML parser: manifests here are written one value a line, and what is written otherwise is
//! reported by the rules, not misread.

/// `key = value` in a section.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// From 1.
    pub(crate) line: usize,
    /// As between its brackets; empty above the first one.
    pub(crate) section: &'a str,
    pub(crate) key: &'a str,
    pub(crate) value: &'a str,
}

/// A package that a manifest depends on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dependency<'a> {
    pub(crate) line: usize,
    pub(crate) package: &'a str,
    pub(crate) purpose: Purpose,
    pub(crate) origin: Origin,
}

/// What a dependency is for.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Purpose {
    /// The code itself, or its build script.
    Code,
    /// Tests only.
    Tests,
}

/// Where its version is chosen.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Origin {
    /// In the table of the workspace.
    Workspace,
    /// In this manifest.
    Here,
}

/// Every entry, top to bottom.
pub(crate) fn entries(manifest: &str) -> impl Iterator<Item = Entry<'_>> {
    let mut section = "";
    (1..).zip(manifest.lines()).filter_map(move |(line, text)| {
        let text = without_comment(text).trim();
        if let Some(header) = text.strip_prefix('[') {
            section = header.trim_start_matches('[').trim_end_matches(']').trim();
            return None;
        }
        let (key, value) = text.split_once('=')?;
        Some(Entry { line, section, key: key.trim(), value: value.trim() })
    })
}

/// What a package's manifest depends on, for any purpose and on any system.
pub(crate) fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut found = vec![];
    let mut previous = ("", "");
    for Entry { line, section, key, value } in entries(manifest) {
        let (table, package) = match section.rsplit_once('.') {
            Some((table, name)) if purpose(table).is_some() => (table, name),
            _ => (section, key.split('.').next().unwrap_or(key)),
        };
        let Some(purpose) = purpose(table) else { continue };
        let inherited =
            key.ends_with(".workspace") || value.replace(' ', "").contains("workspace=true");
        let origin = if inherited { Origin::Workspace } else { Origin::Here };
        // One dependency may be spread over several entries of a table; the first stands for it.
        if previous != (section, package) {
            found.push(Dependency { line, package, purpose, origin });
        }
        previous = (section, package);
    }
    found
}

/// `dev-dependencies`, `target.'cfg(unix)'.dependencies`: the last part says which.
fn purpose(table: &str) -> Option<Purpose> {
    match table.rsplit('.').next()? {
        "dependencies" | "build-dependencies" => Some(Purpose::Code),
        "dev-dependencies" => Some(Purpose::Tests),
        _ => None,
    }
}

/// A `#` inside quotes begins no comment.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted => return &line[..at],
            _ => {}
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{Dependency, Origin, Purpose, dependencies, entries};

    #[track_caller]
    fn check(manifest: &str, expected: &[(usize, &str, Purpose, Origin)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|&(line, package, purpose, origin)| Dependency { line, package, purpose, origin })
            .collect();
        assert_eq!(dependencies(manifest), expected);
    }

    #[test]
    fn entries_know_their_section() {
        let manifest =
            "top = 1\n[package]\nname = \"a#b\" # why\n# [gone]\n[[test]]\nname = \"it\"";
        let read: Vec<_> = entries(manifest).map(|e| (e.line, e.section, e.key, e.value)).collect();
        let expected =
            [(1, "", "top", "1"), (3, "package", "name", "\"a#b\""), (6, "test", "name", "\"it\"")];
        assert_eq!(read, expected);
    }

    #[test]
    fn every_kind_of_dependency_is_found() {
        check(
            "[dependencies]\na.workspace = true\n[build-dependencies]\nb = { workspace = true }\n\
             [dev-dependencies]\nc.workspace = true\n[target.'cfg(unix)'.dependencies]\nd.workspace = true",
            &[
                (2, "a", Purpose::Code, Origin::Workspace),
                (4, "b", Purpose::Code, Origin::Workspace),
                (6, "c", Purpose::Tests, Origin::Workspace),
                (8, "d", Purpose::Code, Origin::Workspace),
            ],
        );
    }

    #[test]
    fn a_version_chosen_here_is_seen_in_every_form() {
        check(
            "[dependencies]\na = \"1\"\nb = { version = \"1\", features = [\"c\"] }\n\
             [dependencies.d]\nversion = \"1\"\nfeatures = [\"e\"]",
            &[
                (2, "a", Purpose::Code, Origin::Here),
                (3, "b", Purpose::Code, Origin::Here),
                (5, "d", Purpose::Code, Origin::Here),
            ],
        );
    }

    #[test]
    fn a_package_that_code_and_tests_use_is_found_twice() {
        check(
            "[dependencies]\na.workspace = true\na.features = [\"b\"]\n[dev-dependencies]\na.workspace = true",
            &[
                (2, "a", Purpose::Code, Origin::Workspace),
                (5, "a", Purpose::Tests, Origin::Workspace),
            ],
        );
    }

    #[test]
    fn other_tables_are_not_dependencies() {
        check("[package]\nname = \"a\"\n[lints]\nworkspace = true\n[features]\ndefault = []", &[]);
    }
}
