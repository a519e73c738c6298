-- A version of how a school's cards look: one design for each of pupil, teacher and parent, as
-- JSON (package cardface). The number counts in the school. A version is in one state; rev
-- counts what was saved, so that two who edit at once do not overwrite each other. class_id is
-- the class that has it first while it is on trial. Times are 0 before they come.
CREATE TABLE face_version (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  number BIGINT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  based_on BIGINT NOT NULL,
  rev BIGINT NOT NULL,
  class_id TEXT REFERENCES class (id),
  made_by TEXT NOT NULL,
  made_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  submitted_by TEXT NOT NULL,
  submitted_name TEXT NOT NULL,
  submitted_at BIGINT NOT NULL,
  reviewer TEXT NOT NULL,
  reviewer_name TEXT NOT NULL,
  taken_at BIGINT NOT NULL,
  reviewed_at BIGINT NOT NULL,
  why TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  UNIQUE (school_id, number),
  CHECK (state IN ('draft', 'submitted', 'in_review', 'rejected', 'approved', 'trial', 'published', 'superseded', 'discarded')),
  CHECK ((class_id IS NOT NULL) = (state = 'trial'))
);

--bun:split

-- One version at a time is on its way, one is shown to a class, one to everybody else.
CREATE UNIQUE INDEX face_version_open ON face_version (school_id) WHERE state IN ('draft', 'submitted', 'in_review', 'approved');

--bun:split

CREATE UNIQUE INDEX face_version_trial ON face_version (school_id) WHERE state = 'trial';

--bun:split

CREATE UNIQUE INDEX face_version_published ON face_version (school_id) WHERE state = 'published';

--bun:split

-- A cover or a logo. light is its lightest pixel, as #rrggbb: what stands on it is checked
-- against that.
CREATE TABLE face_picture (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  jpeg BYTEA NOT NULL,
  light TEXT NOT NULL,
  added_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX face_picture_school ON face_picture (school_id);
