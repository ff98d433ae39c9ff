//! The events of every documented type, as they follow from a live session of the world.
//!
//! The plain shape of a kind has the fields of its document's table, spelt as there (of event 314,
//! whose four samples agree against the table, as in the samples). What documents, samples and
//! captures show beside it is an [`Oddity`], and changes the plain shape. An index is one stretch of
//! a session: the push, the recording, the screenshot, the summary of one index belong together.

mod audio_moderation;
mod image_moderation;
mod kind;
mod oddity;
mod push;
mod push_error;
mod quality;
mod recording;
mod relay;
mod scenery;
mod screenshot;
mod speech;
mod summary;
mod tree;

pub use kind::{EventKind, NotDocumented};
pub use oddity::Oddity;

use serde_json::{Map, Value};

use super::World;
use scenery::Scenery;

impl World {
    /// The callback of this kind with this index, without `t` and `sign`. No two indices of a world
    /// have the same content, but for [`Oddity::RequiredFieldsOnly`] and [`Oddity::EmptyItems`],
    /// which leave nothing to differ in within a session. An oddity of another kind changes nothing.
    ///
    /// To tell events apart by a name of one's own, set the kind's [`EventKind::stream_field`]. With
    /// [`Oddity::RelayExitWithoutStream`] there is none; its `msg` is a text that may hold the name,
    /// and a `task_id` may be added.
    ///
    /// ```
    /// use livehook_simulator::world::{Choices, EventKind, NOW_FIXED, Oddity, Seed, World};
    ///
    /// let world = World::new(Seed(7), Choices::EVERYTHING, NOW_FIXED)?;
    /// let event = world.event(EventKind::PushInterrupted, None, 3);
    /// assert_eq!(event["event_type"], 0);
    /// assert_eq!(event["sequence"], world.event(EventKind::PushStarted, None, 3)["sequence"]);
    ///
    /// let odd = world.event(EventKind::Subtitles, Some(Oddity::NoAppid), 3);
    /// assert!(!odd.contains_key("appid"));
    /// # Ok::<(), livehook_simulator::world::NowOutOfRange>(())
    /// ```
    pub fn event(&self, kind: EventKind, oddity: Option<Oddity>, index: u64) -> Map<String, Value> {
        let mut scenery = Scenery::at(index, self);
        let Value::Object(mut content) = plain(kind, &mut scenery) else {
            unreachable!("all of these are written as objects")
        };
        content.insert("event_type".to_owned(), Value::from(kind.event_type()));
        if let Some(oddity) = oddity.filter(|oddity| oddity.kind() == kind) {
            spoil(oddity, &mut content, &scenery);
        }
        content
    }
}

fn plain(kind: EventKind, scenery: &mut Scenery<'_>) -> Value {
    match kind {
        EventKind::PushInterrupted => push::interrupted(scenery),
        EventKind::PushStarted => push::started(scenery),
        EventKind::RecordingFile => recording::file(scenery),
        EventKind::Screenshot => screenshot::plain(scenery),
        EventKind::Relay => relay::plain(scenery),
        EventKind::AudioModeration => audio_moderation::plain(scenery),
        EventKind::ImageModeration => image_moderation::plain(scenery),
        EventKind::PushError => push_error::plain(scenery),
        EventKind::StreamMonitoring => push_error::monitoring(scenery),
        EventKind::RecordingStatus => recording::status(scenery),
        EventKind::Subtitles => speech::subtitles(scenery),
        EventKind::RecordingException => recording::exception(scenery),
        EventKind::QualityInspection => quality::inspection(scenery),
        EventKind::EvaluationThreshold => quality::threshold(scenery),
        EventKind::EvaluationAverage => quality::average(scenery),
        EventKind::SmartErasing => speech::erasing(scenery),
        EventKind::Summary => summary::plain(scenery),
        EventKind::SmartHighlight => scenery.world.highlight(scenery.index).to_json(),
    }
}

fn spoil(oddity: Oddity, content: &mut Map<String, Value>, scenery: &Scenery<'_>) {
    match oddity.kind() {
        EventKind::PushInterrupted | EventKind::PushStarted => {
            push::spoil(oddity, content, scenery);
        }
        EventKind::RecordingFile | EventKind::RecordingStatus | EventKind::RecordingException => {
            recording::spoil(oddity, content, scenery);
        }
        EventKind::Screenshot => screenshot::spoil(oddity, content),
        EventKind::Relay => relay::spoil(oddity, content, scenery),
        EventKind::AudioModeration => audio_moderation::spoil(oddity, content, scenery),
        EventKind::ImageModeration => image_moderation::spoil(oddity, content),
        EventKind::PushError | EventKind::StreamMonitoring => push_error::spoil(oddity, content),
        EventKind::Subtitles | EventKind::SmartErasing => speech::spoil(oddity, content),
        EventKind::QualityInspection
        | EventKind::EvaluationThreshold
        | EventKind::EvaluationAverage => quality::spoil(oddity, content),
        EventKind::Summary | EventKind::SmartHighlight => summary::spoil(oddity, content),
    }
}
