DROP INDEX class_move_was;
