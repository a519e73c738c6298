-- A leave: a person is excused within [from_at, to_at). The days are the school's own,
-- both inclusive, and say for which days attendance is derived again. scan_id is the
-- exit that it has opened: it opens one.
CREATE TABLE leave_request (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  collects TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  days BIGINT NOT NULL,
  evidence BYTEA,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  scan_id TEXT
);

--bun:split

CREATE INDEX leave_request_person ON leave_request (person_id, to_at);

--bun:split

CREATE INDEX leave_request_open ON leave_request (school_id, state, asked_at);

--bun:split

CREATE INDEX leave_request_scan ON leave_request (scan_id);

--bun:split

-- controlled: a pupil needs a leave to go out before the last session of the day ends.
CREATE TABLE leave_setting (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  controlled BOOLEAN NOT NULL,
  changed_at BIGINT NOT NULL
);
