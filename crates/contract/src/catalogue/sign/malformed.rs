//! `t` and `sign` that are there and are none.

use livehook_simulator::recipe::Flaw;

use crate::{
    case::{Case, Source::*},
    catalogue::cases,
    step::{Callback, refused, reported},
};

pub(in crate::catalogue) const CASES: &[Case] = cases! {
    "css/sign/missing-sign" Must Answers [Forgery]
        "t without sign is refused"
        from Document("267/38080"),
        sends "a Smart Highlight with t and without sign",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::flawed(Flaw::MissingSign))];
    "css/sign/missing-t" Must Answers [Forgery]
        "sign without t is refused"
        from Document("267/38080"),
        sends "a Smart Highlight with a sign and without t",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::flawed(Flaw::MissingT))];
    "css/sign/both-null" Must Answers [Forgery]
        "null for t and sign is not absent, and refused"
        from Reason("null passes for absent in many languages"),
        sends "a Smart Highlight whose t and sign are null",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::set(&[("t", "null"), ("sign", "null")]))];
    "css/sign/both-empty" Must Answers [Forgery]
        "empty texts for t and sign are refused"
        from Reason("an empty text passes for absent in many languages"),
        sends "a Smart Highlight whose t and sign are \"\"",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::set(&[("t", r#""""#), ("sign", r#""""#)]))];
    "css/sign/null-sign" Must Answers [Forgery]
        "null for sign is refused"
        from Reason("null passes for absent in many languages"),
        sends "a Smart Highlight whose sign is null",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::flawed(Flaw::NullSign))];
    "css/sign/null-t" Must Answers [Forgery]
        "null for t is refused"
        from Reason("null passes for absent in many languages"),
        sends "a Smart Highlight whose t is null",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::flawed(Flaw::NullT))];
    "css/sign/empty-sign" Must Answers [Forgery]
        "an empty sign is refused"
        from Document("267/38080"),
        sends "a Smart Highlight whose sign is \"\"",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::flawed(Flaw::EmptySign))];
    "css/sign/truncated" Must Answers [Forgery]
        "31 of 32 digits are refused"
        from Document("267/38080"),
        sends "a Smart Highlight whose right sign lacks its last digit",
        sound "makes nothing of it",
        learn WHOLE_SIGNATURE,
        do [refused(Callback::flawed(Flaw::TruncatedSign))];
    "css/sign/longer" Should Answers [Forgery]
        "more than 32 digits are refused"
        from Document("267/38080"),
        sends "a Smart Highlight whose right sign is followed by two more digits",
        sound "makes nothing of it",
        learn WHOLE_SIGNATURE,
        do [refused(Callback::set(&[("sign", r#""{sign}00""#)]))];
    "css/sign/sha256" Must Answers [Forgery]
        "SHA-256 instead of MD5 is refused"
        from Document("267/38080"),
        sends "a Smart Highlight signed with SHA-256(key + t)",
        sound "makes nothing of it",
        learn SCHEME,
        do [refused(Callback::flawed(Flaw::Sha256Sign))];
    "css/sign/number-0" Must Answers [Forgery]
        "the number 0 for sign is refused"
        from Reason("loose comparisons make 0 equal to many texts"),
        sends "a Smart Highlight whose sign is 0",
        sound "makes nothing of it",
        learn WHOLE_SIGNATURE,
        do [refused(Callback::set(&[("sign", "0")]))];
    "css/sign/true" Must Answers [Forgery]
        "true for sign is refused"
        from Reason("loose comparisons make true equal to every text"),
        sends "a Smart Highlight whose sign is true",
        sound "makes nothing of it",
        learn WHOLE_SIGNATURE,
        do [refused(Callback::set(&[("sign", "true")]))];
    "css/sign/list" Must Answers [Forgery]
        "a list for sign is refused"
        from Reason("string functions given a list return null in some languages, and null equals false"),
        sends "a Smart Highlight whose sign is []",
        sound "makes nothing of it",
        learn WHOLE_SIGNATURE,
        do [refused(Callback::set(&[("sign", "[]")]))];
    "css/sign/object" Must Answers [Forgery]
        "an object for sign is refused"
        from Reason("a query built of it would hold for every row"),
        sends "a Smart Highlight whose sign is {\"$ne\":\"\"}",
        sound "makes nothing of it",
        learn WHOLE_SIGNATURE,
        do [refused(Callback::set(&[("sign", r#"{"$ne":""}"#)]))];
    "css/sign/with-blanks" Info Answers []
        "whether blanks around sign are taken"
        from Reason("no document says that they may be there"),
        sends "a Smart Highlight whose right sign has a blank on either side",
        sound "may take or refuse it",
        learn FACT,
        do [reported(Callback::set(&[("sign", r#"" {sign} ""#)]))];
};
