DROP TABLE library_machine;
