DROP INDEX feed_event_person;

--bun:split

ALTER TABLE terminal DROP COLUMN list_feed;
