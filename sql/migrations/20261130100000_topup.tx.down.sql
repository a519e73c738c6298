DROP TABLE topup;
