-- How a person's money may be spent: what a guardian (or a grown-up for themselves) has
-- set. Money is integer fen, 0 is no limit. blocked is a JSON list of kinds of merchants.
CREATE TABLE purse_rule (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  per_sale BIGINT NOT NULL,
  per_meal BIGINT NOT NULL,
  per_day BIGINT NOT NULL,
  blocked TEXT NOT NULL,
  low BIGINT NOT NULL,
  set_by TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, person_id)
);

--bun:split

-- Money that the school gives for meals, to many people at once; spent first, and gone at
-- expires_at. id is made by who gives it: sent twice it is given once.
CREATE TABLE subsidy (
  school_id TEXT NOT NULL REFERENCES school (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  amount BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  given_by TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (school_id, id)
);

--bun:split

-- What a school has set for paying, in fen: the most that a chip or printed card pays at
-- once and in a day, and from where a refund takes a second person. 0 is no limit; no row is the program's own.
CREATE TABLE pay_setting (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  chip_sale BIGINT NOT NULL,
  chip_day BIGINT NOT NULL,
  two_from BIGINT NOT NULL,
  set_by TEXT NOT NULL,
  set_at BIGINT NOT NULL
);
