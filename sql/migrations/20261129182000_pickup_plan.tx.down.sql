DROP TABLE pickup_restriction;

--bun:split

DROP TABLE pickup_request;

--bun:split

DROP TABLE pickup_day;

--bun:split

DROP TABLE pickup_week;

--bun:split

DROP TABLE pickup_times;
