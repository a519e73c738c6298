DROP TABLE pickup_shift;
