//! What is learnt from failing: why it matters and what to change. Several cases may teach the same.

use crate::case::Lesson;

macro_rules! lessons {
    ($($name:ident $matters:literal $mend:literal;)+) => {
        $(pub(crate) const $name: Lesson = Lesson { matters: $matters, mend: $mend };)+
    };
}

lessons! {
    ONLY_200
        "Tencent takes exactly 200 for delivered. Everything else, 201 and 204 too, is delivered again, up to 12 times a minute apart, and then lost."
        "Answer every callback that you took with status 200 and the body {\"code\":0}.";
    IN_TIME
        "Tencent waits 20 s and then delivers again: a slow receiver gets everything several times, and loses what takes longer every time."
        "Store the callback, answer 200, and do the work afterwards.";
    NO_CONTENT_TYPE
        "No current document promises a content type, and proxies change it. A receiver that insists on one loses everything the day it differs."
        "Read the body as JSON whatever the content type says; do not let a framework choose the parser by it.";
    TAKE_WHAT_IS_RIGHT
        "What is answered 200 and not taken is lost: Tencent does not deliver it again."
        "Store the raw body of every genuine callback before you answer, and read its fields afterwards.";
    BODY_LIMIT
        "A highlight may hold many clips with long texts. A framework's default limit (16 KiB, 100 KiB) refuses the largest, and they are lost after the last retry."
        "Allow bodies of at least 1 MiB on the callback path, in the framework and in every proxy before it.";
    UNICODE
        "Titles and summaries are written by an AI in any language. A receiver that breaks on them loses the events it was built for."
        "Decode the body as UTF-8, and store texts in columns that hold all of Unicode (utf8mb4 in MySQL).";
    DURABLE
        "Once it is answered 200, Tencent never sends it again. What is in memory only is lost with the process."
        "Write the event to disk (commit, fsync) before you answer, not after.";
    VERIFY
        "Without this check anybody who knows the address can invent events: clips, stream ends, moderation results."
        "Compute MD5(key + t) as 32 hex digits, compare it with sign over its full length, and refuse what differs.";
    ALWAYS_VERIFY
        "\"Verify only if sign is present\" lets everybody in who leaves it out. It is the most common bypass in public receivers."
        "Let configuration decide whether callbacks are signed, never the message: with a key, a callback without t or sign is refused, whatever its event type.";
    WHOLE_SIGNATURE
        "A comparison of a part, or one that lets types and blanks differ, can be met by trying."
        "Take sign only as a text of exactly 32 hex digits and compare all of them, in constant time.";
    SCHEME
        "The scheme is MD5(key + t), the key first, nothing between. Another order or hash refuses what is right, or takes what anybody can compute."
        "Concatenate the key and the digits of t as they stand in the body, hash with MD5, write 32 lower-case hex digits.";
    FROM_THE_BODY
        "Tencent puts t and sign into the JSON body. What stands in the query or in headers comes from whoever sent the request."
        "Read t and sign from the top level of the body alone.";
    CANONICAL_T
        "MD5 can be continued: whoever has one genuine pair can sign a longer t without the key. It only works where t may hold more than digits."
        "Take t only as a JSON integer or a text of decimal digits without sign, zeros in front, fraction or exponent, and hash exactly these digits.";
    EXPIRY
        "A (t, sign) pair works for every body until t. Without the check, one pair that was seen once, in a log or on a proxy, works for ever."
        "Refuse a callback when now > t. t is the second at which it expires, not the time of sending: add nothing to it.";
    T_IS_EXPIRY
        "t lies ten minutes ahead when it is sent. Read as the time of sending, sound callbacks look like from the future, or expired ones live on."
        "Compare now > t and nothing else; t is when the signature expires.";
    REDELIVERY
        "A retry may come freshly signed. A receiver that remembers the expired attempt as seen drops the good one and loses the event."
        "Remember content only for callbacks that you took, not for those that you refused.";
    CLOCK_WIDTH
        "t is any 64-bit number of somebody else's. Arithmetic that overflows crashes, or makes the far future look expired and the other way round."
        "Compare instead of subtracting, or subtract with saturation.";
    NOT_AN_ID
        "Events of one second share t and sign, since these cover neither body nor stream. Whoever takes them for an id drops honest events."
        "Recognise a repeated event by its content without t and sign, never by its signature.";
    WHOLE_CONTENT
        "One stream has many events, and one recording many files. Whoever takes the stream, the type or the first clip for an id drops all but the first."
        "Recognise a repeated event by its whole content without t and sign: every field of it, every clip too.";
    DIGITS_KEPT
        "Ids and sequence numbers go beyond 2^53. A parser that reads numbers as doubles, such as JSON.parse, rounds them, and two events fall together."
        "Compute what identifies an event from the digits as they stand in the body: keep numbers as source text, or as integers of any size, never as doubles.";
    CHARACTERS_KEPT
        "A digest over text that was forced into ASCII or Latin-1 holds a ? for every Chinese character, and all titles of a length fall together."
        "Compute what identifies an event over the UTF-8 bytes of the whole content; let nothing replace or drop characters on the way to the digest.";
    ONCE
        "Delivery is at least once: a slow answer, a lost one or a restart brings the same event again. Done twice means paid, published or notified twice."
        "Give each event an identity by its content without t and sign, and insert it under a unique index; answer 200 to a repeat.";
    ATOMIC
        "Check-then-insert lets two copies that arrive at the same time both pass the check."
        "Let one statement decide: INSERT on a unique key, and look whether it inserted.";
    ORDER
        "Nothing promises an order: a retry arrives minutes after what happened later."
        "Take each event for itself, and order by the event's own times where it matters.";
    DO_NOT_CRASH
        "A 5xx or a broken connection tells Tencent to deliver again what will break it again, and one hostile request may take the process down."
        "Parse first, catch every parse error, and answer 400; keep the handler's panics and exceptions from ending the process.";
    KEEP_UNKNOWN
        "New event types and fields appear every few months (343 to 349 within 2025). A receiver that refuses them makes Tencent deliver what will never parse."
        "Answer 200 to every genuine callback, store its raw body, and raise an alarm for what you cannot read.";
    ABSENT_IS_NOT_ZERO
        "A number that is absent and read as 0 makes the end of a stream (event type 0) out of a callback that is none."
        "Tell absent from 0: an optional integer, not one with a default.";
    ONE_READING
        "Parsers differ in which of two fields they take. What one part verifies is then not what another believes."
        "Refuse a callback in which a top-level field stands twice.";
    FORM
        "A framework that binds a form to the same object fills what it finds and leaves the rest empty: half an event, believed."
        "Parse the body as JSON only, whatever its content type.";
    DOCUMENTED_SHAPE
        "Events differ in their field names, types and units; code that is right for one loses another."
        "Follow the document of this event type, take every field as optional, and keep the raw body. If you do not want this type, answer 200 and name the types that you take in the profile.";
    ODD_SHAPE
        "The documents' tables, samples and what was captured differ, and Tencent changes fields without notice."
        "Take absent, null and unknown fields without complaint, ids as text or 64-bit integers, and keep the raw body.";
    WHOLE_BODY
        "A body that ends before its announced length was cut off on its way. What is taken of it is not the event that was sent."
        "Compare the bytes read with Content-Length, and refuse a body that is shorter.";
    FRAMING
        "A body that ends early is not the body that was sent; what is hidden behind another request was never authenticated by your proxy."
        "Use a maintained HTTP server, let it refuse contradictory lengths, and read the whole body before anything else.";
    NOT_BY_GET
        "Crawlers, previews and health checks send GET. Events must not come from them."
        "Take POST only; answer 405 to everything else.";
    SLOW_PEERS
        "One peer that sends slowly, by accident or on purpose, must not keep Tencent's callbacks from being answered within 20 s."
        "Serve connections concurrently, bound the time for headers and body, and put a buffering proxy before it.";
    BURST
        "Many streams end together, and retries pile up after an outage. What is answered 200 in a burst must be kept like any other."
        "Bound what is taken at once and answer 503 beyond it: Tencent delivers again. Never answer 200 for what is only queued in memory.";
    SECRET
        "Whoever sends a forgery reads the answer. A signature that would have been right, or the key, makes the next one genuine."
        "Answer with a code and no more; log the details, without key and expected signature.";
    TRACES
        "A trace shows a stranger which versions, paths and queries to try next."
        "Switch off debug pages, and answer errors with a code.";
    FACT
        "There is no right or wrong here; it is good to know."
        "Nothing.";
}
