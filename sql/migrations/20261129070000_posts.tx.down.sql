CREATE TABLE class_teacher (
  class_id TEXT NOT NULL REFERENCES class (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  school_id TEXT NOT NULL,
  PRIMARY KEY (class_id, person_id)
);

--bun:split

CREATE INDEX class_teacher_person ON class_teacher (person_id);

--bun:split

-- Only what was in force: the table before has no dates.
INSERT INTO class_teacher (class_id, person_id, school_id)
SELECT DISTINCT of_id, person_id, school_id FROM post WHERE kind = 'class_teacher' AND valid_to IS NULL AND stands_for IS NULL;

--bun:split

DROP TABLE post;
