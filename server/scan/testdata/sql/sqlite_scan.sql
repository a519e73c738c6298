INSERT INTO scan (id, school_id, feed, terminal_id, gate_id, request_key, request_hash, kind, credential_id, person_id, membership_id, mark, consumed, decision, reason, open, direction, at, claimed_at, staff_id, note, answer, warning, zone_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
