DROP TABLE pay_wait;

--bun:split

DROP TABLE pay_pin;

--bun:split

ALTER TABLE pay_setting DROP COLUMN pin_above;
