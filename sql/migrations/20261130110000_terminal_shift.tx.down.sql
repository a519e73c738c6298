ALTER TABLE terminal_shift RENAME TO pickup_shift;
