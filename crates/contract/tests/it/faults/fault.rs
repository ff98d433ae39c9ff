//! The catalogue of faults: what can be wrong with a receiver, by its name, and in which way.
//!
//! What each does stands where it does it: in `arrive`, `read`, `verify`, `understand`, `identity`, `store`, `answer`, `serve` and `raw`.

/// Hands the catalogue to a macro, so that the faults and the tests of each come of one list: variant, name, kind, description.
macro_rules! every_fault {
    ($take:ident) => {
        $take! {
            // Who is believed.
            BelievesAnything believes_anything "unchecked"
                "It checks nothing: whoever knows its address can make events."
            SkipsCheckWhenUnsigned skips_check_when_unsigned "unchecked without a pair"
                "It verifies only where t or sign is there, so a forger leaves both away."
            SkipsCheckWhenSignAbsent skips_check_when_sign_absent "unchecked without sign"
                "It verifies only where sign is there."
            SkipsCheckWhenTAbsent skips_check_when_t_absent "unchecked without t"
                "It verifies only where t is there."
            SkipsCheckWhenNull skips_check_when_null "unchecked where null"
                "It takes null for absent, and absent for not to be checked."
            SkipsCheckForOtherTypes skips_check_for_other_types "unchecked types"
                "It verifies only the event types that its author uses, and takes all others."
            ChecksAfterStoring checks_after_storing "unchecked"
                "It stores the event and looks at the signature then: refused, and taken."
            ComparesFirstEightDigits compares_first_eight_digits "compared in part"
                "It compares only the first eight digits of the signature."
            ComparesCommonLength compares_common_length "compared over the shorter"
                "It compares as many digits as there are, so that a beginning of the signature will do, an empty one too."
            AcceptsEmptySign accepts_empty_sign "empty signature"
                "It takes an empty sign for none, and none for not to be checked."
            // By what it is signed.
            TBeforeKey t_before_key "t before key"
                "It computes MD5(t + key)."
            HmacOfBodyInvented hmac_of_body_invented "scheme of its own"
                "It asks for an HMAC of the body in a header, which nobody sends."
            SignOnlyFromQuery sign_only_from_query "credential in the query only"
                "It reads t and sign from the query and nowhere else."
            SignFromQueryFirst sign_from_query_first "credential in the query first"
                "It believes t and sign of the query before those of the body."
            SignFromHeaderFirst sign_from_header_first "credential in headers first"
                "It believes t and sign of headers before those of the body."
            // Which t is signed, and until when it holds.
            NoExpiryCheck no_expiry_check "never expires"
                "It does not look at t once the signature is right: what was sniffed once is good for ever."
            ExpiryInMilliseconds expiry_in_milliseconds "never expires"
                "It holds its seconds against t in milliseconds, so that nothing ever expires."
            TReadAsSendingTime t_read_as_sending_time "expires ten minutes late"
                "It takes t for the time of sending, and lets it live ten minutes longer."
            ExpiryOffByOne expiry_off_by_one "expires a second late"
                "It still takes a callback in the second after t."
            TWindow t_window "window around t"
                "It wants t within five minutes of its clock, on either side, as if t were the time of sending."
            TrimsT trims_t "t reformatted"
                "It hashes the digits as they came and reads them leniently, so that one second has many spellings."
            TAsFloat t_as_float "t as a float"
                "It hashes t as written and reads it as a floating-point number of any size."
            LengthExtension length_extension "length extension"
                "It takes t as Latin-1 text and drops what is no digit, so that a signature can be made longer without the key."
            FirstTSignedLastTDated first_t_signed_last_t_dated "two readers of t"
                "Where t stands twice it verifies the first and dates by the last."
            ExpiredPoisonsRedelivery expired_poisons_redelivery "expired is seen"
                "It refuses an expired callback and remembers it as seen, so that its fresh delivery is dropped."
            ForgedPoisonsDelivery forged_poisons_delivery "forged is seen"
                "It remembers a content as seen before it verifies it, so that a forgery makes it drop the genuine one."
            // What it reads.
            FirstFieldWins first_field_wins "first repeated field wins"
                "Where a field stands twice it silently takes the first."
            FormBodyHalfBound form_body_half_bound "form bodies"
                "It binds a web form as well as JSON, and takes what is left of the event."
            HangsUpOnNonObject hangs_up_on_non_object "breaks on other JSON"
                "It panics where the JSON is no object, and the connection ends without an answer."
            HangsUpOnDeepNesting hangs_up_on_deep_nesting "breaks on depth"
                "Its parser overflows the stack where arrays nest deep."
            BreaksOnMalformedJson breaks_on_malformed_json "breaks on no JSON"
                "It answers 500 where the body is no JSON."
            BreaksOnJoinedEmoji breaks_on_joined_emoji "breaks on text"
                "It counts characters its own way and answers 500 to joined emoji. (All emoji would be in invented texts too.)"
            BodyLimitTooSmall body_limit_too_small "small bodies only"
                "It takes bodies of up to 16 KiB only, and a highlight with many clips is longer."
            RequiresExactContentType requires_exact_content_type "exact content type"
                "It answers 415 unless the content type is application/json to the letter."
            AnyMethodWillDo any_method_will_do "any method"
                "It takes a callback by whatever method it comes, GET among them."
            // What it makes of the event.
            UnknownEventRefused unknown_event_refused "unknown types"
                "It answers 400 to event types that it does not know, so that they come again and again."
            UnknownFieldRefused unknown_field_refused "unknown fields"
                "It answers 400 where a field is new to it."
            MisfitBreaks misfit_breaks "breaks on wrong types"
                "It answers 500 where a field has another type than it thinks."
            AbsentEventTypeIsZero absent_event_type_is_zero "absent is zero"
                "It reads an absent event_type as 0, which means that a push was interrupted."
            PushDurationMustBeNumber push_duration_must_be_number "numbers in texts"
                "It wants push_duration as a number, though it is sent as a text."
            ImageModerationByStreamId image_moderation_by_stream_id "camel case"
                "It looks for stream_id only, and drops image moderation, which says streamId."
            EventTimeRequired event_time_required "event_time required"
                "It wants event_time in every event but a highlight, and half of them have none."
            NullArraysBreak null_arrays_break "null arrays"
                "It answers 500 where an array is null."
            EmptyItemsBreak empty_items_break "empty items"
                "It looks at the first clip without asking whether there is one."
            ThirtyTwoBitNumbers thirty_two_bit_numbers "32 bits"
                "It answers 400 to numbers beyond 31 bits."
            OrderDependent order_dependent "order of 1 and 0"
                "It answers 409 to the end of a push whose beginning it has not seen."
            OlderIsStale older_is_stale "order of times"
                "It drops an event that is older than the last one of its stream."
            // What it takes for the same event.
            NotIdempotent not_idempotent "no deduplication"
                "It takes every delivery for a new event."
            DedupsBySign dedups_by_sign "signature identifies"
                "It takes callbacks of a stream with the same signature for one, and drops other events of that second."
            DedupsBySignAlone dedups_by_sign_alone "signature identifies"
                "It takes all callbacks with the same signature for one, whatever they are about."
            DedupsByT dedups_by_t "signature identifies"
                "It takes all callbacks that expire in the same second for one."
            DedupsByPairAndRefuses dedups_by_pair_and_refuses "replay protection"
                "It takes a repeated pair of t and sign for an attack, and answers 409."
            RefusesRepeats refuses_repeats "repeats refused"
                "It answers 409 to an event that it has, so that it comes again and again."
            DedupsByStream dedups_by_stream "stream identifies"
                "It takes all highlights of a stream for one."
            DedupsByFirstClip dedups_by_first_clip "first clip identifies"
                "It takes highlights of a stream that begin with the same second for one."
            DedupsByRawBody dedups_by_raw_body "raw body identifies"
                "It hashes the body as it came, t and sign included, so that a re-signed repeat is a new event."
            DedupsByFloats dedups_by_floats "numbers through floats"
                "It compares numbers as floats, so that ids that differ in their last digits are one."
            DedupsByAscii dedups_by_ascii "text through ASCII"
                "It compares what is left of the text in ASCII, so that two Chinese titles are one."
            // How it stores.
            AcknowledgesBeforeStoring acknowledges_before_storing "acknowledged too early"
                "It answers at once and stores a moment later: a restart in between loses the event."
            KeepsInMemory keeps_in_memory "memory only"
                "It keeps events in memory: a restart loses all of them."
            ForgetsAfterRestart forgets_after_restart "forgets what it has"
                "It keeps in memory what it has seen: after a restart a repeat is a new event."
            LosesUnderConcurrency loses_under_concurrency "lost updates"
                "It reads its list, adds to it and writes it back: of many at once, most are lost."
            StoresTwiceUnderConcurrency stores_twice_under_concurrency "check then act"
                "It asks whether it has the event and inserts it then: of two at once, both are new."
            // How it answers.
            Answers201 answers_201 "not 200"
                "It answers 201 Created, which is not 200."
            Answers204 answers_204 "not 200"
                "It answers 204 No Content, which is not 200."
            Answers302 answers_302 "not 200"
                "It redirects to a page, which is not 200."
            AnswersTooLate answers_too_late "too slow"
                "It does its work first, and answers when Tencent has given up."
            LeaksExpectedSign leaks_expected_sign "tells secrets"
                "Its refusal says which signature would have been right."
            LeaksKey leaks_key "tells secrets"
                "Its refusal says with which key the signature would have been right."
            StackTraceInAnswer stack_trace_in_answer "tells its insides"
                "Its refusal shows a trace of the program."
            // How it serves.
            SlowPeersBlockAll slow_peers_block_all "slow peers"
                "It serves one connection after the other, so that a slow peer blocks all."
            SlowPeersUseUpWorkers slow_peers_use_up_workers "slow peers"
                "It serves eight connections at a time and waits for each as long as it likes."
            BelievesTruncatedBody believes_truncated_body "half bodies"
                "It takes what has come when the body ends before its length."
            ReadsOnePacketOnly reads_one_packet_only "one packet"
                "It reads the socket once and takes that for the whole request."
            LengthAndChunksSmuggle length_and_chunks_smuggle "length and chunks"
                "Where a body has a length and chunks it reads the chunks, and what follows them as a request of its own."
            FirstLengthSmuggles first_length_smuggles "two lengths"
                "Where a body has two lengths it takes the first, and what follows as a request of its own."
        }
    };
}

macro_rules! declare {
    ($($variant:ident $name:ident $kind:literal $description:literal)+) => {
        /// One thing wrong with a receiver that is sound otherwise.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Fault { $(#[doc = $description] $variant,)+ }

        impl Fault {
            /// Every fault.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name, which is that of its test too.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($name),)+ }
            }

            /// What faults have in common that no suite could tell apart.
            pub(crate) const fn kind(self) -> &'static str {
                match self { $(Self::$variant => $kind,)+ }
            }

            /// What it does, in a sentence.
            pub(crate) const fn description(self) -> &'static str {
                match self { $(Self::$variant => $description,)+ }
            }
        }
    };
}

every_fault!(declare);
