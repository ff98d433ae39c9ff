//! Cuts what has queued into batches, one for each transaction.

use std::collections::VecDeque;

use super::job::Job;

/// How many jobs one transaction takes at most.
pub const BATCH_ROWS: usize = 1_024;

/// How many bytes one transaction takes at most, unless a single job is larger.
pub const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// Takes as many jobs as one transaction may hold, at least one, and only such as may use the same room.
pub(super) fn next_batch(jobs: &mut VecDeque<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    let room = jobs.front().map(|job| job.room());
    let mut bytes = 0;
    let fitting = jobs.iter().take(BATCH_ROWS).take_while(|job| {
        bytes += job.bytes();
        bytes <= BATCH_BYTES && Some(job.room()) == room
    });
    let count = fitting.count().clamp(1, jobs.len());
    jobs.drain(..count).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::{BATCH_BYTES, BATCH_ROWS, next_batch};
    use crate::{
        InboxError,
        store::Room,
        writer::{
            job::{Followers, Job},
            tables::Tables,
        },
    };

    /// A job that is only looked at.
    struct Weight(usize, Room);

    impl Job for Weight {
        fn bytes(&self) -> usize {
            self.0
        }

        fn room(&self) -> Room {
            self.1
        }

        fn run(&mut self, _: &mut Tables<'_>) -> rusqlite::Result<()> {
            Ok(())
        }

        fn reject(&mut self, _: InboxError) {}

        fn answer(
            self: Box<Self>,
            _: &Result<(), InboxError>,
            followers: Option<Followers>,
        ) -> Option<Followers> {
            followers
        }
    }

    /// Cuts a queue into batches and compares their lengths.
    #[track_caller]
    fn check(queue: impl IntoIterator<Item = (usize, Room)>, expected: &[usize]) {
        let jobs =
            queue.into_iter().map(|(bytes, room)| Box::new(Weight(bytes, room)) as Box<dyn Job>);
        let mut jobs: VecDeque<_> = jobs.collect();
        let mut lengths = Vec::new();
        while !jobs.is_empty() {
            lengths.push(next_batch(&mut jobs).len());
        }
        assert_eq!(lengths, expected);
    }

    #[test]
    fn a_batch_has_so_many_rows() {
        check([(1, Room::Ordinary); BATCH_ROWS + 1], &[BATCH_ROWS, 1]);
    }

    #[test]
    fn a_batch_has_so_many_bytes_unless_one_job_is_larger() {
        let half = (BATCH_BYTES / 2, Room::Ordinary);
        let huge = (BATCH_BYTES + 1, Room::Ordinary);
        check([half, half, half, huge, half], &[2, 1, 1, 1]);
    }

    #[test]
    fn a_batch_has_one_kind_of_room() {
        use Room::{Ordinary, WithReserve};
        check([(1, Ordinary), (1, Ordinary), (1, WithReserve), (1, Ordinary)], &[2, 1, 1]);
    }
}
