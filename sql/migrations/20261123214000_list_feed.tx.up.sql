-- How far the school's feed is in the list that a terminal says it holds: who
-- changed after that is not as the books say at a gate that is alone.
ALTER TABLE terminal ADD COLUMN list_feed BIGINT;

--bun:split

CREATE INDEX feed_event_person ON feed_event (school_id, person_id, number);
