DROP TABLE pickup_missed;
