DROP TABLE library_consent;

--bun:split

DROP TABLE library_try;

--bun:split

DROP TABLE library_visit;

--bun:split

DROP TABLE library_pause;

--bun:split

DROP TABLE library_hold;

--bun:split

DROP TABLE library_loan;

--bun:split

DROP TABLE library_rule;

--bun:split

DROP TABLE library_copy;

--bun:split

DROP TABLE library_find;

--bun:split

DROP TABLE library_book;
