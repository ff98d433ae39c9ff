//! What documents, samples and captures show beside the plain shape of an event. What each does
//! stands with its kind.

use super::EventKind;

macro_rules! oddities {
    ($($variant:ident $kind:ident $name:literal $text:literal)+) => {
        /// A way in which an event differs from its plain shape, which some document, sample or
        /// capture shows. None of them makes it a wrong one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Oddity { $(#[doc = $text] $variant,)+ }

        impl Oddity {
            /// Every oddity, by its kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The kind of event that has it.
            pub const fn kind(self) -> EventKind {
                match self { $(Self::$variant => EventKind::$kind,)+ }
            }

            /// The oddity's name, which does not change: lower case, words joined by hyphens.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What is odd, in a sentence.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

oddities! {
    NoPushDuration PushInterrupted "no-push-duration"
        "The end of a push does not say how long it lasted."
    SequenceBeyond53Bits PushStarted "sequence-beyond-2-53"
        "The id of the push is an odd number beyond 2^53, as a text: through a double it becomes its neighbour's."
    UndocumentedIdcId PushStarted "undocumented-idc-id"
        "There is an `idc_id`, as in the documents' sample and in captures of every year, which no table names."
    EmptyErrmsg PushStarted "empty-errmsg"
        "`errmsg` is empty, as captured in 2020, where the documents say `ok`."
    NoSetIdNorSize PushStarted "no-set-id-nor-size"
        "`set_id`, `width` and `height` are missing, as before 2021."
    StreamIdWithLeadingBlank PushStarted "stream-id-with-leading-blank"
        "The stream's name begins with a blank, as in an old sample of the documents."
    VideoIdAgain RecordingFile "video-id-again"
        "There is a `video_id`, gone from today's table and still sent in captures of 2019 and 2026."
    NoAppNorAppname RecordingFile "no-app-nor-appname"
        "Push domain and path are missing, as in captures of 2017 and 2019."
    FileFormatInUpperCase RecordingFile "file-format-in-upper-case"
        "The format is in upper case, as in the table, where the samples have it in lower case."
    NoStreamParam RecordingFile "no-stream-param"
        "`stream_param` is missing, as for tasks of the API."
    FileSizeAsText RecordingFile "file-size-as-text"
        "The size of the file is a text of digits, as in the table of 2016."
    NoTaskId Screenshot "no-task-id"
        "`task_id` is missing, as in older versions."
    RelayExitWithoutStream Relay "relay-exit-without-stream"
        "A task's exit names neither stream nor task nor target, as in the documents' sample."
    SourceUrlsWithNewline Relay "source-urls-with-newline"
        "A line break stands behind the JSON in `source_urls`, as in the documents' samples."
    AppIdInCamelCase Relay "app-id-in-camel-case"
        "The account is called `appId`, as in the table, where the samples have `appid`."
    NoEventTime Relay "no-event-time"
        "`event_time` is missing, as in the documents' samples."
    UndocumentedRelayFields Relay "undocumented-relay-fields"
        "There are `interface`, `product_name` and `callback_url`, as in the documents' samples, which no table names."
    NullArrays AudioModeration "null-arrays"
        "The lists of results are `null`, which the documents allow."
    SeqBeyond32Bits AudioModeration "seq-beyond-i32"
        "`seq` is a number beyond 32 bits with a sign, as in the documents' sample."
    RequiredFieldsOnly AudioModeration "required-fields-only"
        "Only the fields that the documents require are there."
    UndocumentedAudioFields AudioModeration "undocumented-audio-fields"
        "There are `interface` and a `create_time` in `data`, as in the documents' sample, which no table names."
    NullResultLists ImageModeration "null-result-lists"
        "The lists of results are `null`, which the documents allow."
    ScoreMisspelt ImageModeration "score-misspelt"
        "`score` is spelt `socre`, as in the documents' sample."
    ScoreScalar ImageModeration "score-scalar"
        "`score` is a number and no list, as in an older sample of the documents."
    LabelInLowerCase ImageModeration "label-in-lower-case"
        "The label within a result is called `label`, as in the table, where the sample has `Label`."
    UndocumentedImageFields ImageModeration "undocumented-image-fields"
        "There are `HitFlag`, `level` and `faceDetails`, as in the documents' sample, which no table names."
    LegacyScores ImageModeration "legacy-scores"
        "The fields of an older version are there too, as the documents say they are."
    CustomerVisibleMissing PushError "customer-visible-missing"
        "One of the errors does not say `customer_visible`, as in the documents' sample."
    FewerFieldsBefore2025 PushError "fewer-fields-before-2025"
        "`user_ip`, `sequence` and `domain` are missing, as before 2025."
    UndocumentedInterface PushError "undocumented-interface"
        "There is an `interface`, as in the documents' sample, which no table names."
    RecordeventSpelling RecordingStatus "recordevent-spelling"
        "`record_event` is spelt `recordevent`, as in one of the tables."
    RecordDetailOverEscaped RecordingStatus "record-detail-over-escaped"
        "The quotes in `record_detail` are escaped once too often, as in the documents' sample."
    NoRecordTaskId RecordingStatus "no-record-task-id"
        "`task_id` is missing, as in older versions."
    RelayTaskAsStream RecordingStatus "relay-task-as-stream"
        "The stream's name is the id of a relay task, as for recordings of relays."
    SteadStateSpelling Subtitles "stead-state-spelling"
        "`steady_state` is spelt `stead_state`, as in the documents' sample."
    NoAppid Subtitles "no-appid"
        "The account is missing, as in the documents' sample."
    NoUnixTimes Subtitles "no-unix-times"
        "The subtitles have times of the stream alone, as in the documents' sample."
    NoTranslation Subtitles "no-translation"
        "`dst_txt` is missing, as where no translation was asked for."
    UndocumentedDomainAndPath RecordingException "undocumented-domain-and-path"
        "There are `interface`, `domain` and `path`, as in the documents' sample, which no table names."
    CombinedClass QualityInspection "combined-class"
        "The class is the name of three, with slashes between them, as the documents list it."
    NoTemplateIds EvaluationThreshold "no-template-ids"
        "The templates' ids are missing, as for reference scores."
    AverageUnder344 EvaluationAverage "average-under-344"
        "The event type is 344, as in the documents' sample of 345 in every version."
    ErasingWithoutAppid SmartErasing "erasing-without-appid"
        "The account is missing, as in the documents' sample."
    EmptyItems SmartHighlight "empty-items"
        "There are no clips; no document says whether that is ever so."
    TwoDigitYearObject SmartHighlight "two-digit-year-object"
        "The year in the names of the clips has two digits, as captured in 2026."
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_name_stands_twice_and_each_description_is_a_sentence() {
        let names: HashSet<_> = Oddity::ALL.iter().map(|oddity| oddity.name()).collect();
        assert_eq!(names.len(), Oddity::ALL.len());
        assert!(Oddity::ALL.iter().all(|oddity| oddity.description().ends_with('.')));
    }
}
