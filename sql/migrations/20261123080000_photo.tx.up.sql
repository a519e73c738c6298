-- A person's photo as a small JPEG that was encoded here: nothing of the file
-- that was handed in, such as where it was taken, is left in it.
CREATE TABLE person_photo (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  jpeg BYTEA NOT NULL,
  at BIGINT NOT NULL
);
