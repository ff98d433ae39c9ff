//! The plan in other tools' words: a k6 script, a Kubernetes Job. Neither holds a key.

pub mod k6;
pub mod kubernetes;
