DROP TABLE clock_unknown;

--bun:split

DROP TABLE clock_user;

--bun:split

DROP TABLE clock_pin;

--bun:split

DROP TABLE clock_device;

--bun:split

DROP TABLE punch;
