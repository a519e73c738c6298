-- What somebody is in charge of beside the role, for a time. kind is from the list
-- in server/allow, of_what says which kind of thing of_id names: the id of a class
-- (also of a subject's), building or merchant, the name of a grade, '' for the
-- school. valid_to is exclusive; NULL is open. Posts end; they are never deleted.
-- A post stands on a membership and gives nothing once that is over: who comes
-- back later gets a new membership, and no old posts. stands_for is the post of
-- somebody for whom this person stands in.
CREATE TABLE post (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  membership_id TEXT NOT NULL REFERENCES membership (id),
  kind TEXT NOT NULL,
  of_what TEXT NOT NULL,
  of_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  stands_for TEXT REFERENCES post (id),
  valid_from BIGINT NOT NULL,
  valid_to BIGINT,
  created_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX post_person ON post (person_id);

--bun:split

CREATE INDEX post_school ON post (school_id, kind, of_id);

--bun:split

-- The class teachers that there are become holders of the post. The id is made of
-- the two ids without their hyphens, which is 64 characters on both engines.
INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at)
SELECT replace(ct.class_id, '-', '') || replace(ct.person_id, '-', ''), ct.school_id, ct.person_id, m.id, 'class_teacher', 'class', ct.class_id, '', m.valid_from, m.created_at
FROM class_teacher ct JOIN membership m ON m.person_id = ct.person_id AND m.school_id = ct.school_id AND m.role = 'teacher'
WHERE NOT EXISTS (SELECT 1 FROM membership o WHERE o.person_id = m.person_id AND o.school_id = m.school_id AND o.role = 'teacher' AND (o.valid_from > m.valid_from OR (o.valid_from = m.valid_from AND o.id > m.id)));

--bun:split

DROP TABLE class_teacher;
