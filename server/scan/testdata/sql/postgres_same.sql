SELECT u.n, f.id, f.at, f.answer
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) WITH ORDINALITY AS u(terminal, cred, oldest, since, until, n)
JOIN LATERAL (SELECT s.id, COALESCE(x.at, s.at) AS at, COALESCE(x.answer, s.answer) AS answer
  FROM scan s LEFT JOIN scan_confirmation x ON x.scan_id = s.id LEFT JOIN scan_undo d ON d.scan_id = s.id
  WHERE s.credential_id = u.cred AND s.terminal_id = u.terminal AND s.mark IS NULL AND s.at > u.oldest
    AND s.decision <> 'DENY' AND d.scan_id IS NULL AND (x.scan_id IS NULL OR x.accepted)
    AND COALESCE(x.at, s.at) > u.since AND COALESCE(x.at, s.at) < u.until
  ORDER BY s.feed DESC LIMIT 1) f ON TRUE
