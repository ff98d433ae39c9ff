//! Scripts in English, one file a scene.

mod commerce;
mod concert;
mod education;
mod esports;

pub(super) use commerce::COMMERCE;
pub(super) use concert::CONCERT;
pub(super) use education::EDUCATION;
pub(super) use esports::ESPORTS;
