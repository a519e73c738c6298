-- Signing in to a class, a meeting, an event. A session is open by its times until somebody
-- closes it (state live), closed, and final when nobody has reopened it for days. who: open
-- to everybody of the school, staff, some classes, or a list. capacity 0 is no limit.
-- secret is what the codes of the room are made from. lesson_class, lesson_day and
-- lesson_period name the lesson that it is of; '' for none.
CREATE TABLE signin_session (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  title TEXT NOT NULL,
  place TEXT NOT NULL,
  who TEXT NOT NULL,
  opens_at BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,
  late_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  capacity BIGINT NOT NULL,
  walk_ins BOOLEAN NOT NULL,
  sign_out BOOLEAN NOT NULL,
  secret TEXT NOT NULL,
  series_id TEXT NOT NULL,
  lesson_class TEXT NOT NULL,
  lesson_day TEXT NOT NULL,
  lesson_period BIGINT NOT NULL,
  state TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  closed_by TEXT NOT NULL,
  closed_at BIGINT NOT NULL,
  ask_by TEXT NOT NULL,
  ask_why TEXT NOT NULL,
  ask_at BIGINT NOT NULL,
  reminded_at BIGINT NOT NULL,
  CHECK (who IN ('open', 'staff', 'classes', 'list')),
  CHECK (state IN ('live', 'closed', 'final', 'cancelled')),
  CHECK (opens_at <= starts_at AND starts_at <= late_at AND late_at <= ends_at AND starts_at < ends_at)
);

--bun:split

CREATE INDEX signin_session_day ON signin_session (school_id, starts_at);

--bun:split

CREATE INDEX signin_session_live ON signin_session (state, ends_at);

--bun:split

-- The terminals that sign people in. own is an organiser's phone, paired for this session
-- alone: it ends with it.
CREATE TABLE signin_door (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  own BOOLEAN NOT NULL,
  PRIMARY KEY (session_id, terminal_id)
);

--bun:split

CREATE INDEX signin_door_terminal ON signin_door (terminal_id);

--bun:split

CREATE TABLE signin_organiser (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  PRIMARY KEY (session_id, person_id)
);

--bun:split

CREATE INDEX signin_organiser_person ON signin_organiser (person_id);

--bun:split

-- The classes that are expected: who is in them is looked up anew until it opens.
CREATE TABLE signin_class (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  class_id TEXT NOT NULL REFERENCES class (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  PRIMARY KEY (session_id, class_id)
);

--bun:split

CREATE TABLE signin_expected (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  PRIMARY KEY (session_id, person_id)
);

--bun:split

CREATE INDEX signin_expected_person ON signin_expected (person_id);

--bun:split

-- Who signed in: one row for a person and session, whatever was scanned how often. state:
-- in, waiting (for a place) or void (taken back by hand). how: code (of the room), scan (at
-- a terminal) or hand. device is a digest of what tells browsers apart; '' for none.
CREATE TABLE signin_mark (
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  state TEXT NOT NULL,
  how TEXT NOT NULL,
  late BOOLEAN NOT NULL,
  walk_in BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  out_at BIGINT NOT NULL,
  device TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  by_person TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (session_id, person_id),
  CHECK (state IN ('in', 'waiting', 'void')),
  CHECK (how IN ('code', 'scan', 'hand'))
);

--bun:split

CREATE INDEX signin_mark_person ON signin_mark (person_id, at);

--bun:split

CREATE INDEX signin_mark_device ON signin_mark (session_id, device);

--bun:split

CREATE INDEX signin_mark_scan ON signin_mark (scan_id) WHERE scan_id <> '';

--bun:split

-- Claims that were used: what a browser got for a code of the room, sealed with the
-- session's secret, signs in once.
CREATE TABLE signin_claim (
  token_hash TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  used_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX signin_claim_used ON signin_claim (used_at);

--bun:split

-- A re-check: some of those who signed in are asked to answer by until_at.
CREATE TABLE signin_check (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES signin_session (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  until_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX signin_check_session ON signin_check (session_id, at);

--bun:split

CREATE TABLE signin_asked (
  check_id TEXT NOT NULL REFERENCES signin_check (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  device TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (check_id, person_id)
);

--bun:split

CREATE INDEX signin_asked_person ON signin_asked (person_id);
