-- How far a derived table (package projection) has followed a school's feed. Readers
-- look at the rows of generation; building is the generation that is being derived
-- anew beside it, 0 for none. version is that of the rules of the newer of the two.
CREATE TABLE projection_cursor (
  name TEXT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  version BIGINT NOT NULL,
  number BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  building BIGINT NOT NULL,
  PRIMARY KEY (name, school_id)
);

--bun:split

-- What of a derived table has to be derived anew, in pieces that the projection names.
CREATE TABLE projection_todo (
  name TEXT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  generation BIGINT NOT NULL,
  piece TEXT NOT NULL,
  PRIMARY KEY (name, school_id, generation, piece)
);
