-- What a teacher tells a class. It is told at told_at, which is 0 until then; tell_at is when
-- it should be. withdrawn_at is 0 while it stands.
CREATE TABLE class_notice (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  class_id TEXT NOT NULL REFERENCES class (id),
  text TEXT NOT NULL,
  by_person TEXT NOT NULL,
  by_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  tell_at BIGINT NOT NULL,
  told_at BIGINT NOT NULL,
  withdrawn_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX class_notice_class ON class_notice (class_id, tell_at);

--bun:split

CREATE INDEX class_notice_due ON class_notice (tell_at) WHERE told_at = 0 AND withdrawn_at = 0;

--bun:split

CREATE INDEX class_notice_school ON class_notice (school_id);

--bun:split

-- A picture, which was made anew and is shown in the page, or a file, which is only handed out.
CREATE TABLE class_notice_file (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  notice_id TEXT NOT NULL REFERENCES class_notice (id),
  place BIGINT NOT NULL,
  picture BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  content BYTEA NOT NULL
);

--bun:split

CREATE INDEX class_notice_file_notice ON class_notice_file (notice_id, place);

--bun:split

CREATE INDEX class_notice_file_school ON class_notice_file (school_id);

--bun:split

-- Somebody of a pupil's said that they read it: the pupil, or a guardian.
CREATE TABLE class_notice_seen (
  notice_id TEXT NOT NULL REFERENCES class_notice (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  pupil_id TEXT NOT NULL REFERENCES person (id),
  reader_id TEXT NOT NULL REFERENCES person (id),
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (notice_id, pupil_id, reader_id)
);

--bun:split

CREATE INDEX class_notice_seen_school ON class_notice_seen (school_id);
