-- A book of a school's catalogue: what all its copies have in common. isbn has 13 digits or
-- is ''. kind is what the rules go by. price is in fen, 0 for not known.
CREATE TABLE library_book (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  isbn TEXT NOT NULL,
  title TEXT NOT NULL,
  author TEXT NOT NULL,
  publisher TEXT NOT NULL,
  year TEXT NOT NULL,
  class_no TEXT NOT NULL,
  kind TEXT NOT NULL,
  price BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  CHECK (kind IN ('book', 'new', 'magazine', 'reference'))
);

--bun:split

CREATE INDEX library_book_school ON library_book (school_id, title, id);

--bun:split

CREATE INDEX library_book_isbn ON library_book (school_id, isbn) WHERE isbn <> '';

--bun:split

-- What a typed word may be found in: title and author as they are, in pinyin and by its
-- first letters, folded; a table of its own, because a search reads all of it.
CREATE TABLE library_find (
  book_id TEXT PRIMARY KEY REFERENCES library_book (id),
  school_id TEXT NOT NULL REFERENCES school (id),
  words TEXT NOT NULL
);

--bun:split

CREATE INDEX library_find_school ON library_find (school_id);

--bun:split

-- One copy. Whether it is lent is what library_loan says; state is what else holds of it.
CREATE TABLE library_copy (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  book_id TEXT NOT NULL REFERENCES library_book (id),
  barcode TEXT NOT NULL,
  shelf TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  UNIQUE (school_id, barcode),
  CHECK (state IN ('available', 'reserved', 'reading', 'damaged', 'lost', 'withdrawn'))
);

--bun:split

CREATE INDEX library_copy_book ON library_copy (book_id);

--bun:split

-- How long whom what is lent. role and kind are '' for any; the most specific row holds.
CREATE TABLE library_rule (
  school_id TEXT NOT NULL REFERENCES school (id),
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  most BIGINT NOT NULL,
  days BIGINT NOT NULL,
  renewals BIGINT NOT NULL,
  holds BIGINT NOT NULL,
  grace BIGINT NOT NULL,
  factor BIGINT NOT NULL,
  longest BIGINT NOT NULL,
  PRIMARY KEY (school_id, role, kind)
);

--bun:split

-- A loan. rule is the cell of the matrix that decided, as role/kind. late are the days that
-- counted when it came back. A loan that was undone never was one to anybody's statistics.
CREATE TABLE library_loan (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  copy_id TEXT NOT NULL REFERENCES library_copy (id),
  book_id TEXT NOT NULL REFERENCES library_book (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  visit_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  lent_at BIGINT NOT NULL,
  lent_day TEXT NOT NULL,
  due_day TEXT NOT NULL,
  renewals BIGINT NOT NULL,
  state TEXT NOT NULL,
  ended_at BIGINT NOT NULL,
  late BIGINT NOT NULL,
  override TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  CHECK (state IN ('out', 'back', 'lost', 'undone')),
  CHECK ((state = 'out') = (ended_at = 0))
);

--bun:split

-- A copy is lent to one reader at a time, on any number of servers.
CREATE UNIQUE INDEX library_loan_copy ON library_loan (copy_id) WHERE state = 'out';

--bun:split

CREATE INDEX library_loan_person ON library_loan (school_id, person_id, lent_at);

--bun:split

CREATE INDEX library_loan_due ON library_loan (school_id, due_day) WHERE state = 'out';

--bun:split

CREATE INDEX library_loan_day ON library_loan (school_id, lent_day);

--bun:split

CREATE INDEX library_loan_book ON library_loan (book_id);

--bun:split

-- Somebody waits for a book. copy_id is what lies on the hold shelf for them until until_day.
CREATE TABLE library_hold (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  book_id TEXT NOT NULL REFERENCES library_book (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  state TEXT NOT NULL,
  placed_at BIGINT NOT NULL,
  copy_id TEXT NOT NULL,
  until_day TEXT NOT NULL,
  loan_id TEXT NOT NULL,
  CHECK (state IN ('waiting', 'ready', 'filled', 'expired', 'cancelled')),
  CHECK ((state = 'ready') = (copy_id <> '' AND until_day <> ''))
);

--bun:split

CREATE UNIQUE INDEX library_hold_once ON library_hold (book_id, person_id) WHERE state IN ('waiting', 'ready');

--bun:split

CREATE UNIQUE INDEX library_hold_copy ON library_hold (copy_id) WHERE state = 'ready';

--bun:split

CREATE INDEX library_hold_person ON library_hold (school_id, person_id) WHERE state IN ('waiting', 'ready');

--bun:split

-- Until which day, that day included, somebody borrows nothing.
CREATE TABLE library_pause (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  until_day TEXT NOT NULL,
  PRIMARY KEY (school_id, person_id)
);

--bun:split

-- Who stands at a desk: id is the scan that let them borrow.
CREATE TABLE library_visit (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL REFERENCES terminal (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL
);

--bun:split

CREATE INDEX library_visit_terminal ON library_visit (terminal_id, begun_at);

--bun:split

-- What was tried and not lent. It is no loan.
CREATE TABLE library_try (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES school (id),
  terminal_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  barcode TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL
);

--bun:split

CREATE INDEX library_try_school ON library_try (school_id, at);

--bun:split

-- Whose guardians may read the titles, by the reader's own word.
CREATE TABLE library_consent (
  school_id TEXT NOT NULL REFERENCES school (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  titles BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (school_id, person_id)
);
