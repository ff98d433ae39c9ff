INSERT INTO record (
    source_id, content_key, state, received_at, last_received_at, changed_at, deliveries,
    undecodable, late_by, conflict, event_type, stream_id, key_id, t, body_bytes, body
) VALUES (?1, ?2, 4, ?3, ?3, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
-- Known content: the delivery is counted. Only what lay in quarantine takes anything else from it, the accepted bytes too.
ON CONFLICT (source_id, content_key) DO UPDATE SET
    deliveries           = deliveries + 1,
    last_received_at     = max(last_received_at, excluded.last_received_at),
    -- NULL unless forgotten, and max() with NULL is NULL.
    key_until            = max(key_until, ?13),
    promoted_at_delivery = iif(state IN (2, 3), deliveries + 1, promoted_at_delivery),
    changed_at           = iif(state IN (2, 3), excluded.changed_at, changed_at),
    late_by              = iif(state IN (2, 3), excluded.late_by, late_by),
    conflict             = iif(state IN (2, 3), excluded.conflict, conflict),
    key_id               = iif(state IN (2, 3), excluded.key_id, key_id),
    t                    = iif(state IN (2, 3), excluded.t, t),
    body_bytes           = iif(state IN (2, 3), excluded.body_bytes, body_bytes),
    body                 = iif(state IN (2, 3), excluded.body, body),
    state                = iif(state IN (2, 3), 4, state)
RETURNING id, deliveries, promoted_at_delivery
