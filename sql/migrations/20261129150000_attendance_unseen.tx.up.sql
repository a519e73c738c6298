-- Who had nothing that a reader could have read when it became known who came to a
-- session: no terminal could have seen them, so their absence is not known.
CREATE TABLE attendance_unseen (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  session_id TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  PRIMARY KEY (school_id, day, session_id, person_id)
);
