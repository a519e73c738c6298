-- A talk between somebody of a child's family (a guardian, or the pupil) and a teacher, about that
-- child. Each side has read up to an instant.
CREATE TABLE contact_thread (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  child_id TEXT NOT NULL REFERENCES person (id),
  family_id TEXT NOT NULL REFERENCES person (id),
  teacher_id TEXT NOT NULL REFERENCES person (id),
  begun_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  family_read_at BIGINT NOT NULL,
  teacher_read_at BIGINT NOT NULL,
  UNIQUE (child_id, family_id, teacher_id)
);

--bun:split

CREATE INDEX contact_thread_school ON contact_thread (school_id);

--bun:split

CREATE INDEX contact_thread_family ON contact_thread (family_id);

--bun:split

CREATE INDEX contact_thread_teacher ON contact_thread (teacher_id);

--bun:split

CREATE TABLE contact_message (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  thread_id TEXT NOT NULL REFERENCES contact_thread (id),
  by_teacher BOOLEAN NOT NULL,
  text TEXT NOT NULL,
  jpeg BYTEA,
  at BIGINT NOT NULL
);

--bun:split

CREATE INDEX contact_message_thread ON contact_message (thread_id, at);

--bun:split

CREATE INDEX contact_message_school ON contact_message (school_id, at);

--bun:split

-- Somebody asks the office to look at a talk; ended_at is 0 until the office has.
CREATE TABLE contact_report (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  thread_id TEXT NOT NULL REFERENCES contact_thread (id),
  by_teacher BOOLEAN NOT NULL,
  why TEXT NOT NULL,
  at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX contact_report_school ON contact_report (school_id, ended_at);

--bun:split

CREATE INDEX contact_report_thread ON contact_report (thread_id);

--bun:split

-- An account of the office may read a talk until an instant, for the reason that it gave.
CREATE TABLE contact_opening (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  thread_id TEXT NOT NULL REFERENCES contact_thread (id),
  account_id TEXT NOT NULL,
  why TEXT NOT NULL,
  at BIGINT NOT NULL,
  until_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX contact_opening_thread ON contact_opening (thread_id, account_id);

--bun:split

CREATE INDEX contact_opening_school ON contact_opening (school_id);
