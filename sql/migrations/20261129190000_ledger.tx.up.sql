-- The one ledger of a school's money (package ledger). Money is integer fen. An account is
-- live (its balance is in the row, and a floor is held at every posting) or deferred (many
-- people pay into it at once: its balance is the sum of its closed days and of what came
-- since). floor NULL is none. Positive is owed to whom the account belongs.
CREATE TABLE ledger_account (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  state TEXT NOT NULL,
  floor BIGINT,
  balance BIGINT NOT NULL,
  held BIGINT NOT NULL CHECK (held >= 0),
  version BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (school_id, code),
  CHECK (mode IN ('live', 'deferred')),
  CHECK (state IN ('open', 'frozen', 'closed'))
);

--bun:split

CREATE INDEX ledger_account_owner ON ledger_account (school_id, owner_id);

--bun:split

-- A movement of money, or one that was refused (reason is then not ''): an id is used once,
-- for what hash says, and what was refused stays refused. at is when it happened, posted_at
-- when it was written, both Unix ms.
CREATE TABLE ledger_txn (
  school_id TEXT NOT NULL REFERENCES school (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  order_id TEXT NOT NULL,
  reverses TEXT,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  memo TEXT NOT NULL,
  hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  posted_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, id)
);

--bun:split

CREATE INDEX ledger_txn_posted ON ledger_txn (school_id, posted_at);

--bun:split

CREATE INDEX ledger_txn_order ON ledger_txn (school_id, order_id) WHERE order_id <> '';

--bun:split

CREATE INDEX ledger_txn_reverses ON ledger_txn (school_id, reverses) WHERE reverses IS NOT NULL;

--bun:split

-- Its legs, which add up to 0. balance_after, held_after and version are of a live account.
CREATE TABLE ledger_entry (
  school_id TEXT NOT NULL,
  txn_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  account_id TEXT NOT NULL REFERENCES ledger_account (id),
  amount BIGINT NOT NULL CHECK (amount <> 0),
  balance_after BIGINT,
  held_after BIGINT,
  version BIGINT,
  posted_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, txn_id, seq),
  UNIQUE (account_id, version)
);

--bun:split

CREATE INDEX ledger_entry_account ON ledger_entry (account_id, posted_at);

--bun:split

CREATE INDEX ledger_entry_posted ON ledger_entry (school_id, posted_at);

--bun:split

-- Money that an account may not spend elsewhere until then.
CREATE TABLE ledger_hold (
  school_id TEXT NOT NULL REFERENCES school (id),
  id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES ledger_account (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  state TEXT NOT NULL,
  order_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash TEXT NOT NULL,
  txn_id TEXT,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (school_id, id),
  CHECK (state IN ('pending', 'posted', 'voided', 'expired', 'declined'))
);

--bun:split

CREATE INDEX ledger_hold_pending ON ledger_hold (school_id, expires_at) WHERE state = 'pending';

--bun:split

-- What a closed day of the school moved on an account. closed is the end of the day, the
-- first instant (Unix ms) that it does not have any more.
CREATE TABLE ledger_day (
  school_id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES ledger_account (id),
  day TEXT NOT NULL,
  credit BIGINT NOT NULL,
  debit BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (account_id, day)
);

--bun:split

-- A closed day with the hash of everything in it and of the day before: nothing behind it
-- can be changed without the chain telling.
CREATE TABLE ledger_close (
  school_id TEXT NOT NULL REFERENCES school (id),
  day TEXT NOT NULL,
  until BIGINT NOT NULL,
  n BIGINT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (school_id, day)
);

--bun:split

-- A row here, inside a transaction that empties the whole database (the demo's), lets the
-- ledger's rows be deleted. It is never committed.
CREATE TABLE wipe_now (
  one BIGINT NOT NULL
);

--bun:split
--only:sqlite
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE ON ledger_entry
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

--bun:split
--only:sqlite
CREATE TRIGGER ledger_txn_stays BEFORE UPDATE ON ledger_txn
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

--bun:split
--only:sqlite
CREATE TRIGGER ledger_entry_remains BEFORE DELETE ON ledger_entry
WHEN NOT EXISTS (SELECT 1 FROM wipe_now)
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

--bun:split
--only:sqlite
CREATE TRIGGER ledger_txn_remains BEFORE DELETE ON ledger_txn
WHEN NOT EXISTS (SELECT 1 FROM wipe_now)
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

--bun:split
--only:postgres
CREATE OR REPLACE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('DELETE', 'TRUNCATE') AND EXISTS (SELECT 1 FROM wipe_now) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the ledger is append-only';
END $$;

--bun:split
--only:postgres
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_stays();

--bun:split
--only:postgres
CREATE TRIGGER ledger_txn_stays BEFORE UPDATE OR DELETE ON ledger_txn
FOR EACH ROW EXECUTE FUNCTION ledger_stays();

--bun:split
--only:postgres
CREATE TRIGGER ledger_entry_kept BEFORE TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();

--bun:split
--only:postgres
CREATE TRIGGER ledger_txn_kept BEFORE TRUNCATE ON ledger_txn
FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
