DROP TABLE list_key;
