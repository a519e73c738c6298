-- Which class a membership had before it was changed: until at (exclusive) it was
-- was, '' for none. The class it has now stands in membership.
CREATE TABLE class_move (
  membership_id TEXT NOT NULL REFERENCES membership (id),
  at BIGINT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  was TEXT NOT NULL,
  PRIMARY KEY (membership_id, at)
);
