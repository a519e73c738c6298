-- What somebody must be told. A notice is written in the commit of the fact it tells
-- of and exists once under its key. Its number is taken from outbox_head, whose row
-- stays locked until the commit: numbers of a school become visible in order.
CREATE TABLE outbox_head (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  last BIGINT NOT NULL
);

--bun:split

-- Whoever delivers for a school holds its row: one at a time, whatever server.
CREATE TABLE outbox_turn (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  taken_at BIGINT NOT NULL
);

--bun:split

-- to_whom and not_to are words apart by blanks, about_id is the person it is about or
-- ''. chain is the key of the first of those that correct each other, replaces the key
-- of the one that this one corrects or ''. digest names like notices that one message
-- may tell together, wait_ms how long the first of them waits; closes ends the wait.
CREATE TABLE outbox_notice (
  school_id TEXT NOT NULL REFERENCES school (id),
  number BIGINT NOT NULL,
  key TEXT NOT NULL,
  chain TEXT NOT NULL,
  replaces TEXT NOT NULL,
  kind TEXT NOT NULL,
  to_whom TEXT NOT NULL,
  not_to TEXT NOT NULL,
  about_id TEXT NOT NULL,
  day TEXT NOT NULL,
  data TEXT NOT NULL,
  urgent BOOLEAN NOT NULL,
  digest TEXT NOT NULL,
  wait_ms BIGINT NOT NULL,
  closes BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead', 'dropped')),
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (school_id, number),
  UNIQUE (school_id, key)
);

--bun:split

-- Two for what waits, here and below: for the worker that looks at all schools, and for
-- one school. SQLite, which keeps no statistics, takes the one whose columns are asked.
CREATE INDEX outbox_notice_due ON outbox_notice (due_at) WHERE state = 'waiting';

--bun:split

CREATE INDEX outbox_notice_waiting ON outbox_notice (school_id, number) WHERE state = 'waiting';

--bun:split

CREATE INDEX outbox_notice_chain ON outbox_notice (school_id, chain, number);

--bun:split

CREATE INDEX outbox_notice_about ON outbox_notice (school_id, about_id, number);

--bun:split

CREATE INDEX outbox_notice_failed ON outbox_notice (school_id, number) WHERE state = 'dead';

--bun:split

-- A notice on its way into somebody's inbox. via is why they are told (self, guardian,
-- class, office) and via_id of what class: who reads later is asked the same again.
-- message is the feed number under which the inbox got it; those of one digest share
-- it. corrects is the number of the notice that this reader was told before.
CREATE TABLE outbox_delivery (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  number BIGINT NOT NULL,
  person_id TEXT NOT NULL,
  about_id TEXT NOT NULL,
  via TEXT NOT NULL CHECK (via IN ('self', 'guardian', 'class', 'office')),
  via_id TEXT NOT NULL,
  day TEXT NOT NULL,
  urgent BOOLEAN NOT NULL,
  digest TEXT NOT NULL,
  corrects BIGINT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'replaced', 'withheld')),
  hold TEXT NOT NULL CHECK (hold IN ('', 'quiet', 'digest')),
  due_at BIGINT NOT NULL,
  message BIGINT,
  at BIGINT,
  read_at BIGINT,
  UNIQUE (school_id, number, person_id)
);

--bun:split

CREATE INDEX outbox_delivery_due ON outbox_delivery (due_at) WHERE state = 'waiting';

--bun:split

CREATE INDEX outbox_delivery_waiting ON outbox_delivery (school_id, due_at) WHERE state = 'waiting';

--bun:split

CREATE INDEX outbox_delivery_held ON outbox_delivery (person_id, number) WHERE state = 'waiting';

--bun:split

CREATE INDEX outbox_delivery_inbox ON outbox_delivery (person_id, message) WHERE state = 'done';

--bun:split

CREATE INDEX outbox_delivery_unread ON outbox_delivery (person_id, message) WHERE state = 'done' AND read_at IS NULL;

--bun:split

CREATE INDEX outbox_delivery_day ON outbox_delivery (school_id, day, state);

--bun:split

-- Ways out of the card, one of a kind for each school. The inbox is there without a row.
CREATE TABLE outbox_channel (
  school_id TEXT NOT NULL REFERENCES school (id),
  kind TEXT NOT NULL,
  config TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, kind)
);

--bun:split

-- Who agreed to get messages by a way out of the card. Rows are never changed but for
-- their end.
CREATE TABLE outbox_consent (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  withdrawn_at BIGINT
);

--bun:split

CREATE UNIQUE INDEX outbox_consent_given ON outbox_consent (person_id, kind) WHERE withdrawn_at IS NULL;

--bun:split

-- A message on its way out by a channel. id is the idempotency key that the channel is
-- given, the same at each attempt. claim and lease_until say who is at it.
CREATE TABLE outbox_send (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL,
  message BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead', 'dropped', 'withheld')),
  due_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  claim TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  error TEXT NOT NULL,
  at BIGINT,
  UNIQUE (school_id, message, kind)
);

--bun:split

CREATE INDEX outbox_send_waiting ON outbox_send (due_at) WHERE state = 'waiting';

--bun:split

CREATE INDEX outbox_send_person ON outbox_send (person_id, kind, message) WHERE state = 'waiting';

--bun:split

CREATE INDEX outbox_send_failed ON outbox_send (school_id, message) WHERE state = 'dead';

--bun:split

-- When messages that can wait do, as minutes since midnight in the school's zone: of a
-- school (owner_id is the school's) or of a person. from_minute > to_minute goes over
-- midnight; quiet is false for "at no time".
CREATE TABLE outbox_quiet (
  owner_id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  quiet BOOLEAN NOT NULL,
  from_minute BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
  to_minute BIGINT NOT NULL CHECK (to_minute BETWEEN 0 AND 1439),
  changed_at BIGINT NOT NULL
);

--bun:split

-- The numbers of the feed that are changes of somebody's inbox: a message came, or was
-- read. Apart from feed_event, whose newest number tells terminals to fetch their lists.
CREATE TABLE inbox_news (
  school_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  person_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, number)
);
