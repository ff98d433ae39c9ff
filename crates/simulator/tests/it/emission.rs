//! What comes out of a recipe is what its situation says, by the core's own judgement.

use std::collections::HashSet;

use expect_test::expect;
use livehook_core::{
    Code, Envelope, Event, KeyId, Policy, Seconds, Source, UnixSeconds, VALIDITY, judge,
};
use livehook_simulator::{
    Seed,
    recipe::{
        EventSpec, Flaw, Prepared, RECEIVER_BODY_BYTES_MAX, Recipe, RecipeError, Signing, foresee,
    },
    situation::Situation,
};

use sha2::{Digest as _, Sha256};

use crate::harness::{NOW, key, signing, sound, world};

fn flawed(flaw: Flaw) -> Recipe {
    Recipe { flaw: Some(flaw), ..sound() }
}

/// The code that the core gives a body, none where it accepts it.
fn code(prepared: &Prepared) -> Option<Code> {
    let source = Source::signed("default", [(KeyId::new("current"), key())]).unwrap();
    match Envelope::read(&prepared.body) {
        Ok(envelope) => judge(envelope, &source, NOW, &Policy::default()).code(),
        Err(refusal) => Some(refusal.code()),
    }
}

#[test]
fn each_flaw_meets_the_answer_that_its_situation_names() {
    for &flaw in Flaw::ALL {
        for index in 0..5 {
            let prepared = flawed(flaw).prepare(index, &signing(), NOW).unwrap();
            assert_eq!(prepared.situation, flaw.situation(), "{flaw}");
            if prepared.situation == Situation::TooLarge {
                assert!(prepared.body.len() > RECEIVER_BODY_BYTES_MAX);
                continue;
            }
            assert!(prepared.body.len() <= RECEIVER_BODY_BYTES_MAX, "{flaw}");
            let expected = prepared.situation.answer().code;
            assert_eq!(code(&prepared).map(Code::as_str), expected, "{flaw}: {:?}", prepared.body);
        }
    }
}

#[test]
fn looking_at_a_body_foresees_what_the_catalogue_says() {
    for &flaw in Flaw::ALL {
        let prepared = flawed(flaw).prepare(1, &signing(), NOW).unwrap();
        let foreseen = foresee(&prepared.body, prepared.content_type, Some(&key()), NOW);
        assert_eq!(foreseen, flaw.situation(), "{flaw}");
    }
}

#[test]
fn each_code_has_a_situation_of_its_name() {
    for code in Code::ALL {
        let situation: Situation = code.as_str().parse().unwrap();
        assert_eq!(situation.answer().code, Some(code.as_str()));
    }
}

#[test]
fn a_number_of_seconds_moves_the_situation() {
    let situation = |text: &str| {
        let prepared = flawed(text.parse().unwrap()).prepare(0, &signing(), NOW).unwrap();
        (prepared.situation, prepared.t.unwrap() - NOW.0)
    };
    assert_eq!(situation("expired=1"), (Situation::Expired, -1));
    assert_eq!(situation("expired=3600"), (Situation::Expired, -3_600));
    assert_eq!(situation("expired=3601"), (Situation::ExpiredLong, -3_601));
    assert_eq!(situation("far-future=86400"), (Situation::Sound, 86_400));
    assert_eq!(situation("far-future=86401"), (Situation::FarFuture, 86_401));
    assert_eq!(situation("about-to-expire"), (Situation::Sound, 5));
}

#[test]
fn sound_highlights_are_accepted_and_read_without_a_field_left_over() {
    for index in 0..48 {
        let prepared = sound().prepare(index, &signing(), NOW).unwrap();
        assert_eq!((prepared.situation, code(&prepared)), (Situation::Sound, None));
        assert_eq!((prepared.event_type, prepared.t), (Some(349), Some(NOW.0 + 600)));
        let decoded = Event::decode(&Envelope::read(&prepared.body).unwrap()).unwrap();
        assert_eq!(decoded.unknown_fields.count, 0);
        let Event::Highlight(highlight) = decoded.event else { panic!("no highlight") };
        let made = world().highlight(index);
        assert_eq!(prepared.stream_id.as_deref(), Some(&*made.stream_id));
        assert_eq!(highlight.clips.len(), made.items.len());
        assert_eq!(highlight.clips[0].title, made.items[0].title);
    }
}

