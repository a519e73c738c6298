-- Who was in a class on a day of the past.
CREATE INDEX class_move_was ON class_move (was);
