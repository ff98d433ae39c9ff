-- Makes an event of what lay in quarantine. The accepted delivery's bytes take the place of those that were not accepted; they
-- differ at most in t, sign and spelling, or the content key would be another.
UPDATE record SET
    state      = 4,
    changed_at = ?2,
    late_by    = ?3,
    conflict   = ?4,
    key_id     = ?5,
    t          = ?6,
    body_bytes = ?7,
    body       = ?8
WHERE id = ?1
