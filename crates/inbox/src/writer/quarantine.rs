//! The quarantine: genuine callbacks that are no events, kept apart within caps. Whatever happens here, appends go on.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{clips, delivery, job::Work, signatures::Signature, tables::Tables};
use crate::{
    NewSuspect, QuarantineLimit, Quarantined, RecordId, State,
    store::Room,
    submission::{Delivery, Proven},
};

/// How many records the quarantine holds.
pub const QUARANTINE_RECORDS: usize = 10_000;

/// Bodies of how many bytes in all the quarantine holds.
pub const QUARANTINE_BYTES: u64 = 64 * 1024 * 1024;

/// How many records of one key and `t` the quarantine holds: a sniffed signature can be put to any number of contents.
pub const QUARANTINE_PER_SIGNATURE: usize = 100;

impl Work for NewSuspect {
    type Outcome = Quarantined;
    const ROOM: Room = Room::Ordinary;

    fn bytes(&self) -> usize {
        self.delivery.bytes()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<Quarantined> {
        let Self { delivery, reason } = self;
        let source = tables.memory.sources.id(tables.connection, &delivery.source)?;
        let held = Held::of(source, delivery);
        let reached = tables.memory.quarantine.reached_by(&held);
        if reached.is_none() {
            let state = State::Quarantined(*reason);
            if let Some(id) = delivery::insert(tables, source, delivery, state, false)? {
                clips::insert(tables, id, &delivery.clips)?;
                tables.memory.quarantine.add(id, held);
                return Ok(Quarantined::Kept(id));
            }
        }
        match (delivery::count(tables, source, delivery)?, reached) {
            (Some(known), _) => Ok(Quarantined::Counted(known.id)),
            (None, Some(limit)) => Ok(Quarantined::NotKept(limit)),
            // There was room and it conflicted, so there is a row.
            (None, None) => Err(rusqlite::Error::QueryReturnedNoRows),
        }
    }
}

/// What the quarantine holds, in brief: as many entries as it may hold records.
#[derive(Debug, Default)]
pub(crate) struct QuarantineLedger {
    held: HashMap<RecordId, Held>,
    per_signature: HashMap<Signature, usize>,
    bytes: u64,
    freshness: Freshness,
}

/// How the ledger stands to the file.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Freshness {
    /// As last committed.
    #[default]
    Committed,
    /// Changed within the transaction.
    Changed,
    /// Changed within a transaction that was rolled back: to be read again.
    Stale,
}

#[derive(Debug)]
pub(super) struct Held {
    bytes: u64,
    signature: Option<Signature>,
}

impl Held {
    fn of(source: i64, delivery: &Delivery) -> Self {
        let signature = delivery.proven.clone().map(|proven| Signature { source, proven });
        Self { bytes: u64::try_from(delivery.body.len()).unwrap_or(u64::MAX), signature }
    }
}

impl QuarantineLedger {
    pub(super) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let sql = "SELECT id, source_id, key_id, t, body_bytes FROM record WHERE state IN (2, 3)";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut ledger = Self::default();
        while let Some(row) = rows.next()? {
            let source = row.get(1)?;
            let proven = Proven::from_columns(row.get(2)?, row.get(3)?);
            let signature = proven.map(|proven| Signature { source, proven });
            let bytes = row.get::<_, i64>(4)?.unsigned_abs();
            ledger.add(RecordId::of_row(row.get(0)?)?, Held { bytes, signature });
        }
        ledger.freshness = Freshness::Committed;
        Ok(ledger)
    }

    pub(crate) fn records(&self) -> u64 {
        u64::try_from(self.held.len()).unwrap_or(u64::MAX)
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Which cap one more of this kind would pass.
    fn reached_by(&self, held: &Held) -> Option<QuarantineLimit> {
        let of_signature =
            held.signature.as_ref().and_then(|signature| self.per_signature.get(signature));
        if of_signature.is_some_and(|count| *count >= QUARANTINE_PER_SIGNATURE) {
            Some(QuarantineLimit::PerSignature)
        } else if self.held.len() >= QUARANTINE_RECORDS {
            Some(QuarantineLimit::Records)
        } else if self.bytes.saturating_add(held.bytes) > QUARANTINE_BYTES {
            Some(QuarantineLimit::Bytes)
        } else {
            None
        }
    }

    fn add(&mut self, id: RecordId, held: Held) {
        self.freshness = Freshness::Changed;
        self.bytes = self.bytes.saturating_add(held.bytes);
        if let Some(signature) = &held.signature {
            *self.per_signature.entry(signature.clone()).or_default() += 1;
        }
        self.held.insert(id, held);
    }

    /// It is an event now, or forgotten.
    pub(super) fn remove(&mut self, id: RecordId) {
        let Some(held) = self.held.remove(&id) else { return };
        self.freshness = Freshness::Changed;
        self.bytes = self.bytes.saturating_sub(held.bytes);
        let Some(signature) = held.signature else { return };
        if let Some(count) = self.per_signature.get_mut(&signature) {
            *count -= 1;
            if *count == 0 {
                self.per_signature.remove(&signature);
            }
        }
    }

    pub(super) fn committed(&mut self) {
        self.freshness = Freshness::Committed;
    }

    pub(super) fn rolled_back(&mut self) {
        if self.freshness == Freshness::Changed {
            self.freshness = Freshness::Stale;
        }
    }

    pub(super) fn is_stale(&self) -> bool {
        self.freshness == Freshness::Stale
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, QUARANTINE_BYTES, QUARANTINE_RECORDS, QuarantineLedger};
    use crate::{QuarantineLimit, RecordId};

    fn ledger_of(records: usize) -> QuarantineLedger {
        let mut ledger = QuarantineLedger::default();
        for number in (1..).take(records) {
            ledger.add(RecordId::new(number).unwrap(), Held { bytes: 1, signature: None });
        }
        ledger
    }

    #[track_caller]
    fn check(ledger: &QuarantineLedger, bytes: u64, expected: Option<QuarantineLimit>) {
        assert_eq!(ledger.reached_by(&Held { bytes, signature: None }), expected);
    }

    #[test]
    fn takes_so_many_records_and_one_more_when_one_goes() {
        let mut ledger = ledger_of(QUARANTINE_RECORDS - 1);
        check(&ledger, 1, None);
        ledger.add(RecordId::new(99_999).unwrap(), Held { bytes: 1, signature: None });
        check(&ledger, 1, Some(QuarantineLimit::Records));
        ledger.remove(RecordId::new(7).unwrap());
        check(&ledger, 1, None);
    }

    #[test]
    fn takes_so_many_bytes_and_as_many_again_when_they_go() {
        let mut ledger = ledger_of(1);
        check(&ledger, QUARANTINE_BYTES - 1, None);
        check(&ledger, QUARANTINE_BYTES, Some(QuarantineLimit::Bytes));
        ledger.remove(RecordId::new(1).unwrap());
        check(&ledger, QUARANTINE_BYTES, None);
    }
}
