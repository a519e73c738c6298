-- Who has stopped a card: its holder and each guardian for themselves. A card is
-- frozen for as long as one of them wants it; one that was frozen before this has
-- no rows, and any of them may let it go on.
CREATE TABLE card_stop (
  card_id TEXT NOT NULL REFERENCES card (id),
  account_id TEXT NOT NULL,
  school_id TEXT NOT NULL,
  holder BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (card_id, account_id)
);

--bun:split

-- What stood on a parent's role ended with it from now on; what had outlived one
-- ends here, when the role did.
UPDATE guardianship SET valid_to = (SELECT MAX(m.valid_to) FROM membership m WHERE m.person_id = guardianship.adult_id AND m.school_id = guardianship.school_id AND m.role = 'parent')
WHERE valid_to IS NULL
  AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = guardianship.adult_id AND m.school_id = guardianship.school_id AND m.role = 'parent')
  AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = guardianship.adult_id AND m.school_id = guardianship.school_id AND m.role = 'parent' AND m.valid_to IS NULL);
