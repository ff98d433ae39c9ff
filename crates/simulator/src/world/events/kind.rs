//! The kinds of events that documents of CSS name: their numbers, our words for them, where they are
//! documented.

/// An event type that no document of CSS names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no document names the event type {event_type}")]
pub struct NotDocumented {
    /// The number.
    pub event_type: i64,
}

macro_rules! kinds {
    ($($variant:ident $number:literal $name:literal $document:literal $text:literal)+) => {
        /// A kind of event that a document of CSS names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventKind { $(#[doc = $text] $variant,)+ }

        impl EventKind {
            /// Every kind, by its number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The number in `event_type`.
            pub const fn event_type(self) -> i64 {
                match self { $(Self::$variant => $number,)+ }
            }

            /// The kind's name, which does not change: lower case, words joined by hyphens.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The address of its document.
            pub const fn document(self) -> &'static str {
                match self { $(Self::$variant => $document,)+ }
            }
        }
    };
}

kinds! {
    PushInterrupted 0 "push-interrupted" "https://www.tencentcloud.com/document/product/267/38081"
        "0: the push of a stream ended."
    PushStarted 1 "push-started" "https://www.tencentcloud.com/document/product/267/38081"
        "1: a stream began to be pushed."
    RecordingFile 100 "recording-file" "https://tencentcloud.com/document/product/267/38082"
        "100: a recording file was made."
    Screenshot 200 "screenshot" "https://www.tencentcloud.com/document/product/267/38083"
        "200: a screenshot was taken."
    Relay 314 "relay" "https://www.tencentcloud.com/document/product/267/42525"
        "314: what became of a relay task."
    AudioModeration 315 "audio-moderation" "https://www.tencentcloud.com/document/product/267/58643"
        "315: what a moderation of the sound found."
    ImageModeration 317 "image-moderation" "https://www.tencentcloud.com/document/product/267/38084"
        "317: what a moderation of pictures found."
    PushError 321 "push-error" "https://www.tencentcloud.com/document/product/267/53310"
        "321: errors while a stream is pushed."
    StreamMonitoring 328 "stream-monitoring" "https://cloud.tencent.com/document/product/267/88050"
        "328: what the monitoring of a stream saw."
    RecordingStatus 332 "recording-status" "https://www.tencentcloud.com/document/product/267/58590"
        "332: a recording began, paused, went on, failed or ended."
    Subtitles 338 "subtitles" "https://www.tencentcloud.com/document/product/267/73170"
        "338: subtitles."
    RecordingException 341 "recording-exception" "https://www.tencentcloud.com/document/product/267/68622"
        "341: something went wrong in a recording."
    QualityInspection 343 "quality-inspection" "https://www.tencentcloud.com/document/product/267/73166"
        "343: a defect of picture or sound."
    EvaluationThreshold 344 "evaluation-threshold" "https://www.tencentcloud.com/document/product/267/73167"
        "344: pictures whose quality crossed a threshold."
    EvaluationAverage 345 "evaluation-average" "https://www.tencentcloud.com/document/product/267/73168"
        "345: the average quality of pictures."
    SmartErasing 347 "smart-erasing" "https://www.tencentcloud.com/document/product/267/73169"
        "347: words erased from a stream."
    Summary 348 "summary" "https://www.tencentcloud.com/document/product/267/74671"
        "348: a summary of a stretch of a stream."
    SmartHighlight 349 "smart-highlight" "https://www.tencentcloud.com/document/product/267/74672"
        "349: clips cut from a stream."
}

impl EventKind {
    /// The field that names the stream: `streamId` in 317, `stream_id` in all others. An event with
    /// [`Oddity::RelayExitWithoutStream`](super::Oddity::RelayExitWithoutStream) has none.
    pub const fn stream_field(self) -> &'static str {
        match self {
            Self::ImageModeration => "streamId",
            _ => "stream_id",
        }
    }
}

impl TryFrom<i64> for EventKind {
    type Error = NotDocumented;

    fn try_from(event_type: i64) -> Result<Self, NotDocumented> {
        let kind = Self::ALL.iter().find(|kind| kind.event_type() == event_type);
        kind.copied().ok_or(NotDocumented { event_type })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use livehook_core::Event;

    use super::*;

    #[test]
    fn the_kinds_are_the_documented_types() {
        let numbers: Vec<_> = EventKind::ALL.iter().map(|kind| kind.event_type()).collect();
        assert_eq!(numbers, Event::DOCUMENTED_TYPES);
        for &kind in EventKind::ALL {
            assert_eq!(EventKind::try_from(kind.event_type()), Ok(kind));
        }
        assert_eq!(EventKind::try_from(329), Err(NotDocumented { event_type: 329 }));
    }

    #[test]
    fn no_name_stands_twice() {
        let names: HashSet<_> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), EventKind::ALL.len());
    }
}
