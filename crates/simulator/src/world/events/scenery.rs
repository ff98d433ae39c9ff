//! What the events of one index have in common: the stretch of a session that they tell of.

use serde_json::Value;

use crate::{
    draws::{Draws, Purpose},
    world::{World, session::Session, text::Text, timeline::Clip},
};

/// The stretch of a live session that an index stands for, and the draws for what is said of it.
pub(super) struct Scenery<'a> {
    pub(super) world: &'a World,
    pub(super) index: u64,
    pub(super) session: Session,
    pub(super) draws: Draws,
}

impl<'a> Scenery<'a> {
    pub(super) fn at(index: u64, world: &'a World) -> Self {
        Self {
            world,
            index,
            session: Session::holding(index, world),
            draws: Draws::new(world.seed, Purpose::Event, index),
        }
    }

    pub(super) fn appid(&self) -> u32 {
        self.world.account.appid
    }

    /// The push domain.
    pub(super) fn domain(&self) -> &'a str {
        &self.world.account.push_domain
    }

    /// The push path.
    pub(super) fn path(&self) -> &'static str {
        self.world.account.path(self.session.scene)
    }

    pub(super) fn stream(&self) -> &str {
        &self.session.stream_id
    }

    /// The first clip of the stretch.
    fn first(&self) -> &Clip {
        &self.session.message()[0]
    }

    /// Where the stretch begins, Unix seconds.
    pub(super) fn begin(&self) -> i64 {
        self.first().begin_time
    }

    /// Where it begins in the stream, in milliseconds.
    pub(super) fn begin_pts(&self) -> i64 {
        self.first().pts_ms
    }

    /// Where it ends, Unix seconds: minutes before the present.
    pub(super) fn end(&self) -> i64 {
        self.session.message().last().map_or(0, |clip| clip.end_time)
    }

    /// The Unix second at which so many milliseconds of the stream had passed.
    pub(super) fn at_pts(&self, pts_ms: i64) -> i64 {
        (self.session.started_ms() + pts_ms) / 1_000
    }

    /// What is said of the stretch.
    pub(super) fn text(&mut self) -> Text {
        let clip = &self.session.message()[0];
        self.session.play.tell(clip, self.session.n_clips, &mut self.draws)
    }

    /// An id of 19 digits, as most ids of the service are: beyond 2^53.
    pub(super) fn id(&mut self) -> String {
        long_id(&mut self.draws)
    }

    /// A short number as a text.
    pub(super) fn number_text(&mut self) -> String {
        self.draws.between(100_000..=9_999_999).to_string()
    }

    /// The address of an object in the customer's bucket.
    pub(super) fn object_url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.world.account.bucket_host)
    }

    /// The push that the stretch belongs to: the same for every kind of event.
    pub(super) fn push(&self) -> PushFacts {
        PushFacts::draw(self, &mut Draws::new(self.world.seed, Purpose::Push, self.index))
    }
}

/// What stays the same for the whole of a push.
pub(super) struct PushFacts {
    /// Unix seconds.
    pub(super) started: i64,
    pub(super) duration_ms: i64,
    pub(super) sequence: String,
    pub(super) node: String,
    pub(super) user_ip: String,
    pub(super) stream_param: String,
    pub(super) set_id: i64,
    pub(super) idc_id: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

impl PushFacts {
    fn draw(scenery: &Scenery<'_>, draws: &mut Draws) -> Self {
        /// From the start of the push to the stretch and from the stretch to its end, in seconds.
        const MARGIN: std::ops::RangeInclusive<i64> = 3..=30;
        const SIZES: &[(i64, i64)] = &[(1280, 720), (1920, 1080), (720, 1280), (1080, 1920)];
        let started = scenery.begin() - draws.between(MARGIN);
        let ended = scenery.end() + draws.between(MARGIN);
        let (width, height) = *draws.one_of(SIZES);
        // A secret of a push address expires a day after it was made.
        let expires = started + 86_400;
        Self {
            started,
            duration_ms: (ended - started) * 1_000 + draws.between(0..=999),
            sequence: long_id(draws),
            // Both blocks are reserved for documentation.
            node: format!("192.0.2.{}", draws.between(1..=254)),
            user_ip: format!("198.51.100.{}", draws.between(1..=254)),
            stream_param: format!(
                "txSecret={}&txTime={expires:X}",
                hex::encode(draws.bytes::<16>())
            ),
            set_id: draws.between(1..=6),
            idc_id: draws.between(1..=99),
            width,
            height,
        }
    }

    /// When the push ended, Unix seconds.
    pub(super) fn ended(&self) -> i64 {
        self.started + self.duration_ms / 1_000
    }
}

fn long_id(draws: &mut Draws) -> String {
    draws.between(1_000_000_000_000_000_000..=8_999_999_999_999_999_999).to_string()
}

/// JSON as a text, as several fields hold it.
pub(super) fn as_text(value: &Value) -> String {
    value.to_string()
}
