DROP TABLE signin_asked;

--bun:split

DROP TABLE signin_check;

--bun:split

DROP TABLE signin_claim;

--bun:split

DROP TABLE signin_mark;

--bun:split

DROP TABLE signin_expected;

--bun:split

DROP TABLE signin_class;

--bun:split

DROP TABLE signin_organiser;

--bun:split

DROP TABLE signin_door;

--bun:split

DROP TABLE signin_session;
