-- How many digits the chips of a school have, where its office has said it: numbers with
-- blanks between them. Without a row they are those of the chips in its books.
CREATE TABLE chip_length (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  lengths TEXT NOT NULL,
  set_at BIGINT NOT NULL
);
