DROP TABLE projection_todo;

--bun:split

DROP TABLE projection_cursor;
