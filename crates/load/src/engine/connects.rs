//! Connections that were opened, and attempts that came to nothing, by their cause.

use std::{
    collections::BTreeMap,
    io::{Error, ErrorKind},
};

/// What opening came to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connects {
    pub(crate) opened: u64,
    failed: BTreeMap<&'static str, u64>,
    /// Closed because more came than was asked for.
    pub(crate) surplus: u64,
}

impl Connects {
    /// A connection was opened.
    pub(crate) const fn opened(&mut self) {
        self.opened += 1;
    }

    /// An attempt came to nothing.
    pub(crate) fn failed(&mut self, error: &Error) {
        *self.failed.entry(cause(error)).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.opened += other.opened;
        self.surplus += other.surplus;
        for (cause, count) in &other.failed {
            *self.failed.entry(cause).or_default() += count;
        }
    }

    /// Failed attempts by cause, as a report has them.
    pub(crate) fn failures(&self) -> BTreeMap<String, u64> {
        self.failed.iter().map(|(cause, count)| ((*cause).to_owned(), *count)).collect()
    }
}

/// The stable word for why no connection could be had.
fn cause(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::ConnectionRefused => "refused",
        ErrorKind::TimedOut => "timed_out",
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => "broken_off",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => "unreachable",
        ErrorKind::NotFound => "no_such_socket",
        ErrorKind::InvalidData => "handshake",
        ErrorKind::AddrNotAvailable => "no_port_left",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_apart_and_add_up() {
        let mut connects = Connects::default();
        for kind in [ErrorKind::ConnectionRefused, ErrorKind::UnexpectedEof, ErrorKind::Other] {
            connects.failed(&kind.into());
        }
        let mut sum = connects.clone();
        sum.opened();
        sum.add(&connects);
        let told = [("broken_off", 2), ("other", 2), ("refused", 2)];
        let told = told.map(|(cause, count)| (cause.to_owned(), count));
        assert_eq!((sum.opened, sum.failures()), (1, BTreeMap::from(told)));
    }
}
