-- A terminal of the library that speaks SIP2, and how it wants to be written to: charset of
-- what is not ASCII, CR LF instead of CR at the end of a line.
CREATE TABLE library_machine (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  charset TEXT NOT NULL,
  crlf BOOLEAN NOT NULL,
  CHECK (charset IN ('utf8', 'gbk'))
);

--bun:split

CREATE INDEX library_machine_school ON library_machine (school_id);
