DROP TABLE mandate_challenge;

--bun:split

DROP TABLE mandate_event;

--bun:split

DROP TABLE mandate_child;

--bun:split

DROP TABLE mandate;
