-- Passes: codes that stay the same until they end, so they have limits that a
-- phone's code does not need. A printed one presents a card; a visitor's is for
-- one zone and one time.

-- A guest is nobody of the roster: no membership, no card, in no list of people.
ALTER TABLE person ADD COLUMN guest BOOLEAN NOT NULL DEFAULT FALSE;

--bun:split

-- secret is the hash of what the paper says. card_id, person_id and zone_id never
-- change. times is how often it lets in: a day for a printed one, ever for a visit.
CREATE TABLE pass (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  kind TEXT NOT NULL CHECK (kind IN ('printed', 'visit')),
  person_id TEXT NOT NULL REFERENCES person (id),
  card_id TEXT REFERENCES card (id),
  zone_id TEXT REFERENCES zone (id),
  secret TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('live', 'lost', 'replaced', 'ended')),
  state_at BIGINT NOT NULL,
  look TEXT NOT NULL CHECK (look IN ('none', 'photo', 'escort')),
  times INTEGER NOT NULL CHECK (times > 0),
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  CHECK ((kind = 'printed' AND card_id IS NOT NULL) OR (kind = 'visit' AND zone_id IS NOT NULL))
);

--bun:split

CREATE INDEX pass_person ON pass (person_id);

--bun:split

CREATE INDEX pass_card ON pass (card_id) WHERE card_id IS NOT NULL;

--bun:split

CREATE TABLE visit (
  pass_id TEXT PRIMARY KEY REFERENCES pass (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  host_id TEXT NOT NULL REFERENCES person (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  company TEXT NOT NULL,
  phone TEXT NOT NULL,
  purpose TEXT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL,
  left_at BIGINT,
  left_how TEXT CHECK (left_how IN ('gate', 'office', 'cancelled')),
  created_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX visit_school ON visit (school_id, valid_to);

--bun:split

CREATE INDEX visit_host ON visit (host_id, valid_to);
