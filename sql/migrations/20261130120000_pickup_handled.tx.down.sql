DROP TABLE pickup_handled;
