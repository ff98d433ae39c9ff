//! A profile as it is written. Values keep their places, so that what is wrong with them can be shown there.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    pub(super) name: Option<Spanned<String>>,
    pub(super) unsigned: Option<bool>,
    pub(super) takes: Option<Vec<Spanned<i64>>>,
    pub(super) refuses: Option<Spanned<String>>,
    pub(super) domain: Option<Spanned<String>>,
    pub(super) app_name: Option<Spanned<String>>,
    pub(super) headers: BTreeMap<String, Spanned<String>>,
    pub(super) expected_failures: Vec<Spanned<String>>,
    pub(super) paths: BTreeMap<String, Spanned<String>>,
    pub(super) observe: TypedObserve,
    pub(super) restart: TypedRestart,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TypedObserve {
    pub(super) url: Option<Spanned<String>>,
    pub(super) pointer: Option<Spanned<String>>,
    pub(super) cmd: Option<Spanned<String>>,
    pub(super) log: Option<Spanned<String>>,
    pub(super) pattern: Option<Spanned<String>>,
    pub(super) settle: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TypedRestart {
    pub(super) cmd: Option<Spanned<String>>,
}
