//! Where a body ends: chunks, lengths that are wrong or contradict one another, connections that break.

use crate::{
    case::{Case, Source::*},
    catalogue::cases,
    step::{
        Act::{self, *},
        Callback, Expect, Step,
    },
};

const SOUND: Callback = Callback::SOUND;

const CHUNKED: Act = Text(
    "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
);

const fn raw(acts: &'static [Act], expect: Expect) -> Step {
    Step::Raw { callbacks: &[SOUND], acts, expect }
}

/// Two sound callbacks, the second to be hidden behind the first.
const TWO: &[Callback] = &[SOUND, SOUND.stream(1)];

const fn smuggled(acts: &'static [Act]) -> Step {
    Step::Raw { callbacks: TWO, acts, expect: Expect::NotSmuggled }
}

pub(in crate::catalogue) const CASES: &[Case] = cases! {
    "css/transport/chunked" Should Answers [Loss RawSocket]
        "a body in chunks is answered as it is taken"
        from Standard("RFC 9112, 7.1"),
        sends "a sound Smart Highlight with Transfer-Encoding: chunked, as a proxy may forward it",
        sound "takes it and answers 200, or answers 411",
        learn FRAMING,
        do [raw(&[CHUNKED, Chunks(""), Answer], Expect::Honest)];
    "css/transport/chunk-extensions" Should Answers [Loss RawSocket]
        "chunks with extensions are answered as they are taken"
        from Standard("RFC 9112, 7.1.1"),
        sends "a sound Smart Highlight in chunks, each with ;name=value",
        sound "takes it and answers 200, or refuses it",
        learn FRAMING,
        do [raw(&[CHUNKED, Chunks(";name=value"), Answer], Expect::Honest)];
    "css/transport/body-ends-early" Must Answers [Forgery RawSocket]
        "a body shorter than announced is not taken"
        from Standard("RFC 9112, 8"),
        sends "a sound Smart Highlight whose length is announced ten bytes too long, and the end of the connection",
        sound "makes nothing of it",
        learn WHOLE_BODY,
        do [raw(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {more}\r\n\r\n"),
            Body(0), End, Answer,
        ], Expect::Untaken)];
    "css/transport/body-cut-in-half" Must Answers [Loss RawSocket]
        "half a body is not taken"
        from Standard("RFC 9112, 8"),
        sends "half the body of a sound Smart Highlight, and the end of the connection",
        sound "makes nothing of it",
        learn WHOLE_BODY,
        do [raw(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"),
            FirstHalf, End, Answer,
        ], Expect::Untaken)];
    "css/transport/reset-in-body" Must Answers [Loss RawSocket]
        "a connection that is reset within the body does no harm"
        from Reason("networks break"),
        sends "half the body of a sound Smart Highlight, and a reset",
        sound "makes nothing of it, and goes on",
        learn FRAMING,
        do [raw(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"),
            FirstHalf, Reset,
        ], Expect::Untaken), crate::step::taken(SOUND.stream(1))];
    "css/transport/chunks-end-early" Should Answers [Forgery RawSocket]
        "chunks without their end are not taken"
        from Standard("RFC 9112, 8"),
        sends "the whole body of a sound Smart Highlight as one chunk, and the end of the connection instead of the last chunk",
        sound "makes nothing of it",
        learn FRAMING,
        do [raw(&[CHUNKED, Text("{hex-length}\r\n"), Body(0), Text("\r\n"), End, Answer], Expect::Untaken)];
    "css/transport/announced-too-short" Should Answers [Forgery RawSocket]
        "what follows a body is not taken for the next request"
        from Standard("RFC 9112, 9.3"),
        sends "a sound Smart Highlight whose length is announced as half",
        sound "makes nothing of it, and answers what follows 400 or closes",
        learn FRAMING,
        do [raw(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {half}\r\n\r\n"),
            Body(0), Answer,
        ], Expect::Untaken)];
    "css/transport/pipelined" Should Answers [Loss RawSocket]
        "two requests at once are answered as they are taken"
        from Standard("RFC 9112, 9.3.2"),
        sends "two sound Smart Highlights on one connection without waiting for the first answer",
        sound "takes and answers both in order, or the first and closes",
        learn FRAMING,
        do [Step::Raw {
            callbacks: TWO,
            acts: &[Request(0), Request(1), Answer, Answer],
            expect: Expect::Honest,
        }];
    "css/transport/chunked-hides-request" Should Answers [Forgery RawSocket]
        "a request behind the last chunk of one with a length is not carried out"
        from Standard("RFC 9112, 6.1"),
        sends "a request with a length and chunks: the chunks end at once, and within the length a second sound callback follows",
        sound "refuses it and closes; a proxy that went by the length has never seen the second",
        learn FRAMING,
        do [smuggled(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {chunked-with-second}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
            Request(1), Answer, Answer,
        ])];
    "css/transport/length-hides-request" Should Answers [Forgery RawSocket]
        "a request behind the shorter of two lengths is not carried out"
        from Standard("RFC 9112, 6.3"),
        sends "a request with two lengths: the first ends before a second sound callback, the other after it",
        sound "refuses it and closes",
        learn FRAMING,
        do [smuggled(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\ncontent-length: {with-second}\r\n\r\n"),
            Body(0), Request(1), Answer, Answer,
        ])];
    "css/transport/odd-encoding-hides-request" Should Answers [Forgery RawSocket]
        "a request behind chunks in an unknown encoding is not carried out"
        from Standard("RFC 9112, 6.1"),
        sends "a request with a length and Transfer-Encoding: xchunked; a second sound callback lies within the length",
        sound "refuses it and closes, or goes by the length",
        learn FRAMING,
        do [smuggled(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {chunked-with-second}\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n"),
            Request(1), Answer, Answer,
        ])];
    "css/transport/signed-length" Should Answers [Crash RawSocket]
        "a length that is no number breaks nothing"
        from Standard("RFC 9112, 6.3"),
        sends "a head with content-length: -1",
        sound "answers 400 or closes, and goes on",
        learn DO_NOT_CRASH,
        do [raw(&[Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: -1\r\n\r\n"), Answer], Expect::Untaken),
            crate::step::taken(SOUND.stream(1))];
    "css/transport/huge-length" Should Answers [Crash RawSocket]
        "a length beyond all memory breaks nothing"
        from Reason("a receiver that reserves what is announced runs out"),
        sends "a head with content-length: 9223372036854775807, and the end of the connection",
        sound "answers 413 or closes, and goes on",
        learn DO_NOT_CRASH,
        do [raw(&[Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 9223372036854775807\r\n\r\n"), End, Answer], Expect::Untaken),
            crate::step::taken(SOUND.stream(1))];
    "css/transport/no-http" Should Answers [Crash RawSocket]
        "bytes that are no HTTP break nothing"
        from Reason("scanners speak TLS to every port"),
        sends "the beginning of a TLS handshake",
        sound "answers 400 or closes, and goes on",
        learn DO_NOT_CRASH,
        do [raw(&[Text("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}\r\n\r\n"), Answer], Expect::Untaken),
            crate::step::taken(SOUND.stream(1))];
};
