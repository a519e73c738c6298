-- A terminal that reads the same chip or pass again within seconds gets its first
-- answer without opening: no scan of its own. What it was told is kept under its
-- key, so that asking again with that key, however late, is told the same.
CREATE TABLE scan_reread (
  terminal_id TEXT NOT NULL,
  request_key TEXT NOT NULL,
  school_id TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (terminal_id, request_key)
);

--bun:split

-- The newest scans of a chip or a pass at a terminal; a phone's code has its mark.
CREATE INDEX scan_same ON scan (credential_id, terminal_id, at) WHERE mark IS NULL AND credential_id IS NOT NULL;
