DROP TABLE wechat_user;

--bun:split

CREATE TABLE topup_before (
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

INSERT INTO topup_before (id, school_id, person_id, asked_by, asked_key, way, amount, state, link, reason, got, wechat_id, day, at, expires_at, paid_at, next_at, tries)
SELECT id, school_id, person_id, asked_by, asked_key, CASE WHEN way = 'jsapi' THEN 'h5' ELSE way END, amount, state, link, reason, got, wechat_id, day, at, expires_at, paid_at, next_at, tries
FROM topup;

--bun:split

DROP TABLE topup;

--bun:split

ALTER TABLE topup_before RENAME TO topup;

--bun:split

CREATE INDEX topup_person ON topup (school_id, person_id, day);

--bun:split

CREATE INDEX topup_day ON topup (school_id, day, at);

--bun:split

CREATE INDEX topup_next ON topup (next_at) WHERE next_at > 0;
