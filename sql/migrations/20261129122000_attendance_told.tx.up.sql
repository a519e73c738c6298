-- What guardians were told of a pupil's session: the part of coming (side came) and
-- that of leaving (side left). said is what it was, '' that there is nothing to say
-- after all; n counts the notices about it, of which each replaces the one before.
CREATE TABLE attendance_told (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  session_id TEXT NOT NULL,
  side TEXT NOT NULL,
  said TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (school_id, day, person_id, session_id, side)
);
