-- A slip that sets a new password, once: code_hash is SHA-256 of what is printed.
-- It ends when it is used, when its time is over, and when a newer one replaces it
-- (ended_at). family: a class teacher issued it, so it works only while the account
-- leads to nobody's staff. Used ones stay for a while: the account's owner reads
-- from them who reset the password, and when.
CREATE TABLE password_reset (
  code_hash TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  issuer TEXT NOT NULL,
  family BOOLEAN NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  ended_at BIGINT,
  created_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX password_reset_account ON password_reset (account_id);

--bun:split

-- When the owner was last told that the password was reset.
ALTER TABLE account ADD COLUMN reset_seen_at BIGINT;
