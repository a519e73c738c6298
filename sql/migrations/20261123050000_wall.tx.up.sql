-- A screen in a hall that shows how many, never who, without anybody signed in.
-- The token is in the screen's cookie; its hash is all that is stored.
CREATE TABLE wall (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  token_hash TEXT NOT NULL UNIQUE,
  by_account TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);

--bun:split

CREATE INDEX wall_school ON wall (school_id);
