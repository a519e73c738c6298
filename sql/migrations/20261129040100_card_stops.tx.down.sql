DROP TABLE card_stop;
