//! How what was typed becomes what is meant: flag > environment > `livehook.toml` (found upward) > built-in default.
//!
//! [`catalogue`] lists every setting once; nothing else knows a name, a variable or a default.

mod catalogue;
mod environment;
mod file;
mod layers;

pub(crate) use catalogue::{SETTINGS, Setting, nearest};
pub(crate) use environment::Environment;
pub(crate) use file::{DEFAULT_TEXT as DEFAULT_FILE_TEXT, FILE_NAME, SettingsFile};
pub(crate) use layers::{Layered, Layers, Origin};
