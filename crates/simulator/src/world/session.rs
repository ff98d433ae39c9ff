//! Which live session an index belongs to, and what is fixed for the whole of a session.

use super::{
    Choice, Cover, Language, Named, Scene, World,
    text::Play,
    timeline::{Clip, Timeline},
};
use crate::draws::{Draws, Purpose};

/// Indices are dealt out to sessions in blocks of this many, so that any index finds its session
/// without counting from the first.
const BLOCK: u64 = 12;

/// How the callbacks of a block are dealt out to its sessions. Each row adds up to [`BLOCK`].
const LAYOUTS: &[&[u8]] =
    &[&[3, 5, 4], &[2, 4, 6], &[4, 1, 5, 2], &[6, 3, 3], &[2, 3, 5, 2], &[5, 4, 3]];

/// The most sessions in one block.
const SESSIONS_IN_BLOCK_MAX: u64 = 4;

/// A live session, seen from one of its callbacks.
pub(super) struct Session {
    /// As it stands in object names.
    pub(super) id: String,
    pub(super) stream_id: String,
    pub(super) language: Language,
    pub(super) scene: Scene,
    pub(super) cover: Cover,
    /// The people and things that stay the same throughout.
    pub(super) play: Play,
    /// Clips of the whole session.
    pub(super) n_clips: usize,
    timeline: Timeline,
    message_idx: usize,
}

impl Session {
    /// The session that the callback with this index belongs to.
    pub(super) fn holding(index: u64, world: &World) -> Session {
        let place = Place::of(index, world);
        let mut draws = Draws::new(world.seed, Purpose::Session, place.session);
        let timeline = Timeline::plan(place.n_messages, world.choices.items, world.now, &mut draws);
        let (language, scene) = (place.language, place.scene);
        Session {
            id: session_id(timeline.started_ms, &mut draws),
            stream_id: world.account.stream_id(scene, place.session),
            language,
            scene,
            cover: place.cover,
            play: Play::cast(
                language,
                scene,
                &mut Draws::new(world.seed, Purpose::Cast, place.session),
            ),
            n_clips: timeline.n_clips(),
            timeline,
            message_idx: place.message_idx,
        }
    }

    /// When it began, in Unix milliseconds.
    pub(super) fn started_ms(&self) -> i64 {
        self.timeline.started_ms
    }

    /// The clips that this callback reports.
    pub(super) fn message(&self) -> &[Clip] {
        self.timeline.message(self.message_idx)
    }
}

/// Where an index stands.
struct Place {
    /// The session's number, its own in this world.
    session: u64,
    n_messages: usize,
    message_idx: usize,
    language: Language,
    scene: Scene,
    cover: Cover,
}

impl Place {
    fn of(index: u64, world: &World) -> Place {
        let block = index / BLOCK;
        let mut draws = Draws::new(world.seed, Purpose::Block, block);
        let layout = *draws.one_of(LAYOUTS);
        let (part, message_idx) = part_holding(layout, index % BLOCK);
        Place {
            // Blocks with fewer sessions leave numbers out; none is used twice.
            session: block * SESSIONS_IN_BLOCK_MAX + part as u64,
            n_messages: usize::from(layout[part]),
            message_idx,
            language: turn(world.choices.language, part, &mut draws),
            scene: turn(world.choices.scene, part, &mut draws),
            cover: turn(world.choices.cover, part, &mut draws),
        }
    }
}

/// The part of the block's layout in which an offset falls, and how far into the part.
fn part_holding(layout: &[u8], offset: u64) -> (usize, usize) {
    let mut rest = usize::try_from(offset).expect("an offset is below BLOCK");
    for (part, &n_messages) in layout.iter().enumerate() {
        let n_messages = usize::from(n_messages);
        if rest < n_messages {
            return (part, rest);
        }
        rest -= n_messages;
    }
    unreachable!("each layout adds up to BLOCK")
}

/// Neighbouring sessions of a block take turns, so that even a dozen callbacks show all there is;
/// where a block begins is drawn, so that a language is not tied to a scene.
fn turn<T: Named>(choice: Choice<T>, part: usize, draws: &mut Draws) -> T {
    choice.at(draws.below(T::ALL.len()) + part)
}

/// `LIVE_`, 34 hex digits, and the start in milliseconds. The ids that were seen begin with 02.
fn session_id(started_ms: i64, draws: &mut Draws) -> String {
    let digits = hex::encode_upper(draws.bytes::<16>());
    format!("LIVE_02{digits}-{started_ms}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layout_fills_its_block_and_no_number_is_used_twice() {
        for layout in LAYOUTS {
            assert_eq!(layout.iter().map(|&n| u64::from(n)).sum::<u64>(), BLOCK, "{layout:?}");
            assert!(layout.len() as u64 <= SESSIONS_IN_BLOCK_MAX, "{layout:?}");
            assert!(layout.iter().all(|&n| n > 0), "{layout:?}");
        }
    }
}
