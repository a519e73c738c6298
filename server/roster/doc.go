// Package roster imports a school's roster: the list of pupils, their classes,
// guardians and chips that a school office exports from its own system.
//
// An import is one call, Service.Import, and import.go holds its whole course.
// The stages and where they stand:
//
//	decode.go   bytes to text: encodings, the header row, the columns
//	rows.go     text to pupils: one row at a time, and checks across rows
//	cells.go    one cell: the form each column may have, and what is normalised
//	books.go    what the school's records hold now, in one snapshot
//	plan.go     pure: pupils and records to what has to be written
//	import.go   begin, plan, insert, flip, sweep, with their locks and promises
//	abandon.go  imports whose process died
//	record.go   the list of imports that admins read
//
// What it promises:
//
//   - People are never matched by name and birthday. A pupil is identified by
//     student number; a guardian by phone and name within one school. Where that
//     is not enough (one phone under two names), somebody decides, and until
//     then nothing is applied.
//   - All of a roster becomes visible in one commit, or none of it. Its new rows
//     are written before that in short transactions, between which scans go on,
//     and carry pending_import; db.Visible leaves them out of every query.
//   - The same file again changes nothing. Whoever is missing from the file stays
//     as they are, and is only counted.
//   - What somebody changed by hand wins: a guardian's rights, an ended
//     guardianship, a chip that was reported lost.
//   - At most one import of a school runs at a time, over all server processes.
//     What a dead one left is invisible, and the next import or the next start of
//     a server removes it.
package roster
