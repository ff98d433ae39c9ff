//! `t` in other forms than a number of seconds.

use livehook_simulator::recipe::Flaw;

use crate::{
    case::{Case, Source::*},
    catalogue::cases,
    step::{Callback, Expect, Step, refused, reported, taken},
};

pub(in crate::catalogue) const CASES: &[Case] = cases! {
    "css/time/t-as-text" May Answers [Loss]
        "t as a text of digits is taken"
        from Document("267/5957"),
        sends "a Smart Highlight whose t is a text, as documents until 2020 have its type",
        sound "answers 200 and takes it",
        learn TAKE_WHAT_IS_RIGHT,
        do [taken(Callback::flawed(Flaw::TAsText))];
    "css/time/two-days-ahead" Info Answers []
        "whether a t two days ahead is taken"
        from Reason("documents promise ten minutes; a longer life helps only who has seen a pair, or the receiver's clock is wrong"),
        sends "a Smart Highlight with t = now + 172800",
        sound "may take or refuse it",
        learn FACT,
        do [reported(Callback::expiring(172_800))];
    "css/time/milliseconds" Info Answers []
        "whether a t in milliseconds is taken"
        from Reason("read as seconds it lies fifty thousand years ahead"),
        sends "a Smart Highlight with t in milliseconds",
        sound "may take or refuse it",
        learn FACT,
        do [reported(Callback::set(&[("t", "{t}000")]))];
    "css/time/largest" Should Answers [Crash Numbers]
        "the largest 64-bit t breaks nothing"
        from Reason("t is somebody else's number"),
        sends "a Smart Highlight with t = 9223372036854775807, rightly signed",
        sound "answers, and not with a server's error",
        learn CLOCK_WIDTH,
        do [Step::Send { callback: Callback::set(&[("t", "9223372036854775807")]), copies: 1, expect: Expect::Survived }];
    "css/time/smallest" Should Answers [Forgery Crash Numbers]
        "the smallest 64-bit t is refused"
        from Reason("now - t overflows"),
        sends "a Smart Highlight with t = -9223372036854775808, rightly signed",
        sound "makes nothing of it",
        learn CLOCK_WIDTH,
        do [refused(Callback::set(&[("t", "-9223372036854775808")]))];
    "css/time/negative" Should Answers [Forgery Numbers]
        "a negative t is refused"
        from Reason("no second before 1970 can be an expiry"),
        sends "a Smart Highlight with a t below zero, signed so",
        sound "makes nothing of it",
        learn CANONICAL_T,
        do [refused(Callback::flawed(Flaw::TNegative))];
    "css/time/beyond-64-bits" Should Answers [Crash Numbers]
        "a t beyond 64 bits breaks nothing"
        from Reason("some parsers fail on such a number, some lose digits of it, some keep all of them; only who has the key can sign it"),
        sends "a Smart Highlight with a t of twenty digits, rightly signed",
        sound "answers, and not with a server's error; may take or refuse it",
        learn CLOCK_WIDTH,
        do [Step::Send { callback: Callback::flawed(Flaw::THuge), copies: 1, expect: Expect::Survived }];
    "css/time/fraction" Should Answers [Forgery Numbers]
        "a t with a fraction is refused"
        from Reason("1761129434.0 and 1761129434 are two texts of one number: which one was hashed is a guess"),
        sends "a Smart Highlight with a t that ends in .0, signed so",
        sound "makes nothing of it",
        learn CANONICAL_T,
        do [refused(Callback::flawed(Flaw::TFloat))];
    "css/time/leading-zero" Should Answers [Forgery Numbers]
        "a t with a zero in front is refused"
        from Reason("two texts of one number; some parsers read octal"),
        sends "a Smart Highlight whose t is a text that begins with 0, signed so",
        sound "makes nothing of it",
        learn CANONICAL_T,
        do [refused(Callback::flawed(Flaw::TLeadingZeros))];
    "css/time/plus-sign" Should Answers [Forgery Numbers]
        "a t with a plus in front is refused"
        from Reason("two texts of one number"),
        sends "a Smart Highlight whose t is a text that begins with +, signed so",
        sound "makes nothing of it",
        learn CANONICAL_T,
        do [refused(Callback::set(&[("t", r#""+{t}""#)]))];
    "css/time/with-blank" Should Answers [Forgery Numbers]
        "a t with a blank behind is refused"
        from Reason("two texts of one number: what is trimmed before the comparison was hashed untrimmed"),
        sends "a Smart Highlight whose t is a text that ends in a blank, signed so",
        sound "makes nothing of it",
        learn CANONICAL_T,
        do [refused(Callback::set(&[("t", r#""{t} ""#)]))];
    "css/time/letters-behind" Should Answers [Forgery Numbers]
        "a t with letters behind the digits is refused"
        from Reason("parsers that stop at the first letter read an expiry out of it"),
        sends "a Smart Highlight whose t is digits and then letters, signed so",
        sound "makes nothing of it",
        learn CANONICAL_T,
        do [refused(Callback::set(&[("t", r#""{t}abc""#)]))];
    "css/time/true" Should Answers [Forgery]
        "true for t is refused"
        from Reason("true passes for 1 in many languages"),
        sends "a Smart Highlight whose t is true",
        sound "makes nothing of it",
        learn CANONICAL_T,
        do [refused(Callback::set(&[("t", "true"), ("sign", r#""{sign}""#)]))];
    "css/time/list" Should Answers [Forgery Crash]
        "a list for t is refused"
        from Reason("[1761129434] passes for the number within in some languages"),
        sends "a Smart Highlight whose t is a list that holds it, signed as if it were the number",
        sound "makes nothing of it",
        learn CANONICAL_T,
        do [refused(Callback::set(&[("t", "[{t}]"), ("sign", r#""{sign}""#)]))];
    "css/time/expired-then-fresh" Must Answers [Forgery]
        "an expired t is not refreshed by a second one"
        from Reason("a part that verifies the first t and a part that dates by the last believe an expired pair for ever"),
        sends "a Smart Highlight with an expired t and its genuine sign, and a second t a year ahead",
        sound "makes nothing of it",
        learn ONE_READING,
        do [refused(Callback::flawed(Flaw::TTwice).expires(-60))];
    "css/time/expired-then-fresh-escaped" Must Answers [Forgery]
        "an expired t is not refreshed by a second one in another spelling"
        from Reason("\"\\u0074\" is the same name as \"t\""),
        sends "the same, the second t written as \\u0074",
        sound "makes nothing of it",
        learn ONE_READING,
        do [refused(Callback::flawed(Flaw::TTwiceEscaped).expires(-60))];
};
