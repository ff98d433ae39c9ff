-- Counts a delivery of known content, whatever its state.
UPDATE record SET
    deliveries       = deliveries + 1,
    last_received_at = max(last_received_at, ?3),
    -- NULL unless forgotten, and max() with NULL is NULL.
    key_until        = max(key_until, ?4)
WHERE source_id = ?1 AND content_key = ?2
RETURNING id, state
