DROP TABLE lock_event;

--bun:split

DROP TABLE lock_token;

--bun:split

DROP TABLE lock_state;
