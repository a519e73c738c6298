SELECT * FROM (
SELECT s.feed AS feed,
  s.kind AS kind,
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
  s.decision AS decision,
  s.reason AS reason,
  s.open AS open,
  s.direction AS direction,
  s.at AS at,
  COALESCE(s.claimed_at, 0) AS claimed,
  s.at AS scanned,
  COALESCE(r.times, 0) AS repeats
FROM scan s
JOIN terminal t ON t.id = s.terminal_id
LEFT JOIN gate g ON g.id = s.gate_id
LEFT JOIN zone z ON z.id = COALESCE(s.zone_id, g.zone_id)
LEFT JOIN person p ON p.id = s.person_id
LEFT JOIN membership m ON m.id = s.membership_id
LEFT JOIN class c ON c.id = m.class_id
LEFT JOIN card k ON k.membership_id = s.membership_id
LEFT JOIN scan_repeat r ON r.scan_id = s.id
WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2 AND (?4 = '' OR s.terminal_id = ?4)
UNION ALL
SELECT x.feed AS feed,
  'confirmation' AS kind,
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
  CASE WHEN x.accepted THEN 'ALLOW' ELSE 'DENY' END AS decision,
  CASE WHEN x.accepted THEN 'STAFF_ACCEPTED' ELSE 'STAFF_REFUSED' END AS reason,
  x.accepted AS open,
  s.direction AS direction,
  x.at AS at,
  0 AS claimed,
  s.at AS scanned,
  0 AS repeats
FROM scan_confirmation x JOIN scan s ON s.id = x.scan_id
JOIN terminal t ON t.id = s.terminal_id
LEFT JOIN gate g ON g.id = s.gate_id
LEFT JOIN zone z ON z.id = COALESCE(s.zone_id, g.zone_id)
LEFT JOIN person p ON p.id = s.person_id
LEFT JOIN membership m ON m.id = s.membership_id
LEFT JOIN class c ON c.id = m.class_id
LEFT JOIN card k ON k.membership_id = s.membership_id
LEFT JOIN scan_repeat r ON r.scan_id = s.id
WHERE x.school_id = ?0 AND x.feed > ?1 AND x.feed <= ?2 AND (?4 = '' OR s.terminal_id = ?4)
UNION ALL
SELECT u.feed AS feed,
  'undo' AS kind,
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
  'DENY' AS decision,
  'STAFF_UNDONE' AS reason,
  FALSE AS open,
  s.direction AS direction,
  u.at AS at,
  0 AS claimed,
  s.at AS scanned,
  0 AS repeats
FROM scan_undo u JOIN scan s ON s.id = u.scan_id
JOIN terminal t ON t.id = s.terminal_id
LEFT JOIN gate g ON g.id = s.gate_id
LEFT JOIN zone z ON z.id = COALESCE(s.zone_id, g.zone_id)
LEFT JOIN person p ON p.id = s.person_id
LEFT JOIN membership m ON m.id = s.membership_id
LEFT JOIN class c ON c.id = m.class_id
LEFT JOIN card k ON k.membership_id = s.membership_id
LEFT JOIN scan_repeat r ON r.scan_id = s.id
WHERE u.school_id = ?0 AND u.feed > ?1 AND u.feed <= ?2 AND (?4 = '' OR s.terminal_id = ?4)
) AS e
ORDER BY feed
LIMIT ?3
