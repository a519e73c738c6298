DROP TABLE library_stay;

--bun:split

DROP TABLE library_room;
