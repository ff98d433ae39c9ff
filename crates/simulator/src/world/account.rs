//! The customer whose callbacks these are: an account, its push domain and the bucket its clips go
//! to.
//!
//! All hosts end in names reserved for examples and tests, so that nobody who follows one reaches a
//! stranger.

use jiff::tz::Offset;

use super::{Named, Scene, Seed};
use crate::draws::{Draws, Purpose};

const BRANDS_FIRST: &[&str] = &[
    "amber", "bamboo", "blue", "cedar", "crane", "jade", "lantern", "lotus", "maple", "orchid",
    "plum", "silver",
];
const BRANDS_LAST: &[&str] = &[
    "bridge", "cloud", "garden", "harbor", "lane", "market", "meadow", "river", "sky", "studio",
    "tower", "wave",
];
const BUCKETS: &[&str] = &["clips", "highlights", "live", "media", "vod"];
const REGIONS: &[&str] = &[
    "ap-beijing",
    "ap-guangzhou",
    "ap-hongkong",
    "ap-nanjing",
    "ap-shanghai",
    "ap-singapore",
    "eu-frankfurt",
    "na-siliconvalley",
];

/// The zones that a highlight template can name its files in.
const ZONES: &[Offset] = &[Offset::constant(8), Offset::UTC];

/// One invented account of the live streaming service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account's number.
    pub appid: u32,
    /// The domain that streams are pushed to, the same for all sessions.
    pub push_domain: String,
    pub(super) bucket_host: String,
    pub(super) zone: Offset,
    pub(super) rooms: [Rooms; Scene::ALL.len()],
    pub(super) first_room: u64,
}

/// Where the streams of one scene are pushed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rooms {
    path: &'static str,
    stream_prefix: &'static str,
}

impl Account {
    pub(super) fn invent(seed: Seed) -> Account {
        let mut draws = Draws::new(seed, Purpose::Account, 0);
        let appid = draws.between(1_250_000_000..=1_399_999_999);
        let appid = u32::try_from(appid).expect("the range lies within u32");
        let brand = format!("{}{}", draws.one_of(BRANDS_FIRST), draws.one_of(BRANDS_LAST));
        let bucket = draws.one_of(BUCKETS);
        let region = draws.one_of(REGIONS);
        Account {
            appid,
            push_domain: format!("push.{brand}.example"),
            bucket_host: format!("{brand}-{bucket}-{appid}.cos.{region}.example.test"),
            zone: *draws.one_of(ZONES),
            rooms: std::array::from_fn(|i| Rooms::invent(Scene::ALL[i], &mut draws)),
            first_room: draws.between(1_000..=8_999).unsigned_abs(),
        }
    }

    /// The push path (AppName) of all sessions of a scene.
    pub fn path(&self, scene: Scene) -> &'static str {
        self.rooms[scene as usize].path
    }

    /// The stream that a session is pushed as. Each session has its own.
    pub(super) fn stream_id(&self, scene: Scene, session: u64) -> String {
        let room = u128::from(self.first_room) + u128::from(session);
        format!("{}{room}", self.rooms[scene as usize].stream_prefix)
    }
}

impl Rooms {
    fn invent(scene: Scene, draws: &mut Draws) -> Rooms {
        let (paths, prefixes) = match scene {
            Scene::Commerce => (["live", "shop", "mall"], ["room", "shop_", "anchor"]),
            Scene::Esports => (["arena", "live", "match"], ["match", "arena_", "cup-"]),
            Scene::Education => (["class", "course", "live"], ["class", "course_", "lecture-"]),
            Scene::Concert => (["live", "show", "stage"], ["show", "stage_", "tour-"]),
        };
        Rooms { path: draws.one_of::<&str>(&paths), stream_prefix: draws.one_of::<&str>(&prefixes) }
    }
}
