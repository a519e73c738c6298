SELECT u.n, COALESCE(q.request_hash, r.request_hash), COALESCE(q.answer, r.answer), k.id IS NOT NULL, COALESCE(c.state, ''), COALESCE(c.mark, 0), COALESCE(c.lease_until, 0), COALESCE(k.state, ''), COALESCE(m.valid_from, 0), COALESCE(m.valid_to, 0), COALESCE(m.role, ''), COALESCE(cl.grade, ''), COALESCE(cl.name, ''), COALESCE(m.class_id, ''), s.terminal_id, s.at, s.answer, s.undone
FROM (SELECT $1::text AS terminal, $2::text AS key, $3::text AS card, $4::text AS cred, $5::bigint AS mark, 1::bigint AS n) AS u LEFT JOIN scan q ON q.terminal_id = u.terminal AND q.request_key = u.key
LEFT JOIN scan_reread r ON r.terminal_id = u.terminal AND r.request_key = u.key
LEFT JOIN card k ON k.id = u.card LEFT JOIN membership m ON m.id = k.membership_id
LEFT JOIN class cl ON cl.id = m.class_id LEFT JOIN credential c ON c.id = u.cred
LEFT JOIN LATERAL (SELECT x.terminal_id, x.at, x.answer, EXISTS (SELECT 1 FROM scan_undo d WHERE d.scan_id = x.id) AS undone FROM scan x WHERE u.mark <= c.mark AND x.credential_id = u.cred AND x.mark = abs(u.mark) AND x.consumed LIMIT 1) s ON TRUE
