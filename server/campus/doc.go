// Package campus keeps a school's books: the school itself, its people, what
// they are there (memberships), who may do what for which child
// (guardianships), its classes, and the roster import that fills all of it
// from the file a school office exports.
//
// What it promises:
//
//   - One card for each membership: AddMembership makes both in one
//     transaction, and a person has at most one open membership of a role.
//   - People are never matched by name and birthday. A pupil is its student
//     number; a guardian is phone and name within one school. Where that does
//     not settle it, a human decides, and until then nothing is applied.
//   - A roster becomes visible in one commit. Its rows are written before, in
//     short transactions between which scans go on, and carry pending_import;
//     every query that reads person, class, membership, guardianship or
//     credential filters by Visible. A card is seen through its membership.
//   - An import that died leaves rows that nobody sees; the next import of the
//     school, or Abandon at start-up, removes them.
//   - Staff reading people goes through Service.ReadPeople and ReadPerson,
//     which check the right and leave one audit event for each page.
//
// Functions that take a *db.Tx or a bun.IDB are for callers that already hold
// one and have checked the right; methods of Service open their own.
package campus
