-- A day on which a school expects somebody. since is the feed's number from which
-- the scans of the day are found (those that a terminal kept back are found by time).
CREATE TABLE attendance_day (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  since BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, day)
);

--bun:split

-- What no terminal can change any more by what it holds back: who came to a session
-- (side came, until it counts as absent) and who left it (side left, until it closes).
CREATE TABLE attendance_known (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  session_id TEXT NOT NULL,
  side TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, day, session_id, side)
);

--bun:split

-- What a teacher said of somebody on a day with one tap: here, coming, sick, other.
-- Only here changes what came of the session. undone_at is when it was taken back.
CREATE TABLE attendance_mark (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  session_id TEXT NOT NULL,
  what TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  undone_at BIGINT
);

--bun:split

CREATE INDEX attendance_mark_day ON attendance_mark (school_id, day, person_id);

--bun:split

-- A request to have a session of a day counted otherwise, and what became of it. was
-- is the state that it asked about. Nothing that was punched changes by it.
CREATE TABLE attendance_correction (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  session_id TEXT NOT NULL,
  was TEXT NOT NULL,
  wanted TEXT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  evidence BYTEA,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT,
  decided_at BIGINT,
  answer TEXT NOT NULL
);

--bun:split

CREATE INDEX attendance_correction_day ON attendance_correction (school_id, day, person_id);

--bun:split

CREATE INDEX attendance_correction_open ON attendance_correction (school_id, asked_at) WHERE state = 'open';

--bun:split

-- The derived cells (package attendance/register): one for each session of each
-- person on a day, in a generation of the projection. Instants are Unix ms, 0 none;
-- late and early are seconds.
CREATE TABLE attendance_cell (
  school_id TEXT NOT NULL,
  generation BIGINT NOT NULL,
  person_id TEXT NOT NULL,
  day TEXT NOT NULL,
  session_id TEXT NOT NULL,
  role TEXT NOT NULL,
  class_id TEXT NOT NULL,
  state TEXT NOT NULL,
  was TEXT NOT NULL,
  came BIGINT NOT NULL,
  left_at BIGINT NOT NULL,
  late BIGINT NOT NULL,
  early BIGINT NOT NULL,
  excuse TEXT NOT NULL,
  vouched BOOLEAN NOT NULL,
  PRIMARY KEY (school_id, generation, person_id, day, session_id)
);

--bun:split

CREATE INDEX attendance_cell_day ON attendance_cell (school_id, generation, day, class_id);

--bun:split

-- A reader that keeps nothing back: what it saw is here at once, so that its last
-- contact says until when it is complete.
ALTER TABLE terminal ADD COLUMN keeps_nothing BOOLEAN NOT NULL DEFAULT FALSE;
