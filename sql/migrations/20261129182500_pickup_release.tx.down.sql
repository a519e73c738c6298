DROP TABLE pickup_lockdown;

--bun:split

DROP TABLE pickup_event;

--bun:split

DROP TABLE pickup_order;
