-- Who is paid: a canteen's window, a shop, the clinic. kind is what guardians may block.
CREATE TABLE merchant (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES ledger_account (id),
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  CHECK (state IN ('open', 'closed'))
);

--bun:split

CREATE INDEX merchant_school ON merchant (school_id, name);

--bun:split

-- For whom a terminal takes money. Its row is the lock of the terminal's numbers.
CREATE TABLE till (
  terminal_id TEXT PRIMARY KEY REFERENCES terminal (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  merchant_id TEXT NOT NULL REFERENCES merchant (id),
  set_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX till_merchant ON till (school_id, merchant_id);

--bun:split

-- A sale by the number that its terminal gave it, used once for ever. state: paid, refused
-- (reason says why), fenced (asked for before it arrived: it is not taken any more) or
-- voided (taken back before it arrived). What was paid back of one that was paid is the sum
-- of its refunds. day is the school's day, meal a word or ''.
CREATE TABLE sale (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  merchant_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  scan_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount BIGINT NOT NULL,
  subsidy BIGINT NOT NULL,
  meal TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  refunded BIGINT NOT NULL,
  day TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (terminal_id, seq),
  CHECK (state IN ('paid', 'refused', 'fenced', 'voided')),
  CHECK (refunded >= 0 AND refunded <= amount)
);

--bun:split

CREATE INDEX sale_person ON sale (school_id, person_id, day);

--bun:split

CREATE INDEX sale_merchant ON sale (school_id, merchant_id, day);

--bun:split

CREATE INDEX sale_day ON sale (school_id, day, at);

--bun:split

CREATE INDEX sale_scan ON sale (scan_id) WHERE scan_id <> '';

--bun:split

-- Money that goes back for a sale, by an id that its maker chose. One that waits for a
-- second person counts against the sale like one that is done.
CREATE TABLE refund (
  school_id TEXT NOT NULL REFERENCES school (id),
  id TEXT NOT NULL,
  sale_id TEXT NOT NULL REFERENCES sale (id),
  amount BIGINT NOT NULL CHECK (amount > 0),
  why TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answered_by TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, id),
  CHECK (state IN ('waiting', 'done', 'refused'))
);

--bun:split

CREATE INDEX refund_sale ON refund (sale_id);

--bun:split

CREATE INDEX refund_waiting ON refund (school_id, asked_at) WHERE state = 'waiting';

--bun:split

-- A day of a till as its cashier closed it, and what the program counted.
CREATE TABLE till_batch (
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL,
  day TEXT NOT NULL,
  sales BIGINT NOT NULL,
  sold BIGINT NOT NULL,
  refunds BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  balanced BOOLEAN NOT NULL,
  said TEXT NOT NULL,
  closed_by TEXT NOT NULL,
  closed_at BIGINT NOT NULL,
  PRIMARY KEY (terminal_id, day)
);
