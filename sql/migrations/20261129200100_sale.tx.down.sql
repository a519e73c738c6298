DROP TABLE till_batch;

--bun:split

DROP TABLE refund;

--bun:split

DROP TABLE sale;

--bun:split

DROP TABLE till;

--bun:split

DROP TABLE merchant;
