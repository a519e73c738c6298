// Package campus keeps a school's books, which is what everybody else asks: the
// school itself, its classes, its people, what they are there (memberships), who
// may do what for which child (guardianships), their photos, and the bounds of a
// school day. "The books" are these tables.
//
// Where to find what:
//
//	school.go   the tenant: zone, phone key lease, policy version
//	person.go   Person, Membership, Rights, Guardianship: the rows
//	people.go   what a page shows of people: lists, one person, children
//	edit.go     what the office changes by hand, with the right asked
//	text.go     the one form of a name, a phone number, a chip number
//	owner.go    whose thing an id names, before any right is asked
//
// What it promises:
//
//   - One card for each membership: AddMembership makes both in one
//     transaction, and a person has at most one open membership of a role.
//   - A restriction of a guardianship wins over its rights and is shown to staff
//     only. Ending the last role as a parent ends the guardianships with it.
//   - What package roster has written and not yet made visible carries
//     pending_import: every query that reads person, class, membership,
//     guardianship or credential filters by db.Visible. A card is seen through
//     its membership.
//   - Staff reading people goes through Service.ReadPeople and ReadPerson,
//     which check the right and leave one audit event for each page.
//
// Functions that take a *db.Tx or a bun.IDB are for callers that already hold
// one and have checked the right; methods of Service open their own. Locks come
// in one order: the school's row (BumpPolicy, LockSchool), then people
// (LockPerson, by id), then their credentials and cards, last the feed.
package campus
