//! Every setting, once: its name in `livehook.toml`, its environment variable, its default.

/// A setting that a file may hold.
pub(crate) struct Setting {
    /// Dotted name in `livehook.toml`. `*` stands for a name that the user chooses.
    pub(crate) name: &'static str,
    /// Environment variable, where there is one.
    pub(crate) variable: Option<&'static str>,
    /// The built-in default as text; `None` means unset.
    pub(crate) default: Option<&'static str>,
}

const fn setting(
    name: &'static str,
    variable: Option<&'static str>,
    default: Option<&'static str>,
) -> Setting {
    Setting { name, variable, default }
}

/// Every setting. `config.default.toml` shows and explains each; a test compares the two.
pub(crate) const SETTINGS: &[Setting] = &[
    setting("serve.listen", Some("LIVEHOOK_LISTEN"), Some("127.0.0.1:8349")),
    setting("serve.api_listen", Some("LIVEHOOK_API_LISTEN"), Some("127.0.0.1:8350")),
    setting("serve.api_hosts", None, None),
    setting("serve.health_listen", Some("LIVEHOOK_HEALTH_LISTEN"), None),
    setting("serve.inbox", Some("LIVEHOOK_INBOX"), Some("livehook-inbox.db")),
    setting("serve.inbox_max_size", Some("LIVEHOOK_INBOX_MAX_SIZE"), None),
    setting("serve.path", Some("LIVEHOOK_CALLBACK_PATH"), Some("/callbacks/css")),
    setting("serve.key_files", None, None),
    setting("serve.domains", None, None),
    setting("serve.future_cap", Some("LIVEHOOK_FUTURE_CAP"), Some("24h")),
    setting("serve.late", Some("LIVEHOOK_LATE"), Some("refuse")),
    setting("serve.grace", Some("LIVEHOOK_GRACE"), None),
    setting("serve.body_max_size", Some("LIVEHOOK_BODY_MAX_SIZE"), Some("1MiB")),
    setting("serve.body_time", Some("LIVEHOOK_BODY_TIME"), Some("10s")),
    setting("serve.header_time", Some("LIVEHOOK_HEADER_TIME"), Some("10s")),
    setting("serve.connections", Some("LIVEHOOK_CONNECTIONS"), Some("2048")),
    setting("serve.drain", Some("LIVEHOOK_DRAIN"), Some("10s")),
    setting("serve.forward_to", Some("LIVEHOOK_FORWARD_TO"), None),
    setting("serve.forward_secret_files", None, None),
    setting("serve.forward_timeout", Some("LIVEHOOK_FORWARD_TIMEOUT"), Some("10s")),
    setting("serve.forward_jobs", Some("LIVEHOOK_FORWARD_JOBS"), Some("8")),
    setting("serve.keep_for", Some("LIVEHOOK_KEEP_FOR"), None),
    setting("serve.keep_records", Some("LIVEHOOK_KEEP_RECORDS"), None),
    setting("serve.keep_size", Some("LIVEHOOK_KEEP_SIZE"), None),
    setting("log.filter", Some("LIVEHOOK_LOG"), Some("info")),
    setting("sources.*.key_files", None, None),
    setting("sources.*.domains", None, None),
];

/// Variables beside those of the settings.
pub(super) const OTHER_VARIABLES: &[&str] = &[
    crate::keys::KEY_VARIABLE,
    crate::commands::serve::FORWARD_SECRET_VARIABLE,
    "LIVEHOOK_CONFIG",
    "LIVEHOOK_LANG",
    super::environment::XTASK_VARIABLE,
];

impl Setting {
    /// Whether its value is a list of texts. Lists stand in files only.
    pub(crate) fn is_list(&self) -> bool {
        self.name.ends_with("key_files")
            || self.name.ends_with("secret_files")
            || self.name.ends_with("domains")
            || self.name.ends_with("hosts")
    }

    /// Whether its value names files, or is a list of such names.
    pub(crate) fn is_path(&self) -> bool {
        self.name.ends_with("_file")
            || self.name.ends_with("key_files")
            || self.name.ends_with(".inbox")
    }

    /// Whether a dotted name of a file is this setting.
    pub(crate) fn is(&self, name: &str) -> bool {
        let (own, other) = (self.name.split('.'), name.split('.'));
        own.clone().count() == other.clone().count()
            && own.zip(other).all(|(own, other)| own == "*" || own == other)
    }
}

/// The name nearest to a mistyped one, if any is near.
pub(crate) fn nearest<'a>(
    typed: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let similarity = |name: &str| strsim::jaro_winkler(typed, name);
    let best = names.into_iter().max_by(|a, b| similarity(a).total_cmp(&similarity(b)))?;
    (similarity(best) > 0.75).then_some(best)
}
