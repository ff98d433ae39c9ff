//! The inside of a callback: what it says happened. Asked only after the sender was judged; what does not fit here is kept raw.

mod audio_moderation;
mod evaluation_average;
mod evaluation_threshold;
mod highlight;
mod image_moderation;
mod lenient;
mod monitoring;
mod push;
mod push_error;
mod quality_inspection;
mod read;
mod recording;
mod recording_exception;
mod recording_status;
mod relay;
mod screenshot;
mod secret_text;
mod smart_erasing;
mod subtitles;
mod summary;

use serde::de::DeserializeOwned;

pub use audio_moderation::{
    AsrResult, AudioData, AudioFinding, AudioModeration, FindingTag, HitInfo, HitPosition,
};
pub use evaluation_average::{AnnouncedAs, EvaluationAverage};
pub use evaluation_threshold::{EvaluationThreshold, ScoredFrame};
pub(crate) use highlight::wire::Highlight as HighlightWire;
pub use highlight::{Clip, Highlight, MAX_HIGHLIGHT_ITEMS};
pub use image_moderation::{ImageModeration, LabelDetail, LabelResult};
pub use lenient::{JsonText, MAX_LIST_ENTRIES};
pub use monitoring::Monitoring;
pub use push::Push;
pub use push_error::{AbnormalDetail, AbnormalEvent, PushError};
pub use quality_inspection::QualityInspection;
pub use recording::Recording;
pub use recording_exception::{ExceptionDetail, RecordingException};
pub use recording_status::RecordingStatus;
pub use relay::Relay;
pub use screenshot::Screenshot;
pub use secret_text::SecretText;
pub use smart_erasing::{ErasedStretch, ErasedWord, ErasingData, SmartErasing};
pub use subtitles::{Subtitle, SubtitleData, Subtitles};
pub use summary::Summary;

use crate::{Envelope, EventType};

/// How many unknown fields are listed by name. More are only counted.
pub const MAX_UNKNOWN_FIELDS_LISTED: usize = 64;

/// What a callback says happened.
///
/// The types of 349 aside, fields bear the documents' names. Only the documents of 315 and 317 say which fields are required,
/// so all others are `Option`s: nothing that a sender may leave out makes a body undecodable. A list that is absent or `null`
/// is empty. Oddities of the documents are kept where they stand, with a method that reads past them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// 0: a stream's push ended.
    StreamEnded(Push),
    /// 1: a stream began to be pushed.
    StreamStarted(Push),
    /// 100: a recording file was made.
    Recording(Box<Recording>),
    /// 200: a screenshot was taken.
    Screenshot(Screenshot),
    /// 314: what became of a relay task.
    Relay(Relay),
    /// 315: what a moderation of the sound found.
    AudioModeration(Box<AudioModeration>),
    /// 317: what a moderation of pictures found.
    ImageModeration(Box<ImageModeration>),
    /// 321: errors while a stream is pushed.
    PushError(PushError),
    /// 328: what the monitoring of a stream saw.
    Monitoring(Monitoring),
    /// 332: a recording began, paused, went on, failed or ended.
    RecordingStatus(RecordingStatus),
    /// 338: subtitles.
    Subtitles(Subtitles),
    /// 341: something went wrong in a recording.
    RecordingException(RecordingException),
    /// 343: a defect of picture or sound.
    QualityInspection(QualityInspection),
    /// 344: pictures whose quality crossed a threshold.
    EvaluationThreshold(EvaluationThreshold),
    /// 345: the average quality of pictures. Also what comes as 344 and has an average, as in the documents' sample.
    EvaluationAverage(EvaluationAverage),
    /// 347: words erased from a stream.
    SmartErasing(SmartErasing),
    /// 348: a summary.
    Summary(Summary),
    /// 349: clips were cut from a live stream.
    Highlight(Highlight),
    /// An event type that no document names. The raw bytes are all there is, and they are kept.
    Other {
        /// The number.
        event_type: i64,
    },
}

impl Event {
    /// The event type of Smart Highlight.
    pub const HIGHLIGHT: i64 = 349;

