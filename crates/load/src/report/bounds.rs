//! Numbers that requests without an answer make lower bounds, and how that is shown.

use super::words;
use crate::{measurement::Distribution, quantity};

/// Whether a percentile may be longer than it looks. Files of versions that did not say so are judged by how many have no answer.
pub(super) fn is_bound(distribution: &Distribution, name: &str) -> bool {
    let beyond = quantity::whole(((1.0 - words::quantile(name)) * 1e6).round());
    let least = u128::from(distribution.at_least) * 1_000_000;
    distribution.bounds.iter().any(|bound| bound == name)
        || least > u128::from(distribution.count) * u128::from(beyond)
}

/// A percentile: `41.1 ms`, `≥ 20.0 s`; nothing where it is not there.
pub(super) fn percentile(distribution: &Distribution, name: &str) -> Option<String> {
    let micros = *distribution.percentiles.get(name)?;
    Some(marked(micros, is_bound(distribution, name)))
}

/// The largest; nothing where there is none.
pub(super) fn max(distribution: &Distribution) -> Option<String> {
    (distribution.count > 0).then(|| marked(distribution.max, distribution.at_least > 0))
}

fn marked(micros: u64, is_bound: bool) -> String {
    let mark = if is_bound { "≥ " } else { "" };
    format!("{mark}{}", words::micros(micros))
}
