-- The roll of a lesson, as often as it was handed in: n counts from 1 within the lesson
-- of a class on a day. key is the page's own, so that the same roll sent twice is one.
-- The lesson's name and minutes are copied, because the timetable may change; session_id
-- is the session that the lesson lies in, '' in none.
CREATE TABLE attendance_roll (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  class_id TEXT NOT NULL REFERENCES class (id),
  period BIGINT NOT NULL,
  n BIGINT NOT NULL,
  key TEXT NOT NULL,
  subject TEXT NOT NULL,
  from_minute BIGINT NOT NULL,
  to_minute BIGINT NOT NULL,
  session_id TEXT NOT NULL,
  by_person TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (school_id, day, class_id, period, n)
);

--bun:split

-- What a roll says of a pupil: here, late, absent, leave, or '' for not called. A later
-- roll of the lesson has lines only for whom it changes. mark_id is the mark that the
-- line made of somebody whom no gate had seen, '' for none.
CREATE TABLE attendance_roll_line (
  roll_id TEXT NOT NULL REFERENCES attendance_roll (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  state TEXT NOT NULL,
  mark_id TEXT NOT NULL,
  PRIMARY KEY (roll_id, person_id)
);
