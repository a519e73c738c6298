-- A sale that a code of WeChat pays: an order at WeChat Pay, asked about until it is final.
-- Until then, and if nobody paid, its number is one that is refused. no is its number there,
-- asked a digest of what was asked for: the code itself is kept nowhere. state: paying,
-- reversing, paid, failed or disputed (another amount was paid: it lies in suspense).
CREATE TABLE pay_code (
  sale_id TEXT PRIMARY KEY REFERENCES sale (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  no TEXT NOT NULL UNIQUE,
  asked TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  got BIGINT NOT NULL,
  wechat_id TEXT NOT NULL,
  voided BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  CHECK (state IN ('paying', 'reversing', 'paid', 'failed', 'disputed'))
);

--bun:split

CREATE INDEX pay_code_due ON pay_code (next_at) WHERE next_at > 0;

--bun:split

-- Money of a refund that goes back by WeChat Pay: working, done or stuck (a person has to
-- look at it).
CREATE TABLE pay_back (
  school_id TEXT NOT NULL REFERENCES school (id),
  refund_id TEXT NOT NULL,
  sale_id TEXT NOT NULL REFERENCES sale (id),
  amount BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  PRIMARY KEY (school_id, refund_id),
  CHECK (state IN ('working', 'done', 'stuck'))
);

--bun:split

CREATE INDEX pay_back_due ON pay_back (next_at) WHERE next_at > 0;
