SELECT terminal_id, at, answer, EXISTS (SELECT 1 FROM scan_undo u WHERE u.scan_id = scan.id) FROM scan WHERE credential_id = $1 AND mark = $2 AND consumed
