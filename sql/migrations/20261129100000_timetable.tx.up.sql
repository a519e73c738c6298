-- The school's time. Days are text, YYYY-MM-DD in the school's zone, inclusive;
-- minutes count from midnight. calendar_day, which says holidays and make-up days,
-- learns whose lessons a make-up day has: '' for those of its week.
ALTER TABLE calendar_day ADD COLUMN follows TEXT NOT NULL DEFAULT '';

--bun:split

CREATE TABLE term (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (school_id, first_day)
);

--bun:split

-- The periods of a grade from a day on, until a later set of that grade; grade ''
-- is of all grades that have none of their own.
CREATE TABLE period (
  school_id TEXT NOT NULL REFERENCES school (id),
  grade TEXT NOT NULL,
  from_day TEXT NOT NULL,
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  from_minute BIGINT NOT NULL,
  to_minute BIGINT NOT NULL CHECK (to_minute > from_minute),
  PRIMARY KEY (school_id, grade, from_day, number)
);

--bun:split

-- A lesson of the timetable. weeks: 0 every week of the term, 1 odd, 2 even ones.
-- until_day '' is the end of the term. room '' is the class's own.
CREATE TABLE lesson (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  term_id TEXT NOT NULL REFERENCES term (id),
  class_id TEXT NOT NULL REFERENCES class (id),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 5),
  period BIGINT NOT NULL,
  weeks BIGINT NOT NULL CHECK (weeks BETWEEN 0 AND 2),
  subject TEXT NOT NULL,
  teacher_id TEXT REFERENCES person (id),
  room TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX lesson_term ON lesson (school_id, term_id, class_id);

--bun:split

CREATE INDEX lesson_teacher ON lesson (teacher_id);

--bun:split

-- What is different about a class's lesson at a period of one day. It is undone by
-- removing the row; the audit keeps both.
CREATE TABLE substitution (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  class_id TEXT NOT NULL REFERENCES class (id),
  period BIGINT NOT NULL,
  teacher_id TEXT REFERENCES person (id),
  room TEXT NOT NULL,
  cancelled BOOLEAN NOT NULL,
  note TEXT NOT NULL,
  made_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (school_id, day, class_id, period)
);
