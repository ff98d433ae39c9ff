-- Decides whether a content is new. Without RETURNING, which SQLite runs as a trigger with a table and a journal of its own:
-- that cost up to a third of the writer's time.
INSERT INTO record (
    source_id, content_key, state, received_at, last_received_at, changed_at, deliveries,
    undecodable, late_by, conflict, event_type, stream_id, key_id, t, body_bytes, body
) VALUES (?1, ?2, ?3, ?4, ?4, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (source_id, content_key) DO NOTHING
