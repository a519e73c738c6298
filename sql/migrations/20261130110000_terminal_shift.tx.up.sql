-- A till has shifts too.
ALTER TABLE pickup_shift RENAME TO terminal_shift;
