-- When whom is expected at school. Minutes are of the school's day (0 is midnight
-- of its zone); weekdays is a bit for each weekday, Monday 1, Tuesday 2 … Sunday 64.
-- grade and class_id '' mean all of the role. Days are YYYY-MM-DD; until_day is the
-- first on which the session is no longer held, '' while it is held. A change ends
-- the row and makes another, so that a day of the past keeps the rules it had.
CREATE TABLE attendance_session (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  grade TEXT NOT NULL,
  class_id TEXT NOT NULL,
  weekdays BIGINT NOT NULL,
  opens BIGINT NOT NULL,
  starts BIGINT NOT NULL,
  grace BIGINT NOT NULL,
  absent_after BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  early_grace BIGINT NOT NULL,
  closes BIGINT NOT NULL,
  must_out BOOLEAN NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX attendance_session_school ON attendance_session (school_id, from_day);
