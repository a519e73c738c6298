SELECT COALESCE(q.request_hash, r.request_hash), COALESCE(q.answer, r.answer), k.id IS NOT NULL, COALESCE(c.state, ''), COALESCE(c.mark, 0), COALESCE(c.lease_until, 0), COALESCE(k.state, ''), COALESCE(p.state, ''), COALESCE(m.valid_from, 0), COALESCE(m.valid_to, 0), COALESCE(p.name, ''), COALESCE(m.role, ''), COALESCE(cl.grade, ''), COALESCE(cl.name, ''), COALESCE(m.class_id, '')
FROM (SELECT 1 AS one) o LEFT JOIN scan q ON q.terminal_id = $1 AND q.request_key = $2
LEFT JOIN scan_reread r ON r.terminal_id = $1 AND r.request_key = $2
LEFT JOIN card k ON k.id = $3 LEFT JOIN person p ON p.id = k.person_id LEFT JOIN membership m ON m.id = k.membership_id
LEFT JOIN class cl ON cl.id = m.class_id LEFT JOIN credential c ON c.id = $4
