DROP TABLE clock_accepted;
