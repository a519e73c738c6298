DROP TABLE list_state;
