DROP TABLE ledger_close;

--bun:split

DROP TABLE ledger_day;

--bun:split

DROP TABLE ledger_hold;

--bun:split

DROP TABLE ledger_entry;

--bun:split

DROP TABLE ledger_txn;

--bun:split

DROP TABLE ledger_account;

--bun:split

DROP TABLE wipe_now;
