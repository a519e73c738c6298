DROP INDEX scan_late;
