DROP TABLE class_move;
