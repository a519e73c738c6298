-- The networks of a school, as CIDR. Who signs in by the code of a session with in_school
-- must come from one of them. With seats a session asks where somebody sits; seat is what
-- they said, '' for nothing.
CREATE TABLE signin_network (
  school_id TEXT NOT NULL REFERENCES school (id),
  network TEXT NOT NULL,
  PRIMARY KEY (school_id, network)
);

--bun:split

ALTER TABLE signin_session ADD COLUMN in_school BOOLEAN NOT NULL DEFAULT FALSE;

--bun:split

ALTER TABLE signin_session ADD COLUMN seats BOOLEAN NOT NULL DEFAULT FALSE;

--bun:split

ALTER TABLE signin_mark ADD COLUMN seat TEXT NOT NULL DEFAULT '';
