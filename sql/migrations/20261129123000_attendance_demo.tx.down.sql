DROP TABLE attendance_demo;
