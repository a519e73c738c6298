DROP TABLE attendance_roll_line;

--bun:split

DROP TABLE attendance_roll;
