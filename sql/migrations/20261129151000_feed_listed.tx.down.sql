DROP INDEX feed_event_listed;
