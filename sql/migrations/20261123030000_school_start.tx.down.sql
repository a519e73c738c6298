DROP TABLE school_start;
