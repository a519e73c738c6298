-- The key that signs a school's offline lists. It opens nothing: terminals pin
-- its public half.
CREATE TABLE list_key (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  seed BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
