//! The way the bytes travel: slow, in pieces, by other methods, over other versions.

pub(super) mod framing;

use super::cases;
use crate::{
    case::{Case, Source::*},
    step::{
        Act::{self, *},
        Callback, Expect, Step, taken,
    },
};

const SOUND: Callback = Callback::SOUND;

/// The head of a plain request.
const HEAD: Act = Text(
    "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n",
);

const fn raw(acts: &'static [Act], expect: Expect) -> Step {
    Step::Raw { callbacks: &[SOUND], acts, expect }
}

pub(super) const CASES: &[Case] = cases! {
    "css/transport/two-packets" Must Answers [Loss RawSocket]
        "a body that comes after its head is waited for"
        from Standard("RFC 9112, 6"),
        sends "the head of a sound Smart Highlight, and its body 200 ms later",
        sound "answers 200 and takes it",
        learn FRAMING,
        do [raw(&[HEAD, Pause(200), Body(0), Answer], Expect::Taken)];
    "css/transport/two-halves" Must Answers [Loss RawSocket]
        "a body in two halves is put together"
        from Standard("RFC 9112, 6"),
        sends "half the body of a sound Smart Highlight, and the other half 200 ms later",
        sound "answers 200 and takes it",
        learn FRAMING,
        do [raw(&[HEAD, FirstHalf, Pause(200), SecondHalf, Answer], Expect::Taken)];
    "css/transport/byte-by-byte" Should Answers [Loss RawSocket]
        "a body that comes byte by byte is put together"
        from Standard("RFC 9112, 6"),
        sends "the body of a sound Smart Highlight in packets of one byte",
        sound "answers 200 and takes it",
        learn FRAMING,
        do [raw(&[HEAD, Drip, Answer], Expect::Taken)];
    "css/transport/slow-body" Should Answers [Loss RawSocket Slow]
        "a body that takes two seconds is waited for"
        from Reason("callbacks cross oceans"),
        sends "the halves of a sound Smart Highlight two seconds apart",
        sound "answers 200 and takes it",
        learn FRAMING,
        do [raw(&[HEAD, FirstHalf, Pause(2_000), SecondHalf, Answer], Expect::Taken)];
    "css/transport/half-closed" Info Answers [RawSocket]
        "whether a sender that has ended its side still gets an answer"
        from Standard("RFC 9112, 9.6"),
        sends "a sound Smart Highlight, after which the sender ends its side of the connection",
        sound "may answer or close",
        learn FACT,
        do [raw(&[HEAD, Body(0), End, Answer], Expect::Reported)];
    "css/transport/http-1.0" Should Answers [RawSocket]
        "HTTP/1.0 is answered as it is taken"
        from Standard("RFC 9112, 2.3"),
        sends "a sound Smart Highlight over HTTP/1.0",
        sound "takes it and answers 200, or refuses the version",
        learn FRAMING,
        do [raw(&[
            Text("POST {path} HTTP/1.0\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"),
            Body(0), Answer,
        ], Expect::Honest)];
    "css/transport/header-case" Must Answers [Loss RawSocket]
        "header names in any letters are read"
        from Standard("RFC 9110, 5.1"),
        sends "a sound Smart Highlight whose header names are in upper case",
        sound "answers 200 and takes it",
        learn FRAMING,
        do [raw(&[
            Text("POST {path} HTTP/1.1\r\nHOST: {host}\r\nCONTENT-TYPE: application/json\r\nCONTENT-LENGTH: {length}\r\n\r\n"),
            Body(0), Answer,
        ], Expect::Taken)];
    "css/transport/expect-continue" Should Answers [Loss RawSocket]
        "Expect: 100-continue is answered"
        from Standard("RFC 9110, 10.1.1"),
        sends "a head with Expect: 100-continue, and the body half a second later without waiting",
        sound "takes it and answers 200, or answers 417",
        learn FRAMING,
        do [raw(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n"),
            Pause(500), Body(0), Answer,
        ], Expect::Honest)];
    "css/transport/upgrade" May Answers [RawSocket]
        "an offer to upgrade is passed over"
        from Standard("RFC 9110, 7.8"),
        sends "a sound Smart Highlight that offers h2c",
        sound "answers 200 over HTTP/1.1 and takes it",
        learn FRAMING,
        do [raw(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"),
            Body(0), Answer,
        ], Expect::Honest)];
    "css/transport/absolute-address" May Answers [RawSocket]
        "an absolute address in the request line is answered as it is taken"
        from Standard("RFC 9112, 3.2.2"),
        sends "a sound Smart Highlight with the whole URL in its request line",
        sound "takes it and answers 200, or refuses it",
        learn FRAMING,
        do [raw(&[
            Text("POST http://{host}{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"),
            Body(0), Answer,
        ], Expect::Honest)];
    "css/transport/headers-8-kib" Should Answers [Loss RawSocket]
        "8 KiB of headers are taken"
        from Reason("gateways add tokens and traces"),
        sends "a sound Smart Highlight with a header of 8 KiB",
        sound "answers 200 and takes it, or answers 431",
        learn FRAMING,
        do [raw(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\nx-fill: "), Fill(8_000),
            Text("\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"), Body(0), Answer,
        ], Expect::Honest)];
    "css/transport/headers-1-mib" Info Answers [Crash RawSocket]
        "what becomes of 1 MiB of headers"
        from Reason("a bound is right"),
        sends "a head with a header of 1 MiB",
        sound "answers 431 or 400, or closes",
        learn FACT,
        do [raw(&[
            Text("POST {path} HTTP/1.1\r\nhost: {host}\r\nx-fill: "), Fill(1_048_576),
            Text("\r\ncontent-length: 0\r\n\r\n"), Answer,
        ], Expect::Reported)];
    "css/transport/get" Should Answers [RawSocket]
        "a GET is no event"
        from Document("267/38080"),
        sends "a GET with the body of a sound Smart Highlight",
        sound "takes nothing of it",
        learn NOT_BY_GET,
        do [raw(&[
            Text("GET {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"),
            Body(0), Answer,
        ], Expect::Untaken)];
    "css/transport/put" Should Answers [RawSocket]
        "a PUT is no event"
        from Document("267/38080"),
        sends "a PUT with the body of a sound Smart Highlight",
        sound "takes nothing of it",
        learn NOT_BY_GET,
        do [raw(&[
            Text("PUT {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"),
            Body(0), Answer,
        ], Expect::Untaken)];
    "css/transport/plain-get" Info Answers [RawSocket]
        "what a GET without a body is answered"
        from Reason("health checks of consoles and proxies send it"),
        sends "a GET",
        sound "answers 405, or whatever its health check wants",
        learn FACT,
        do [raw(&[Text("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n"), Answer], Expect::Reported)];
    "css/transport/head" Info Answers [RawSocket]
        "what a HEAD is answered"
        from Reason("health checks send it"),
        sends "a HEAD",
        sound "answers 405, or whatever its health check wants",
        learn FACT,
        do [raw(&[Text("HEAD {path} HTTP/1.1\r\nhost: {host}\r\n\r\n"), Answer], Expect::Reported)];
    "css/transport/options" Info Answers [RawSocket]
        "what an OPTIONS is answered"
        from Reason("browsers send it before a page may post"),
        sends "an OPTIONS",
        sound "answers 405, or 204 without letting pages of strangers post",
        learn FACT,
        do [raw(&[Text("OPTIONS {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://stranger.example\r\naccess-control-request-method: POST\r\n\r\n"), Answer], Expect::Reported)];
    "css/transport/beside-silent-peers" Should Answers [Loss Concurrency RawSocket]
        "connections that say nothing keep nobody waiting"
        from Reason("browsers and scanners open connections and leave them"),
        sends "64 connections on which nothing is written, and a sound Smart Highlight beside them",
        sound "answers the callback 200 and takes it",
        learn SLOW_PEERS,
        do [Step::Hold { n: 64, acts: &[] }, taken(SOUND)];
    "css/transport/beside-slow-heads" Should Answers [Loss Concurrency RawSocket]
        "heads that never end keep nobody waiting"
        from Reason("slow senders are a known attack, and some networks are like that"),
        sends "64 connections with half a head, and a sound Smart Highlight beside them",
        sound "answers the callback 200 and takes it",
        learn SLOW_PEERS,
        do [Step::Hold { n: 64, acts: &[Text("POST {path} HTTP/1.1\r\nhost: {host}\r\nx-slow: ")] }, taken(SOUND)];
    "css/transport/beside-slow-bodies" Should Answers [Loss Concurrency RawSocket]
        "bodies that never end keep nobody waiting"
        from Reason("slow senders are a known attack, and some networks are like that"),
        sends "64 connections with a head and half a body, and a sound Smart Highlight beside them",
        sound "answers the callback 200 and takes it",
        learn SLOW_PEERS,
        do [Step::Hold { n: 64, acts: &[HEAD, FirstHalf] }, taken(SOUND)];
};
