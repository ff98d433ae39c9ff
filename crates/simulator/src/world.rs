//! Invents one account's live sessions and the callbacks that follow from them: Smart Highlights
//! (event 349), and with [`World::event`] those of every other documented type.
//!
//! Everything in a callback agrees with everything else, because it is derived and not drawn twice:
//! an index belongs to a live session (`session`), the session has a start and a list of clips
//! (`timeline`), a clip's times give its object name (`store`), and its words come from one scene
//! played by one cast (`text`). [`World::highlight`] is a pure function of the seed, the choices,
//! the present time and the index, so any callback can be made alone, in any order, on any thread.
//!
//! Knows nothing of keys, signatures, flaws and sending: bodies come out without `t` and `sign`.

mod account;
mod choice;
mod events;
mod highlight;
mod items;
mod session;
mod store;
mod text;
mod timeline;

pub use account::Account;
pub use choice::{Choice, Choices, Cover, Language, Named, Scene, UnknownName};
pub use events::{EventKind, NotDocumented, Oddity};
pub use highlight::{Highlight, HighlightEvent, SessionLabel};
pub use items::{ITEMS_MAX, Items, ItemsError};

use livehook_core::UnixSeconds;
use session::Session;
use timeline::Clip;

pub use crate::draws::Seed;
use crate::draws::{Draws, Purpose};

/// The earliest present time a world accepts (November 2004). The longest session,
/// of several messages of [`ITEMS_MAX`] clips each, still starts at a time of 13 digits in
/// milliseconds.
pub const NOW_MIN: UnixSeconds = UnixSeconds(1_100_000_000);

/// The latest present time a world accepts (November 2286): the last with 13
/// digits in milliseconds.
pub const NOW_MAX: UnixSeconds = UnixSeconds(9_999_999_999);

/// The present time of worlds that are to come out the same on any day: 2025-10-22 10:37:14 UTC, the
/// moment of the documents' sample. A release that changes it says so in the changelog.
pub const NOW_FIXED: UnixSeconds = UnixSeconds(1_761_129_434);

/// A present time from which no believable session can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the present time {now} is outside {NOW_MIN} to {NOW_MAX}: session ids carry it as 13 digits \
     of milliseconds; give Unix seconds, not milliseconds"
)]
pub struct NowOutOfRange {
    /// What was given.
    pub now: UnixSeconds,
}

/// One invented account with an endless supply of highlights.
///
/// ```
/// use livehook_core::UnixSeconds;
/// use livehook_simulator::world::{Choices, Seed, World};
///
/// let world = World::new(Seed(7), Choices::EVERYTHING, UnixSeconds(1_761_129_434))?;
/// let event = world.highlight(3);
/// assert_eq!(event.domain, world.account().push_domain);
/// assert_eq!(event.to_json()["event_type"], 349);
/// assert_eq!(world.highlights().nth(3), Some(event));
/// # Ok::<(), livehook_simulator::world::NowOutOfRange>(())
/// ```
#[derive(Debug, Clone)]
pub struct World {
    seed: Seed,
    choices: Choices,
    now: UnixSeconds,
    account: Account,
}

impl World {
    /// Builds the world in which callbacks arrive at `now` (Unix seconds): no clip in them was made
    /// later.
    ///
    /// # Errors
    ///
    /// [`NowOutOfRange`] when `now` lies outside [`NOW_MIN`] to [`NOW_MAX`].
    pub fn new(seed: Seed, choices: Choices, now: UnixSeconds) -> Result<World, NowOutOfRange> {
        if !(NOW_MIN..=NOW_MAX).contains(&now) {
            return Err(NowOutOfRange { now });
        }
        Ok(World { seed, choices, now, account: Account::invent(seed) })
    }

    /// The account all callbacks of this world belong to. It depends on the seed alone.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The callback with this index. No two indices of a world have the same content; neighbours
    /// mostly belong to one live session, as real ones do.
    pub fn highlight(&self, index: u64) -> HighlightEvent {
        let session = Session::holding(index, self);
        let mut draws = Draws::new(self.seed, Purpose::Words, index);
        let items =
            session.message().iter().map(|clip| self.item(&session, clip, &mut draws)).collect();
        HighlightEvent {
            appid: self.account.appid,
            domain: self.account.push_domain.clone(),
            path: self.account.path(session.scene).to_owned(),
            stream_id: session.stream_id.clone(),
            items,
            session: SessionLabel {
                id: session.id,
                language: session.language,
                scene: session.scene,
            },
        }
    }

    /// All callbacks of this world from index 0 on.
    pub fn highlights(&self) -> impl Iterator<Item = HighlightEvent> + '_ {
        (0..=u64::MAX).map(|index| self.highlight(index))
    }

    fn item(&self, session: &Session, clip: &Clip, draws: &mut Draws) -> Highlight {
        let text = session.play.tell(clip, session.n_clips, draws);
        let object = store::object_url(&self.account, session, clip);
        Highlight {
            begin_time: clip.begin_time,
            end_time: clip.end_time,
            title: text.title,
            summary: text.summary,
            key_words: text.key_words,
            cov_img_store_url: match session.cover {
                Cover::Present => format!("{object}.jpg"),
                Cover::Empty => String::new(),
            },
            video_store_url: format!("{object}.mp4"),
        }
    }
}
