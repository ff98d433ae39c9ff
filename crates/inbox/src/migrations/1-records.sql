-- "lvhk": says that this file is an inbox, to us and to file(1).
PRAGMA application_id = 1819699307;

CREATE TABLE source (
    id   INTEGER PRIMARY KEY,
    name TEXT    NOT NULL UNIQUE
) STRICT;

-- A record is one content of one source. The body comes last: what is asked more often is read without its overflow pages.
CREATE TABLE record (
    id               INTEGER PRIMARY KEY,
    source_id        INTEGER NOT NULL REFERENCES source (id),
    content_key      BLOB    NOT NULL CHECK (length(content_key) = 40),
    -- 0 forgotten (only the key is kept), 1 done, 2 quarantined: expired, 3 quarantined: far future, 4 received
    state            INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    -- Unix milliseconds: first and last delivery, and the last change of state.
    received_at      INTEGER NOT NULL,
    last_received_at INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL,
    deliveries       INTEGER NOT NULL,
    -- Of a forgotten record: until when its key is kept, Unix milliseconds.
    key_until        INTEGER,
    -- Marks. Why it could not be decoded; by how many seconds it was late; whether a clip contradicts an earlier one.
    undecodable      TEXT,
    late_by          INTEGER,
    conflict         INTEGER NOT NULL CHECK (conflict IN (0, 1)),
    event_type       INTEGER,
    stream_id        TEXT,
    -- NULL: nobody's signature was checked.
    key_id           TEXT,
    t                INTEGER,
    body_bytes       INTEGER NOT NULL,
    -- As received: UTF-8 by proof, so that it reads as text in any tool. NULL once forgotten.
    body             TEXT,
    CHECK ((state = 0) = (body IS NULL)),
    CHECK ((state = 0) = (key_until IS NOT NULL)),
    CHECK ((key_id IS NULL) = (t IS NULL)),
    -- The key begins with the event's own time: this index grows at its end.
    UNIQUE (source_id, content_key)
) STRICT;

-- `received` is the highest state, so that a new record lands at this index's end too.
CREATE INDEX record_by_state ON record (state, id);

-- The order in which retention takes records, with what it needs to count their bytes.
CREATE INDEX record_done ON record (changed_at, body_bytes) WHERE state = 1;

CREATE INDEX record_forgotten ON record (key_until) WHERE state = 0;

-- A row per clip, never overwritten. The id is record id << 10 | place in its callback, so it needs no index of its own.
-- No index on clip_key: its values are random, and such an index would cost two thirds of the speed.
CREATE TABLE clip (
    id         INTEGER PRIMARY KEY,
    clip_key   BLOB    NOT NULL CHECK (length(clip_key) = 32),
    begin_time INTEGER NOT NULL,
    end_time   INTEGER NOT NULL,
    title      TEXT    NOT NULL,
    summary    TEXT    NOT NULL,
    -- A JSON array of texts.
    key_words  TEXT    NOT NULL,
    video_url  TEXT    NOT NULL,
    cover_url  TEXT    NOT NULL
) STRICT;
