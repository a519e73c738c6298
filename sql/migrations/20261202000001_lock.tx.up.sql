-- What a lock of another maker last said; battery is a percentage, -1 never.
CREATE TABLE lock_state (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  pulled_at BIGINT NOT NULL,
  battery BIGINT NOT NULL,
  battery_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX lock_state_school ON lock_state (school_id);

--bun:split

-- An offline token that a lock was given for a chip, good in [from_at, until_at). ended_at is
-- when it was withdrawn before its end. life is whether time ends it and not the right.
CREATE TABLE lock_token (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  credential_id TEXT NOT NULL REFERENCES credential (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  chip TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  life BOOLEAN NOT NULL,
  given_at BIGINT NOT NULL,
  ended_at BIGINT,
  CHECK (until_at > from_at)
);

--bun:split

CREATE UNIQUE INDEX lock_token_good ON lock_token (terminal_id, credential_id) WHERE ended_at IS NULL;

--bun:split

CREATE INDEX lock_token_terminal ON lock_token (terminal_id, until_at);

--bun:split

CREATE INDEX lock_token_school ON lock_token (school_id);

--bun:split

-- What a lock told that is no passage: a passage is a scan.
CREATE TABLE lock_event (
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  seq BIGINT NOT NULL,
  school_id TEXT NOT NULL REFERENCES school (id),
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  seconds BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (terminal_id, seq)
);
