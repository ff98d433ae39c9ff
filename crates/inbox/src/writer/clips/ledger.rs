//! The memory by which a clip is seen to contradict an earlier one.
//!
//! A clip key is the hash of a clip's address: random, so that an index on it would cost two thirds of the speed. Instead the
//! writer remembers the newest [`CLIP_KEYS_REMEMBERED`] keys. A contradiction to an older clip goes unmarked; no clip row is
//! ever overwritten either way.

use std::collections::{HashMap, VecDeque, hash_map::Entry};

use rusqlite::{Connection, params};

use super::{ClipName, Identity, identity};
use crate::{RecordId, id::CLIP_BITS, submission::ClipContent};

/// How many clip keys are remembered to find contradictions. About 10 MiB when full.
pub const CLIP_KEYS_REMEMBERED: usize = 131_072;

/// The newest clips of events between two clip rows.
const OF_EVENTS: &str = "SELECT c.clip_key, c.begin_time, c.end_time, c.title, c.summary, c.key_words, c.video_url, \
     c.cover_url, r.source_id FROM clip AS c CROSS JOIN record AS r ON r.id = c.id >> ?1 \
     WHERE c.id BETWEEN ?2 AND ?3 AND r.state IN (1, 4) ORDER BY c.id DESC LIMIT ?4";

/// Clip keys of events, newest last, with what their first clip held. Quarantined ones are not among them: a replayed
/// signature must not be able to put a mark on honest clips.
#[derive(Debug, Default)]
pub(in crate::writer) struct ClipLedger {
    known: HashMap<Known, ClipContent>,
    order: VecDeque<Known>,
    /// How many at the end of the order came since the last commit.
    uncommitted: usize,
    /// Events up to this record are remembered; now, and as of the last commit.
    reached: i64,
    reached_committed: i64,
}

/// A clip key is one of its source: the source's id comes first.
type Known = (i64, ClipName);

impl ClipLedger {
    /// Remembers the newest of the events that came since it last looked, by whoever stored or released them. Not to be called within
    /// a transaction that has remembered something.
    pub(in crate::writer) fn catch_up(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        // First, so that an event that is stored meanwhile is looked at twice rather than never.
        let newest = "SELECT coalesce(max(id), 0) FROM record";
        let newest: i64 = connection.prepare_cached(newest)?.query_row([], |row| row.get(0))?;
        self.read(connection, (self.reached.saturating_add(1) << CLIP_BITS, i64::MAX))?;
        self.reached = self.reached.max(newest);
        // It is in the file, whatever becomes of the transaction.
        self.committed();
        Ok(())
    }

