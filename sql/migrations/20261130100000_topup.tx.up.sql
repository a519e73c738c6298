-- Money that somebody puts into a wallet by WeChat Pay. id is our number of the order
-- there, asked_key was made by the page that asked: sent twice it is one order. state:
-- created (written before WeChat Pay is asked), paying, paid, closed (over, nobody paid),
-- failed (WeChat Pay refused), disputed (another amount was paid than was asked for),
-- returning and returned (paid for somebody who has left), stuck (could not be returned).
-- amount is what was asked for, got what was paid, in fen. wechat_id is WeChat Pay's number.
CREATE TABLE topup (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  asked_by TEXT NOT NULL,
  asked_key TEXT NOT NULL,
  way TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  state TEXT NOT NULL,
  link TEXT NOT NULL,
  reason TEXT NOT NULL,
  got BIGINT NOT NULL,
  wechat_id TEXT NOT NULL,
  day TEXT NOT NULL,
  at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  paid_at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  UNIQUE (school_id, asked_key),
  CHECK (way IN ('native', 'h5')),
  CHECK (state IN ('created', 'paying', 'paid', 'closed', 'failed', 'disputed', 'returning', 'returned', 'stuck'))
);

--bun:split

CREATE INDEX topup_person ON topup (school_id, person_id, day);

--bun:split

CREATE INDEX topup_day ON topup (school_id, day, at);

--bun:split

CREATE INDEX topup_next ON topup (next_at) WHERE next_at > 0;
