-- What a terminal decided alone and uploaded, by its own number. A row answers a
-- repeated upload; body is the record as it came, evidence with the full code.
-- result: stored, or given_up when staff accepted that the record will not come.
CREATE TABLE offline_record (
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  seq BIGINT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('stored', 'given_up')),
  scan_id TEXT,
  conflicts TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (terminal_id, seq)
);

--bun:split

-- Where what happened at a terminal does not agree with what the server knew:
-- staff look at it and say what it was. One of a kind for each record.
CREATE TABLE conflict (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('DOUBLE_USE', 'REVOKED_AT_TIME', 'PASSBACK', 'TIME_SUSPECT', 'UNVERIFIED', 'CHAIN')),
  detail TEXT NOT NULL,
  scan_id TEXT,
  other_scan_id TEXT,
  person_id TEXT,
  at BIGINT NOT NULL,
  raised_at BIGINT NOT NULL,
  resolved_at BIGINT,
  resolved_by TEXT,
  note TEXT,
  UNIQUE (terminal_id, seq, kind)
);

--bun:split

CREATE INDEX conflict_open ON conflict (school_id, raised_at) WHERE resolved_at IS NULL;

--bun:split

CREATE INDEX conflict_school ON conflict (school_id, id);

--bun:split

-- What a terminal says about itself: the list it decides by, how many records
-- wait, its last error.
ALTER TABLE terminal ADD COLUMN list_version BIGINT;

--bun:split

ALTER TABLE terminal ADD COLUMN list_at BIGINT;

--bun:split

ALTER TABLE terminal ADD COLUMN queued BIGINT;

--bun:split

ALTER TABLE terminal ADD COLUMN last_error TEXT NOT NULL DEFAULT '';

--bun:split

-- Its log: the last record without a gap before it, the newest one that came and
-- its hash, the newest number the terminal says it has written.
ALTER TABLE terminal ADD COLUMN log_seq BIGINT NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE terminal ADD COLUMN log_last BIGINT NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE terminal ADD COLUMN log_hash TEXT NOT NULL DEFAULT '';

--bun:split

ALTER TABLE terminal ADD COLUMN log_written BIGINT NOT NULL DEFAULT 0;

--bun:split

-- Its watermark: what happened at it before this instant has arrived; 0 is unknown.
ALTER TABLE terminal ADD COLUMN complete_until BIGINT NOT NULL DEFAULT 0;

--bun:split

-- The last contact at which nothing waited: what it recorded alone happened later.
ALTER TABLE terminal ADD COLUMN clear_at BIGINT NOT NULL DEFAULT 0;
