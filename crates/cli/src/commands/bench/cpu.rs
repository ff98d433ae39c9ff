//! How much CPU the server's threads used: all threads of the process but the one that sends. Linux tells it by the nanosecond.

use std::fs;

/// The CPU time of every thread but this one so far, in nanoseconds; `None` where the system does not tell.
pub(super) fn of_other_threads() -> Option<u64> {
    let own = fs::read_link("/proc/thread-self").ok()?;
    let own = own.file_name()?;
    let mut sum = 0;
    for task in
        fs::read_dir("/proc/self/task").ok()?.flatten().filter(|task| task.file_name() != own)
    {
        // A thread may end between being listed and being read.
        let Ok(statistics) = fs::read_to_string(task.path().join("schedstat")) else { continue };
        sum += statistics.split(' ').next()?.parse::<u64>().ok()?;
    }
    Some(sum)
}
