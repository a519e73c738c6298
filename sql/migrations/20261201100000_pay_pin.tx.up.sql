-- Above pin_above fen at once a phone's holder types a PIN before a sale is taken; 0 is never.
ALTER TABLE pay_setting ADD COLUMN pin_above BIGINT NOT NULL DEFAULT 0;

--bun:split

-- The PIN that somebody types on their phone to pay, argon2id.
CREATE TABLE pay_pin (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  hash TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

--bun:split

-- A sale that is taken when its payer says so by PIN: until then, and if not, its row is
-- one that is refused. state: waiting (until until_at), paid, refused or voided.
CREATE TABLE pay_wait (
  sale_id TEXT PRIMARY KEY REFERENCES sale (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL,
  state TEXT NOT NULL,
  until_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  CHECK (state IN ('waiting', 'paid', 'refused', 'voided'))
);

--bun:split

CREATE INDEX pay_wait_person ON pay_wait (school_id, person_id, until_at) WHERE state = 'waiting';
