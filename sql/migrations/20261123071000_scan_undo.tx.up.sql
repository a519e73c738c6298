-- A passage that a guard took back at once: the gate had opened, and nobody went
-- through. At most one for each scan, a fact of its own: the scan stays as it is
-- and its code stays used.
CREATE TABLE scan_undo (
  scan_id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL,
  feed BIGINT NOT NULL,
  terminal_id TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  request_key TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (terminal_id, request_key),
  UNIQUE (school_id, feed)
);
