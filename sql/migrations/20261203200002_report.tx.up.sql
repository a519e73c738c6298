-- A report as a file, made beside the pages: asked for, running, done, cancelled or failed. ask
-- is what it was asked for, as JSON; content is the file while it is kept. made_by is the
-- process that makes it, and beat_at its last sign of life.
CREATE TABLE report_export (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  account_id TEXT NOT NULL,
  ask TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
  lang TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
  done_rows BIGINT NOT NULL,
  all_rows BIGINT NOT NULL,
  content BYTEA,
  asked_at BIGINT NOT NULL,
  beat_at BIGINT NOT NULL,
  ended_at BIGINT
);

--bun:split

CREATE INDEX report_export_school ON report_export (school_id, asked_at);

--bun:split

CREATE INDEX report_export_waiting ON report_export (asked_at) WHERE state IN ('waiting', 'running');

--bun:split

-- Classes whose teacher wishes the report of the week before in the inbox every Monday. sent is
-- the Monday of the last one.
CREATE TABLE report_wish (
  school_id TEXT NOT NULL REFERENCES school (id),
  class_id TEXT NOT NULL REFERENCES class (id),
  by_account TEXT NOT NULL,
  at BIGINT NOT NULL,
  sent TEXT NOT NULL,
  PRIMARY KEY (school_id, class_id)
);
