-- Orders that are paid inside WeChat (way jsapi): the table is made anew, because the ways
-- are a check of it and SQLite changes none.
CREATE TABLE topup_new (
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
  CHECK (way IN ('native', 'h5', 'jsapi')),
  CHECK (state IN ('created', 'paying', 'paid', 'closed', 'failed', 'disputed', 'returning', 'returned', 'stuck'))
);

--bun:split

INSERT INTO topup_new (id, school_id, person_id, asked_by, asked_key, way, amount, state, link, reason, got, wechat_id, day, at, expires_at, paid_at, next_at, tries)
SELECT id, school_id, person_id, asked_by, asked_key, way, amount, state, link, reason, got, wechat_id, day, at, expires_at, paid_at, next_at, tries
FROM topup;

--bun:split

DROP TABLE topup;

--bun:split

ALTER TABLE topup_new RENAME TO topup;

--bun:split

CREATE INDEX topup_person ON topup (school_id, person_id, day);

--bun:split

CREATE INDEX topup_day ON topup (school_id, day, at);

--bun:split

CREATE INDEX topup_due ON topup (next_at) WHERE next_at > 0;

--bun:split

-- Who an account is at WeChat, for an app (an official account): what WeChat calls openid.
CREATE TABLE wechat_user (
  app_id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES account (id),
  openid TEXT NOT NULL,
  bound_at BIGINT NOT NULL,
  PRIMARY KEY (app_id, account_id)
);
