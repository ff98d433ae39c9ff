//! How a sound callback is taken and answered.

use livehook_simulator::recipe::Flaw;

use super::cases;
use crate::{
    case::{Case, Source::*},
    step::{Act, Callback, Expect, Spelling, Step, What, acknowledged, taken},
};

const SOUND: Callback = Callback::SOUND;

/// Three clips in one callback.
const THREE_CLIPS: &str = r#"[
    {"begin_time":1761129008,"cov_img_store_url":"","end_time":1761129031,"key_words":["goal"],"summary":"One.","title":"One","video_store_url":"http://clips.example.test/{stream}/1.mp4"},
    {"begin_time":1761129108,"cov_img_store_url":"","end_time":1761129131,"key_words":["save"],"summary":"Two.","title":"Two","video_store_url":"http://clips.example.test/{stream}/2.mp4"},
    {"begin_time":1761129208,"cov_img_store_url":"","end_time":1761129231,"key_words":[],"summary":"Three.","title":"Three","video_store_url":"http://clips.example.test/{stream}/3.mp4"}]"#;

pub(super) const CASES: &[Case] = cases! {
    "css/deliver/highlight" Must Answers [Loss]
        "a sound Smart Highlight is answered 200 and taken"
        from Document("267/38080"),
        sends "a Smart Highlight (349), signed, valid for ten minutes",
        sound "answers exactly 200 within 20 s and takes the event once",
        learn ONLY_200,
        do [taken(SOUND)];
    "css/deliver/documented-sample" Must Answers [Loss]
        "the documents' own sample, signed, is taken"
        from Document("267/74672"),
        sends "a Smart Highlight in the shape of the documented sample: one clip, an empty cover, five keywords",
        sound "answers 200 and takes it",
        learn TAKE_WHAT_IS_RIGHT,
        do [taken(Callback::of(What::Documented))];
    "css/deliver/in-time" Should Answers [Loss Slow]
        "the answer comes within 20 s"
        from Document("267/38080"),
        sends "a sound Smart Highlight, and waits 20 s",
        sound "answers 200 well before",
        learn IN_TIME,
        do [taken(SOUND)];
    "css/deliver/several-clips" Must Answers [Loss]
        "a callback with three clips is taken"
        from Document("267/74672"),
        sends "a Smart Highlight whose items hold three clips",
        sound "answers 200 and takes it",
        learn TAKE_WHAT_IS_RIGHT,
        do [taken(Callback::set(&[("items", THREE_CLIPS)]))];
    "css/deliver/no-clips" Should Answers [Loss Crash]
        "a callback without clips is taken"
        from Reason("no document says that items may not be empty"),
        sends "a Smart Highlight whose items are an empty list",
        sound "answers 200",
        learn DO_NOT_CRASH,
        do [acknowledged(Callback::flawed(Flaw::EmptyItems))];
    "css/deliver/with-cover" Must Answers [Loss]
        "a clip with a cover picture is taken"
        from Document("267/74672"),
        sends "a Smart Highlight whose clip has the address of a cover",
        sound "answers 200 and takes it",
        learn TAKE_WHAT_IS_RIGHT,
        do [taken(Callback::set(&[("items[0].cov_img_store_url", r#""http://clips.example.test/{stream}.jpg""#)]))];
    "css/deliver/without-cover" Must Answers [Loss]
        "a clip whose cover is an empty text is taken"
        from Document("267/74672"),
        sends "a Smart Highlight whose cov_img_store_url is \"\", as in the sample and in captures",
        sound "answers 200 and takes it",
        learn TAKE_WHAT_IS_RIGHT,
        do [taken(Callback::set(&[("items[0].cov_img_store_url", r#""""#)]))];
    "css/deliver/old-clip" Must Answers [Loss]
        "a clip that was cut long ago is taken"
        from Reason("begin_time and end_time are the clip's, and old when the callback arrives; only t tells its age"),
        sends "a Smart Highlight whose clip lies years back, signed now",
        sound "answers 200 and takes it",
        learn T_IS_EXPIRY,
        do [taken(Callback::set(&[("items[0].begin_time", "1577836800"), ("items[0].end_time", "1577836820")]))];
    "css/deliver/chinese" Must Answers [Loss Unicode]
        "Chinese text is taken"
        from Document("267/125915"),
        sends "a Smart Highlight with a Chinese title, summary and keywords",
        sound "answers 200 and takes it",
        learn UNICODE,
        do [taken(Callback::set(&[
            ("items[0].title", r#""三二一上链接！秒抢""#),
            ("items[0].summary", r#""主播喊出“三二一上链接”，两千余件商品在三十七秒内售罄。""#),
            ("items[0].key_words", r#"["秒杀","直播带货","𠮷野家"]"#),
        ]))];
    "css/deliver/emoji" Must Answers [Loss Unicode]
        "text beyond the basic plane is taken"
        from Reason("titles are free text by an AI; emoji take four bytes in UTF-8"),
        sends "a Smart Highlight whose title holds emoji and joined sequences",
        sound "answers 200 and takes it",
        learn UNICODE,
        do [taken(Callback::set(&[("items[0].title", r#""GG 🎉🔥 👩‍👩‍👧 🇨🇳 𝟙𝟘""#)]))];
    "css/deliver/escaped-text" Must Answers [Loss Unicode]
        "text written as escapes is taken"
        from Standard("RFC 8259, 7"),
        sends "a Smart Highlight in Chinese with every character beyond ASCII as \\uNNNN and every / as \\/",
        sound "answers 200 and takes it",
        learn UNICODE,
        do [taken(Callback::set(&[("items[0].title", r#""三二一上链接 🎉""#)]).spelt(Spelling::Escaped))];
    "css/deliver/spaced-json" Must Answers [Loss]
        "JSON with blanks and line breaks is taken"
        from Standard("RFC 8259, 2"),
        sends "a sound Smart Highlight, indented as the documents print it",
        sound "answers 200 and takes it",
        learn TAKE_WHAT_IS_RIGHT,
        do [taken(SOUND.spelt(Spelling::Spaced))];
    "css/deliver/control-characters" Should Answers [Loss Unicode Crash]
        "escaped control characters in a text do no harm"
        from Standard("RFC 8259, 7"),
        sends "a Smart Highlight whose title holds \\u0000, \\u001b and a direction override",
        sound "answers 200 and takes it; databases that cannot store \\u0000 must not turn it into an error",
        learn UNICODE,
        do [taken(Callback::set(&[("items[0].title", r#""a\u0000b\u001b[2Jc\u202ed""#)]))];
    "css/deliver/body-16-kib" Must Answers [Loss]
        "a callback of 16 KiB is taken"
        from Reason("no document limits bodies; one highlight may hold many clips"),
        sends "a Smart Highlight with a summary of 16 KiB",
        sound "answers 200 and takes it",
        learn BODY_LIMIT,
        do [taken(Callback::set(&[("items[0].summary", r#""{16KiB}""#)]))];
    "css/deliver/body-200-kib" Should Answers [Loss]
        "a callback of 200 KiB is taken"
        from Reason("no document limits bodies; 300 clips come to this"),
        sends "a Smart Highlight with a summary of 200 KiB",
        sound "answers 200 and takes it",
        learn BODY_LIMIT,
        do [taken(Callback::set(&[("items[0].summary", r#""{200KiB}""#)]))];
    "css/deliver/content-type-charset" Must Answers [Loss]
        "application/json; charset=utf-8 is taken"
        from Document("267/5957"),
        sends "a sound Smart Highlight with a parameter in its content type",
        sound "answers 200 and takes it",
        learn NO_CONTENT_TYPE,
        do [taken(SOUND.typed("application/json; charset=utf-8"))];
    "css/deliver/content-type-case" Should Answers [Loss]
        "a content type in other letters is taken"
        from Standard("RFC 9110, 8.3.1"),
        sends "a sound Smart Highlight as Application/JSON",
        sound "answers 200 and takes it",
        learn NO_CONTENT_TYPE,
        do [taken(SOUND.typed("Application/JSON;charset=UTF-8"))];
    "css/deliver/content-type-none" Should Answers [Loss]
        "a callback without a content type is taken"
        from Reason("current documents only say that the body is JSON"),
        sends "a sound Smart Highlight without a content type",
        sound "answers 200 and takes it",
        learn NO_CONTENT_TYPE,
        do [taken(SOUND.typed(""))];
    "css/deliver/content-type-text" Should Answers [Loss]
        "text/plain is taken"
        from Reason("current documents only say that the body is JSON"),
        sends "a sound Smart Highlight as text/plain",
        sound "answers 200 and takes it",
        learn NO_CONTENT_TYPE,
        do [taken(SOUND.typed("text/plain"))];
    "css/deliver/content-type-form" Should Answers [Loss]
        "JSON that says it is a form is read as JSON"
        from Reason("old documents warn not to read the body as a form, and curl sends this type by default"),
        sends "a sound Smart Highlight as application/x-www-form-urlencoded",
        sound "answers 200 and takes it",
        learn NO_CONTENT_TYPE,
        do [taken(SOUND.typed("application/x-www-form-urlencoded"))];
    "css/deliver/unknown-headers" Must Answers [Loss]
        "headers that nobody asked for do no harm"
        from Reason("no document lists request headers, and proxies add theirs"),
        sends "a sound Smart Highlight with tracing and forwarding headers",
        sound "answers 200 and takes it",
        learn TAKE_WHAT_IS_RIGHT,
        do [taken(SOUND.headed("x-forwarded-for: 192.0.2.7\r\nx-request-id: 7c1e0f6a\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\naccept-encoding: gzip\r\n"))];
    "css/deliver/one-connection" Should Answers [Loss]
        "two callbacks over one connection are both taken"
        from Standard("RFC 9112, 9.3"),
        sends "two sound Smart Highlights one after another on one connection",
        sound "answers both 200, or closes after the first so that the sender opens another",
        learn TAKE_WHAT_IS_RIGHT,
        do [Step::Raw {
            callbacks: &[SOUND, SOUND.stream(1)],
            acts: &[Act::Request(0), Act::Answer, Act::Request(1), Act::Answer],
            expect: Expect::Honest,
        }];
    "css/deliver/acknowledged-is-kept" Must Effects [Loss Restart Slow]
        "what was answered 200 survives a restart in that very moment"
        from Document("267/38080"),
        sends "16 sound Smart Highlights at once, and the restart command as soon as they are answered",
        sound "after the restart has every event that it answered 200",
        learn DURABLE,
        do [Step::Cut { callback: SOUND, n: 16 }];
};
