-- ?13 says whether there is room. Without room, only known content gets as far as the conflict, where it is counted.
INSERT INTO record (
    source_id, content_key, state, received_at, last_received_at, changed_at, deliveries,
    undecodable, late_by, conflict, event_type, stream_id, key_id, t, body_bytes, body
)
SELECT ?1, ?2, ?4, ?3, ?3, ?3, 1, ?5, ?6, 0, ?7, ?8, ?9, ?10, ?11, ?12
WHERE ?13 OR EXISTS (SELECT 1 FROM record WHERE source_id = ?1 AND content_key = ?2)
ON CONFLICT (source_id, content_key) DO UPDATE SET
    deliveries       = deliveries + 1,
    last_received_at = max(last_received_at, excluded.last_received_at),
    key_until        = max(key_until, ?14)
RETURNING id, deliveries