#[test]
fn another_now_changes_t_and_sign_alone() {
    let content = |now| {
        let prepared = sound().prepare(3, &signing(), now).unwrap();
        let mut body: serde_json::Value = serde_json::from_slice(&prepared.body).unwrap();
        let t = body["t"].take();
        let sign = body["sign"].take();
        (body, t, sign)
    };
    let (first, first_t, first_sign) = content(NOW);
    let (again, again_t, again_sign) = content(NOW.saturating_add(Seconds(60)));
    assert_eq!(first, again);
    assert_ne!((first_t, first_sign), (again_t, again_sign));
}

#[test]
fn a_second_key_is_the_same_for_a_seed_and_another_for_another() {
    let bodies: HashSet<_> = [Flaw::WrongKey, Flaw::OldKey]
        .into_iter()
        .flat_map(|flaw| [Seed(1), Seed(2), Seed(1)].map(|seed| Recipe { seed, ..flawed(flaw) }))
        .map(|recipe| recipe.prepare(0, &signing(), NOW).unwrap().body)
        .collect();
    assert_eq!(bodies.len(), 4);
}

#[test]
fn without_a_key_nothing_is_signed_and_flaws_of_the_signature_say_so() {
    let unsigned = Signing { key: None, validity: VALIDITY };
    let prepared = sound().prepare(0, &unsigned, NOW).unwrap();
    assert_eq!((prepared.situation, prepared.t), (Situation::UnsignedMode, None));
    assert_eq!(code(&prepared), Some(Code::Unsigned));
    let error = flawed(Flaw::FlippedDigit).prepare(0, &unsigned, NOW).unwrap_err();
    assert_eq!(error, RecipeError::FlawNeedsKey { flaw: Flaw::FlippedDigit });
}

#[test]
fn a_sender_without_a_key_is_held_against_a_receiver_in_unsigned_mode() {
    let unsigned = Signing { key: None, validity: VALIDITY };
    let situation = |flaw| flawed(flaw).prepare(0, &unsigned, NOW).unwrap().situation;
    // Such a receiver reads neither t nor sign.
    assert_eq!(situation(Flaw::WrongKey), Situation::UnsignedMode);
    assert_eq!(situation(Flaw::Unsigned), Situation::UnsignedMode);
    assert_eq!(situation(Flaw::UnknownEvent), Situation::UnknownEvent);
    assert_eq!(situation(Flaw::TruncatedJson), Situation::NotJson);
}

#[test]
fn flaws_of_clips_refuse_events_without_clips() {
    for flaw in [
        Flaw::EmptyItems,
        Flaw::TooManyItems,
        Flaw::WrongTypes,
        Flaw::TamperedBody,
        Flaw::UnknownFields,
    ] {
        let recipe = Recipe { event: EventSpec::Other { event_type: 1 }, ..flawed(flaw) };
        let error = recipe.prepare(0, &signing(), NOW).unwrap_err();
        assert_eq!(error.code(), "flaw_does_not_fit", "{flaw}");
    }
}

#[test]
fn events_of_other_types_are_sound_and_unknown_ones_are_not() {
    let situation = |event_type| {
        let recipe = Recipe::sound(EventSpec::Other { event_type }, Seed(1));
        recipe.prepare(0, &signing(), NOW).unwrap().situation
    };
    assert_eq!(situation(1), Situation::Sound);
    assert_eq!(situation(351), Situation::UnknownEvent);
}

#[test]
fn extreme_times_do_not_overflow() {
    for now in [i64::MIN, -1, 0, i64::MAX] {
        for &flaw in Flaw::ALL {
            flawed(flaw).prepare(0, &signing(), UnixSeconds(now)).unwrap();
        }
    }
}

