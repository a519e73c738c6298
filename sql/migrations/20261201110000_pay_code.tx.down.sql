DROP TABLE pay_back;

--bun:split

DROP TABLE pay_code;
