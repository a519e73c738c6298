SELECT s.feed AS feed,
  CASE WHEN u.scan_id IS NOT NULL THEN 'undo' WHEN x.scan_id IS NOT NULL THEN 'confirmation' ELSE s.kind END AS kind,
  s.id AS scan,
  s.terminal_id AS terminal_id,
  t.name AS terminal,
  COALESCE(s.gate_id, '') AS gate_id,
  COALESCE(g.name, '') AS gate,
  CASE WHEN z.parent_id IS NULL THEN '' ELSE z.name END AS inner_zone,
  COALESCE(s.person_id, '') AS person_id,
  COALESCE(p.name, '') AS name,
  COALESCE(p.number, '') AS number,
  CASE WHEN s.kind = 'visit' THEN 'visitor' ELSE COALESCE(m.role, '') END AS role,
  COALESCE(c.grade, '') AS grade,
  COALESCE(c.name, '') AS class,
  COALESCE(m.class_id, '') AS class_id,
  COALESCE(k.id, '') AS card_id,
  COALESCE(s.credential_id, '') AS credential_id,
  COALESCE(s.mark, 0) AS mark,
  s.consumed AS consumed,
  s.mode AS mode,
  COALESCE(s.warning, '') AS warning,
  CASE WHEN u.scan_id IS NOT NULL THEN 'DENY' WHEN x.scan_id IS NULL THEN s.decision WHEN x.accepted THEN 'ALLOW' ELSE 'DENY' END AS decision,
  CASE WHEN u.scan_id IS NOT NULL THEN 'STAFF_UNDONE' WHEN x.scan_id IS NULL THEN s.reason WHEN x.accepted THEN 'STAFF_ACCEPTED' ELSE 'STAFF_REFUSED' END AS reason,
  (u.scan_id IS NULL AND (s.open OR COALESCE(x.accepted, FALSE))) AS open,
  s.direction AS direction,
  s.at AS at,
  COALESCE(s.claimed_at, 0) AS claimed,
  s.at AS scanned,
  COALESCE(r.times, 0) AS repeats
FROM scan s
LEFT JOIN scan_confirmation x ON x.scan_id = s.id
LEFT JOIN scan_undo u ON u.scan_id = s.id
JOIN terminal t ON t.id = s.terminal_id
LEFT JOIN gate g ON g.id = s.gate_id
LEFT JOIN zone z ON z.id = COALESCE(s.zone_id, g.zone_id)
LEFT JOIN person p ON p.id = s.person_id
LEFT JOIN membership m ON m.id = s.membership_id
LEFT JOIN class c ON c.id = m.class_id
LEFT JOIN card k ON k.membership_id = s.membership_id
LEFT JOIN scan_repeat r ON r.scan_id = s.id
WHERE s.school_id = ?0 AND s.terminal_id = ?1 AND s.feed > (SELECT last FROM feed_head WHERE school_id = ?0) - 2000
  AND s.at >= ?2 AND s.decision = 'CONFIRM' AND x.scan_id IS NULL
ORDER BY s.feed