#[test]
fn a_body_of_ones_own_is_signed_afresh_and_judged_by_its_looks() {
    let own = br#"{"event_type":349,"t":1,"sign":"x","mood":"good","appid":1,"domain":"d.example","path":"live","stream_id":"s","items":[]}"#;
    let recipe = Recipe::sound(EventSpec::from_json(own).unwrap(), Seed(1));
    let prepared = recipe.prepare(0, &signing(), NOW).unwrap();
    assert_eq!(prepared.situation, Situation::UnknownFields);
    expect![[r#"{"appid":1,"domain":"d.example","event_type":349,"items":[],"mood":"good","path":"live","sign":"c1d49ce5f098357071d59a879513dc6e","stream_id":"s","t":1761130034}"#]]
        .assert_eq(&String::from_utf8(prepared.body).unwrap());
    assert_eq!(
        EventSpec::from_json(b"[1]").unwrap_err().to_string(),
        "this is JSON but no object; a callback is one JSON object"
    );
    assert_eq!(
        EventSpec::from_json(b"{").unwrap_err().to_string(),
        "this is not JSON (line 1, column 1); give one callback body, as it was received"
    );
}

#[test]
fn names_of_flaws_parse_and_wrong_ones_say_which_was_meant() {
    let message = |text: &str| {
        text.parse::<Flaw>().map(|flaw| flaw.to_string()).unwrap_or_else(|error| error.to_string())
    };
    assert_eq!(message("expired=7200"), "expired=7200");
    assert_eq!(message("expired=60"), "expired");
    assert_eq!(message("wrong-kye"), "there is no flaw \"wrong-kye\"; did you mean wrong-key?");
    assert_eq!(message("catastrophe"), "there is no flaw \"catastrophe\"");
    assert_eq!(
        message("bom=3"),
        "the flaw bom takes no number of seconds; only expired and far-future do"
    );
    assert_eq!(
        message("expired=0"),
        "\"0\" is no number of seconds for the flaw expired: give a whole number from 1 to 4294967295"
    );
}

/// The same seed and version, the same bytes: of each flaw the length, the start of a digest, and the
/// end of the body.
#[test]
fn a_seed_gives_these_bytes() {
    let lines: String = Flaw::ALL
        .iter()
        .map(|&flaw| {
            let recipe = Recipe { event: EventSpec::Documented, flaw: Some(flaw), ..sound() };
            let body = recipe.prepare(0, &signing(), NOW).unwrap().body;
            let digest = hex::encode(&Sha256::digest(&body)[..4]);
            let tail = body[body.len() - 80..].escape_ascii();
            format!("{flaw} {} {digest} …{tail}\n", body.len())
        })
        .collect();
    expect![[r#"
        expired 713 d219c59d …\",\"sign\":\"264af491f7698273133f4e33f506e7c1\",\"stream_id\":\"room42\",\"t\":1761129374}
        about-to-expire 713 154041ee …\",\"sign\":\"dd9cb52d32df289ee087ad8c6519e8ba\",\"stream_id\":\"room42\",\"t\":1761129439}
        far-future 713 238c9d29 …\",\"sign\":\"88f7b18a670c206de6efb1d9a34ad7ea\",\"stream_id\":\"room42\",\"t\":1761302234}
        wrong-key 713 3f1403a0 …\",\"sign\":\"02e82d0469d45c3a85a33cf9f0ad605f\",\"stream_id\":\"room42\",\"t\":1761130034}
        old-key 713 9efcf5b8 …\",\"sign\":\"a8f89c884610bdb84f89c4e785f28bf6\",\"stream_id\":\"room42\",\"t\":1761130034}
        sign-of-another-t 713 1d28043b …\",\"sign\":\"a37b46e1b88400b338c6c0bf6293005b\",\"stream_id\":\"room42\",\"t\":1761130034}
        flipped-digit 713 35ff9bb0 …\",\"sign\":\"c1d49ce5f098357071d50a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        truncated-sign 712 4e26d0c5 …e\",\"sign\":\"c1d49ce5f098357071d59a879513dc6\",\"stream_id\":\"room42\",\"t\":1761130034}
        upper-case-sign 713 98691998 …\",\"sign\":\"C1D49CE5F098357071D59A879513DC6E\",\"stream_id\":\"room42\",\"t\":1761130034}
        t-before-key 713 feddab5d …\",\"sign\":\"d6120f6bb871ab40cde1d8a7af7b2312\",\"stream_id\":\"room42\",\"t\":1761130034}
        sha256-sign 745 d8eeec9f …a874026d839b06a9035efb7ce450f05ce93978418b\",\"stream_id\":\"room42\",\"t\":1761130034}
        empty-sign 681 76cfa7a6 …22-16_908250.mp4\"}],\"path\":\"live\",\"sign\":\"\",\"stream_id\":\"room42\",\"t\":1761130034}
        null-sign 683 c63e30ea …-16_908250.mp4\"}],\"path\":\"live\",\"sign\":null,\"stream_id\":\"room42\",\"t\":1761130034}
        null-t 707 35ead6e1 …:\"live\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":null}
        missing-sign 671 d81b1fe2 …-10-22_18-22-16_908250.mp4\"}],\"path\":\"live\",\"stream_id\":\"room42\",\"t\":1761130034}
        missing-t 698 f4e9d431 …}],\"path\":\"live\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\"}
        unsigned 656 3901f659 …1127400000/2025-10-22_18-22-16_908250.mp4\"}],\"path\":\"live\",\"stream_id\":\"room42\"}
        t-as-text 715 93c6f1f9 …\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":\"1761130034\"}
        t-float 715 df1726be …\"sign\":\"ca86f3df96cfe9ad936072dc34cce432\",\"stream_id\":\"room42\",\"t\":1761130034.0}
        t-negative 714 3b89a054 …,\"sign\":\"990a80a82658a65a9638b1527fa07630\",\"stream_id\":\"room42\",\"t\":-1761130034}
        t-huge 723 36a677f1 …993e52853385a126c036e86a424992fe\",\"stream_id\":\"room42\",\"t\":17611300340000000000}
        t-leading-zeros 716 788f5daf …sign\":\"6f7562641158098f2443be7ae443f143\",\"stream_id\":\"room42\",\"t\":\"01761130034\"}
        length-extended 842 1f7bf238 …0\\u0000\\u0000\\u0000\\u0000\\u0000P\\u0001\\u0000\\u0000\\u0000\\u0000\\u0000\\u00009999\"}
        t-twice 728 b5d7219d …ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034,\"t\":1792665434}
        t-twice-escaped 733 ce776468 …98357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034,\"\\u0074\":1792665434}
        tampered-body 577 041b5ba8 …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        unknown-event 715 d320aad6 …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        no-event-type 696 241e552d …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        unknown-fields 763 e937e7dd …1d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034,\"trace_id\":\"7c1e0f6a-52d4\"}
        wrong-types 656 99c7c7ab …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        empty-items 169 b75c2cba …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        1001-items 318268 3ca5ba5c …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        huge-body 1049302 e8cf3884 …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        deep-nesting 927 55dbe3c9 …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        type-twice 728 7627baf7 …ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034,\"event_type\":0}
        invalid-utf8 714 8fd6af6f …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        bom 716 e4e16ce1 …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        truncated-json 475 78de558f … at half price for ten minutes!\",\"video_store_url\":\"http://demo-1250000001.cos.e
        json-array 715 a8a07606 …,\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}]
        form-body 821 0ebca172 …5D&path=live&stream_id=room42&t=1761130034&sign=c1d49ce5f098357071d59a879513dc6e
        wrong-content-type 713 a5f66f01 …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        no-content-type 713 a5f66f01 …\",\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}
        streamlive 722 b50257fe …,\"sign\":\"c1d49ce5f098357071d59a879513dc6e\",\"stream_id\":\"room42\",\"t\":1761130034}}
    "#]].assert_eq(&lines);
}
