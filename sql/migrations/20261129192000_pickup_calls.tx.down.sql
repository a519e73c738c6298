DROP TABLE pickup_board;

--bun:split

DROP TABLE pickup_calling;

--bun:split

ALTER TABLE pickup_order DROP COLUMN ready_by;

--bun:split

ALTER TABLE pickup_order DROP COLUMN ready_at;

--bun:split

ALTER TABLE pickup_order DROP COLUMN called_by;

--bun:split

ALTER TABLE pickup_order DROP COLUMN called_at;

--bun:split

ALTER TABLE pickup_order DROP COLUMN gate_id;
