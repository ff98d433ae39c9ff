//! How many connections this process has file descriptors for. A connection over the cap is answered 503 or closed at
//! once; one that finds no descriptor waits unanswered, so the caps have to come first.

use std::fs;

use livehook_receiver::Limits;

use super::{ServeSettings, forward::ForwardSettings};
use crate::settings::Origin;

/// For the inbox and its readers, the listeners, the runtime and the standard streams.
const OWN: usize = 48;

/// Bounds the connections of the settings and of a listener beside by the descriptors there are for them.
pub(super) fn fit(mut settings: ServeSettings, beside: Limits) -> (ServeSettings, Limits) {
    let limits = *settings.receiver.limits();
    let asked = limits.connections;
    // Where the system does not tell, it is left to it.
    let told = fs::read_to_string("/proc/self/limits").ok();
    let Some(open_files) = told.and_then(|limits| soft_limit(&limits)) else {
        return (settings, beside);
    };
    // Each event on its way to a service has a connection too.
    let open_files =
        open_files.saturating_sub(settings.forward.as_ref().map_or(0, ForwardSettings::jobs));
    let shares = Shares::of(Shares { callbacks: asked, beside: beside.connections }, open_files);
    let connections = shares.callbacks;
    if connections < asked {
        const HINT: &str = "raise the limit on open files (ulimit -n) for more connections";
        match settings.connections_from {
            // Nobody asked for that many.
            Origin::Default => tracing::info!(connections, open_files, "{HINT}"),
            _ => tracing::warn!(connections, asked, open_files, "fewer than asked for; {HINT}"),
        }
        settings.receiver = settings.receiver.with_limits(Limits { connections, ..limits });
    }
    (settings, Limits { connections: shares.beside, ..beside })
}

/// How connections share what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shares {
    /// Connections that bring callbacks.
    callbacks: usize,
    /// Connections of each listener beside.
    beside: usize,
}

/// How many files may be open, by the text of `/proc/self/limits`.
fn soft_limit(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    // `unlimited` is no number, and no limit.
    line.split_whitespace().next()?.parse().ok()
}

impl Shares {
    /// What was wanted, as far as there are descriptors for it. Some are left over to tell the rest that they are too many.
    fn of(wanted: Self, open_files: usize) -> Self {
        let left = open_files.saturating_sub(OWN);
        Self {
            callbacks: wanted.callbacks.min(left / 4 * 3).max(1),
            beside: wanted.beside.min(left / 16).max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_is_read_and_unlimited_is_none() {
        let limits = |soft| {
            format!(
                "Limit                     Soft Limit           Hard Limit           Units\n\
                 Max processes             63480                63480                processes\n\
                 Max open files            {soft:<20} 524288               files\n"
            )
        };
        assert_eq!(soft_limit(&limits("1024")), Some(1_024));
        assert_eq!(soft_limit(&limits("unlimited")), None);
        assert_eq!(soft_limit(""), None);
    }

    #[test]
    fn few_descriptors_are_shared_and_enough_change_nothing() {
        let wanted = Shares { callbacks: 2_048, beside: 128 };
        for (limit, callbacks, beside) in
            [(1 << 20, 2_048, 128), (1_024, 732, 61), (128, 60, 5), (8, 1, 1)]
        {
            assert_eq!(Shares::of(wanted, limit), Shares { callbacks, beside }, "{limit}");
        }
    }
}
