SELECT s.id, COALESCE(x.at, s.at) AS at, COALESCE(x.answer, s.answer) AS answer
FROM scan s
LEFT JOIN scan_confirmation x ON x.scan_id = s.id
LEFT JOIN scan_undo u ON u.scan_id = s.id
WHERE s.credential_id = $1 AND s.terminal_id = $2 AND s.mark IS NULL AND s.at > $3
  AND s.decision <> 'DENY' AND u.scan_id IS NULL AND (x.scan_id IS NULL OR x.accepted)
  AND COALESCE(x.at, s.at) > $4 AND COALESCE(x.at, s.at) < $5
ORDER BY s.feed DESC LIMIT 1
