DROP TABLE inbox_news;

--bun:split

DROP TABLE outbox_quiet;

--bun:split

DROP TABLE outbox_send;

--bun:split

DROP TABLE outbox_consent;

--bun:split

DROP TABLE outbox_channel;

--bun:split

DROP TABLE outbox_delivery;

--bun:split

DROP TABLE outbox_notice;

--bun:split

DROP TABLE outbox_turn;

--bun:split

DROP TABLE outbox_head;