    fn read(&mut self, connection: &Connection, (from, until): (i64, i64)) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(OF_EVENTS)?;
        let most = i64::try_from(CLIP_KEYS_REMEMBERED).unwrap_or(i64::MAX);
        let range = params![CLIP_BITS, from, until, most];
        let rows = statement.query_map(range, |row| Ok((row.get("source_id")?, identity(row)?)))?;
        let newest_first = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        for (source, identity) in newest_first.into_iter().rev() {
            self.remember(source, [identity]);
        }
        Ok(())
    }

    /// Events up to this new one are remembered, since it is.
    pub(in crate::writer) fn reach(&mut self, id: RecordId) {
        self.reached = self.reached.max(id.number());
    }

    /// Whether one of these clips differs from an earlier one of its key, or from another of them.
    pub(in crate::writer) fn contradicts(
        &self,
        source: i64,
        clips: impl ExactSizeIterator<Item = Identity>,
    ) -> bool {
        // Most callbacks hold one clip, which cannot differ from itself: no need to remember it on the way.
        let mut firsts = (clips.len() > 1).then(HashMap::new);
        clips.into_iter().any(|(name, content)| {
            let earlier =
                self.known.get(&(source, name)).copied().or_else(|| {
                    firsts.as_mut().map(|firsts| *firsts.entry(name).or_insert(content))
                });
            earlier.is_some_and(|earlier| earlier != content)
        })
    }

    /// Takes note of these clips, where their key is new.
    pub(in crate::writer) fn remember(
        &mut self,
        source: i64,
        clips: impl IntoIterator<Item = Identity>,
    ) {
        for (name, content) in clips {
            let known = (source, name);
            if let Entry::Vacant(unknown) = self.known.entry(known) {
                unknown.insert(content);
                self.order.push_back(known);
                self.uncommitted += 1;
            }
        }
    }

    pub(in crate::writer) fn committed(&mut self) {
        self.uncommitted = 0;
        self.reached_committed = self.reached;
        while self.order.len() > CLIP_KEYS_REMEMBERED {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }

    pub(in crate::writer) fn rolled_back(&mut self) {
        for known in self.order.drain(self.order.len() - self.uncommitted..) {
            self.known.remove(&known);
        }
        self.uncommitted = 0;
        self.reached = self.reached_committed;
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use rusqlite::Connection;

    use super::{CLIP_KEYS_REMEMBERED, ClipLedger, ClipName, Identity, OF_EVENTS};
    use crate::{
        RecordId,
        store::tests::{empty, plan_of},
        submission::ClipContent,
    };

    fn name(number: usize) -> ClipName {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&number.to_be_bytes());
        ClipName::of(&key)
    }

    fn clip(number: usize, title: &str) -> Identity {
        (name(number), ClipContent::of(0, 10, [title, "", "[]", "", ""]))
    }

    #[track_caller]
    fn check(ledger: &ClipLedger, clips: &[Identity], contradicts: bool) {
        assert_eq!(ledger.contradicts(1, clips.iter().copied()), contradicts);
    }

    #[test]
    fn clips_are_told_apart_within_their_source_and_within_their_callback() {
        let mut ledger = ClipLedger::default();
        ledger.remember(1, [clip(1, "a")]);
        check(&ledger, &[clip(1, "a")], false);
        check(&ledger, &[clip(1, "b")], true);
        check(&ledger, &[clip(2, "b"), clip(1, "b")], true);
        check(&ledger, &[clip(3, "a"), clip(3, "b")], true);
        check(&ledger, &[clip(3, "a"), clip(3, "a")], false);
        assert!(!ledger.contradicts(2, [clip(1, "b")].into_iter()));
    }

    #[test]
    fn the_first_stays_the_measure() {
        let mut ledger = ClipLedger::default();
        ledger.remember(1, [clip(1, "a")]);
        ledger.remember(1, [clip(1, "b")]);
        check(&ledger, &[clip(1, "a")], false);
    }

    #[test]
    fn what_was_rolled_back_is_no_measure() {
        let mut ledger = ClipLedger::default();
        ledger.remember(1, [clip(1, "a")]);
        ledger.committed();
        ledger.remember(1, [clip(1, "b"), clip(2, "a")]);
        ledger.rolled_back();
        check(&ledger, &[clip(2, "b")], false);
        check(&ledger, &[clip(1, "b")], true);
    }

    #[test]
    fn the_oldest_are_forgotten_beyond_the_bound() {
        let mut ledger = ClipLedger::default();
        let (_, content) = clip(0, "a");
        let clips = (0..=CLIP_KEYS_REMEMBERED).map(|number| (name(number), content));
        ledger.remember(1, clips);
        ledger.committed();
        check(&ledger, &[clip(0, "b")], false);
        check(&ledger, &[clip(1, "b")], true);
        assert_eq!(ledger.known.len(), CLIP_KEYS_REMEMBERED);
    }

    /// Another process stores a record that holds the clip of its number, titled "a", or changes its state.
    fn elsewhere(connection: &Connection, number: i64, state: i64) {
        let sql = format!(
            "INSERT OR IGNORE INTO source VALUES (1, 'default'); \
             INSERT INTO record (id, source_id, content_key, state, received_at, last_received_at, changed_at, deliveries, \
             conflict, body_bytes, body) VALUES ({number}, 1, unhex(printf('%080x', {number})), {state}, 0, 0, 0, 1, 0, 0, '') \
             ON CONFLICT DO UPDATE SET state = {state}; \
             INSERT OR IGNORE INTO clip VALUES ({number} << 10, unhex(printf('%016x%048d', {number}, 0)), 0, 10, 'a', '', '[]', '', '')"
        );
        connection.execute_batch(&sql).unwrap();
    }

    #[test]
    fn events_stored_elsewhere_are_a_measure_once_it_has_caught_up() {
        let connection = empty();
        let mut ledger = ClipLedger::default();
        elsewhere(&connection, 1, 4);
        elsewhere(&connection, 2, 2);
        check(&ledger, &[clip(1, "b")], false);
        ledger.catch_up(&connection).unwrap();
        check(&ledger, &[clip(1, "b")], true);
        check(&ledger, &[clip(2, "b")], false);
        elsewhere(&connection, 2, 4);
        crate::writer::leave::leave(&connection, RecordId::new(2).unwrap()).unwrap();
        ledger.catch_up(&connection).unwrap();
        check(&ledger, &[clip(2, "b")], true);
        // What was caught up with is no part of the transaction that fails then.
        ledger.rolled_back();
        check(&ledger, &[clip(1, "b"), clip(2, "b")], true);
    }

    #[test]
    fn an_id_that_was_rolled_back_here_is_looked_at_when_another_is_given_it() {
        let connection = empty();
        let mut ledger = ClipLedger::default();
        ledger.reach(RecordId::new(7).unwrap());
        ledger.rolled_back();
        elsewhere(&connection, 7, 4);
        ledger.catch_up(&connection).unwrap();
        check(&ledger, &[clip(7, "b")], true);
    }

    #[test]
    fn catching_up_reads_no_more_than_it_has_to() {
        expect![[r#"
            SEARCH c USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)
            SEARCH r USING INTEGER PRIMARY KEY (rowid=?)
        "#]]
        .assert_eq(&plan_of(OF_EVENTS));
    }
}
