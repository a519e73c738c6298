-- Which zone the library is, and how many seats it has; 0 seats is not said.
CREATE TABLE library_room (
  school_id TEXT PRIMARY KEY REFERENCES school (id),
  zone_id TEXT NOT NULL REFERENCES zone (id),
  seats BIGINT NOT NULL
);

--bun:split

-- One visit of somebody: the passage in, and the passage out of the same day. out_at 0 is
-- none that is known: it counts as a visit and not for how long people stay.
CREATE TABLE library_stay (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  day TEXT NOT NULL,
  in_at BIGINT NOT NULL,
  out_at BIGINT NOT NULL,
  out_scan TEXT NOT NULL,
  CHECK (out_at = 0 OR out_at >= in_at),
  CHECK ((out_at = 0) = (out_scan = ''))
);

--bun:split

CREATE INDEX library_stay_day ON library_stay (school_id, day);

--bun:split

CREATE INDEX library_stay_person ON library_stay (person_id, day);

--bun:split

CREATE INDEX library_stay_scan ON library_stay (out_scan) WHERE out_scan <> '';