    /// Every event type that a document of CSS names (2026). Others are new, or not ours.
    pub const DOCUMENTED_TYPES: &'static [i64] = &[
        0,
        1,
        100,
        200,
        314,
        315,
        317,
        321,
        328,
        332,
        338,
        341,
        343,
        344,
        345,
        347,
        348,
        Self::HIGHLIGHT,
    ];

    /// Reads the event in an envelope.
    ///
    /// # Errors
    /// [`Undecodable`] when there is no event type, or the body does not fit its type. That is no reason to refuse it: a
    /// redelivery would not fit either.
    pub fn decode(envelope: &Envelope<'_>) -> Result<Decoded, Undecodable> {
        match envelope.event_type {
            EventType::Number(event_type) => decode(event_type, envelope.body()),
            EventType::Absent => Err(Undecodable::new("event_type", "is absent")),
            EventType::NotAnInteger => Err(Undecodable::new("event_type", "is not an integer")),
        }
    }

    /// The number in the callback.
    #[must_use]
    pub const fn event_type(&self) -> i64 {
        match self {
            Self::StreamEnded(_) => 0,
            Self::StreamStarted(_) => 1,
            Self::Recording(_) => 100,
            Self::Screenshot(_) => 200,
            Self::Relay(_) => 314,
            Self::AudioModeration(_) => 315,
            Self::ImageModeration(_) => 317,
            Self::PushError(_) => 321,
            Self::Monitoring(_) => 328,
            Self::RecordingStatus(_) => 332,
            Self::Subtitles(_) => 338,
            Self::RecordingException(_) => 341,
            Self::QualityInspection(_) => 343,
            Self::EvaluationThreshold(_) => 344,
            Self::EvaluationAverage(average) => average.announced_as.event_type(),
            Self::SmartErasing(_) => 347,
            Self::Summary(_) => 348,
            Self::Highlight(_) => Self::HIGHLIGHT,
            Self::Other { event_type } => *event_type,
        }
    }

    /// The stream, under whichever name the event has it. None for events of undocumented types, of which the envelope may
    /// know more ([`Envelope::stream_id`]), and for relays that name none.
    #[must_use]
    pub fn stream_id(&self) -> Option<&str> {
        match self {
            Self::StreamEnded(push) | Self::StreamStarted(push) => push.stream_id.as_deref(),
            Self::Recording(recording) => recording.stream_id.as_deref(),
            Self::Screenshot(screenshot) => screenshot.stream_id.as_deref(),
            Self::Relay(relay) => relay.stream_id.as_deref(),
            Self::AudioModeration(moderation) => Some(&moderation.stream_id),
            Self::ImageModeration(moderation) => Some(&moderation.stream_id),
            Self::PushError(error) => error.stream_id.as_deref(),
            Self::Monitoring(monitoring) => monitoring.stream_id.as_deref(),
            Self::RecordingStatus(status) => status.stream_id.as_deref(),
            Self::Subtitles(subtitles) => subtitles.stream_id.as_deref(),
            Self::RecordingException(exception) => exception.stream_id.as_deref(),
            Self::QualityInspection(inspection) => inspection.stream_id.as_deref(),
            Self::EvaluationThreshold(evaluation) => evaluation.stream_id.as_deref(),
            Self::EvaluationAverage(evaluation) => evaluation.stream_id.as_deref(),
            Self::SmartErasing(erasing) => erasing.stream_id.as_deref(),
            Self::Summary(summary) => summary.stream_id.as_deref(),
            Self::Highlight(highlight) => Some(&highlight.stream_id),
            Self::Other { .. } => None,
        }
    }

    /// The push domain, which some events call `app`; none where the event names none, and for events of undocumented types.
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        match self {
            Self::StreamEnded(push) | Self::StreamStarted(push) => push.app.as_deref(),
            Self::Recording(recording) => recording.app.as_deref(),
            Self::Screenshot(screenshot) => screenshot.app.as_deref(),
            Self::AudioModeration(moderation) => Some(&moderation.domain),
            Self::ImageModeration(moderation) => Some(&moderation.app),
            Self::PushError(error) => error.domain.as_deref(),
            Self::RecordingStatus(status) => status.domain.as_deref(),
            Self::RecordingException(exception) => exception.domain.as_deref(),
            Self::QualityInspection(inspection) => inspection.domain.as_deref(),
            Self::EvaluationThreshold(evaluation) => evaluation.domain.as_deref(),
            Self::EvaluationAverage(evaluation) => evaluation.domain.as_deref(),
            Self::Summary(summary) => summary.domain.as_deref(),
            Self::Highlight(highlight) => Some(&highlight.domain),
            Self::Relay(_)
            | Self::Monitoring(_)
            | Self::Subtitles(_)
            | Self::SmartErasing(_)
            | Self::Other { .. } => None,
        }
    }
}

/// Reads a body as the type of its number.
fn decode(event_type: i64, body: &str) -> Result<Decoded, Undecodable> {
    match event_type {
        0 => typed(body, Event::StreamEnded),
        1 => typed(body, Event::StreamStarted),
        100 => typed(body, Event::Recording),
        200 => typed(body, Event::Screenshot),
        314 => typed(body, Event::Relay),
        315 => typed(body, Event::AudioModeration),
        317 => typed(body, Event::ImageModeration),
        321 => typed(body, Event::PushError),
        328 => typed(body, Event::Monitoring),
        332 => typed(body, Event::RecordingStatus),
        338 => typed(body, Event::Subtitles),
        341 => typed(body, Event::RecordingException),
        343 => typed(body, Event::QualityInspection),
        344 if evaluation_average::has_average(body) => typed(body, |average| {
            Event::EvaluationAverage(EvaluationAverage {
                announced_as: AnnouncedAs::Threshold,
                ..average
            })
        }),
        344 => typed(body, Event::EvaluationThreshold),
        345 => typed(body, Event::EvaluationAverage),
        347 => typed(body, Event::SmartErasing),
        348 => typed(body, Event::Summary),
        Event::HIGHLIGHT => highlight::decode(body),
        event_type => Ok(Decoded {
            event: Event::Other { event_type },
            unknown_fields: UnknownFields::default(),
        }),
    }
}

fn typed<T: DeserializeOwned>(
    body: &str,
    event: impl FnOnce(T) -> Event,
) -> Result<Decoded, Undecodable> {
    let (content, unknown_fields) = read::read(body)?;
    Ok(Decoded { event: event(content), unknown_fields })
}

/// An event, and what its callback held beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// What happened.
    pub event: Event,
    /// Fields that no document names.
    pub unknown_fields: UnknownFields,
}

/// Fields that no document names: not an error, fields appear and vanish by version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnknownFields {
    /// The JSON paths of the first [`MAX_UNKNOWN_FIELDS_LISTED`], as `items[0].mood`.
    pub listed: Vec<String>,
    /// How many there are in all.
    pub count: usize,
}

impl UnknownFields {
    fn add(&mut self, path: impl FnOnce() -> String) {
        self.count += 1;
        if self.listed.len() < MAX_UNKNOWN_FIELDS_LISTED {
            self.listed.push(path());
        }
    }
}

/// A body does not fit its event type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct Undecodable {
    /// Where, as a JSON path such as `items[0].begin_time`; `.` for the callback as a whole.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

impl Undecodable {
    fn new(path: &str, problem: &str) -> Self {
        Self { path: path.to_owned(), problem: problem.to_owned() }
    }
}
