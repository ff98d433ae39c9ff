//! The files on disk: who may read them, and which are left when all is closed.

use crate::harness::{Callback, Shelf};

/// The names of all files on the shelf.
fn names(shelf: &Shelf) -> Vec<String> {
    let entries = std::fs::read_dir(shelf.path().parent().unwrap()).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_close_leaves_one_file() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    inbox.append(Callback::numbered(1).event()).await.unwrap();
    inbox.close().await.unwrap();
    assert_eq!(names(&shelf), ["inbox.db"]);
}

#[tokio::test]
async fn the_last_reader_of_ours_that_goes_after_a_close_leaves_one_file() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    inbox.append(Callback::numbered(1).event()).await.unwrap();
    let readers = [inbox.reader().unwrap(), inbox.reader().unwrap()];
    for reader in &readers {
        assert_eq!(reader.counts().unwrap().received, 1);
    }
    inbox.close().await.unwrap();
    let log = std::fs::metadata(shelf.path().with_file_name("inbox.db-wal")).unwrap();
    assert_eq!(log.len(), 0);
    drop(readers);
    assert_eq!(names(&shelf), ["inbox.db"]);
}

#[cfg(unix)]
mod modes {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::names;
    use crate::harness::{Callback, Shelf};

    /// Who may do what with each file on the shelf.
    fn modes(shelf: &Shelf) -> Vec<String> {
        let mode = |name: &String| {
            let mode = fs::metadata(shelf.path().with_file_name(name)).unwrap().permissions();
            format!("{name} {:o}", mode.mode() & 0o777)
        };
        names(shelf).iter().map(mode).collect()
    }

    #[tokio::test]
    async fn nobody_but_the_owner_reads_what_was_told_to_us_alone() {
        let shelf = Shelf::new();
        let inbox = shelf.open();
        inbox.append(Callback::numbered(1).event()).await.unwrap();
        assert_eq!(modes(&shelf), ["inbox.db 600", "inbox.db-shm 600", "inbox.db-wal 600"]);
        inbox.close().await.unwrap();
        assert_eq!(modes(&shelf), ["inbox.db 600"]);
    }

    #[tokio::test]
    async fn a_file_that_exists_keeps_the_mode_it_was_given() {
        let shelf = Shelf::new();
        shelf.open().close().await.unwrap();
        fs::set_permissions(shelf.path(), fs::Permissions::from_mode(0o640)).unwrap();
        let inbox = shelf.open();
        inbox.append(Callback::numbered(1).event()).await.unwrap();
        assert_eq!(modes(&shelf), ["inbox.db 640", "inbox.db-shm 640", "inbox.db-wal 640"]);
        inbox.close().await.unwrap();
    }
}
