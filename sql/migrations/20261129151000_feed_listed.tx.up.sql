-- The newest change of a card or a person (feed.Listed): every heartbeat asks for it.
CREATE INDEX feed_event_listed ON feed_event (school_id, number) WHERE kind IN ('card.state', 'person.state', 'roster.applied');
