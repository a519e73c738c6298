DROP TABLE chip_length;
