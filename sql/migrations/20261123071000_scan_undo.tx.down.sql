DROP TABLE scan_undo;
