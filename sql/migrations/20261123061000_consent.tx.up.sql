-- Who agreed that a card may be kept on phones, to which text, when, and when
-- they took it back. Rows are never changed but for their end.
CREATE TABLE consent (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  card_id TEXT NOT NULL REFERENCES card (id),
  account_id TEXT NOT NULL,
  version TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by TEXT
);

--bun:split

CREATE INDEX consent_card ON consent (card_id);
