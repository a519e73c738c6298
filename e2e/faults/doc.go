// Package faults breaks what two servers stand on, one thing after the other, while
// gates go on presenting: rows that somebody holds, a database that stalls, restarts or
// only reads, connections that are cut, servers that are killed, a disk that is full, a
// file that is gone. It is the whole program in processes of its own, a PostgreSQL of its
// own behind a proxy of its own, and a table of what was promised against what was seen.
//
//	make faults
//	YUNKA_FAULTS=yes go test -v -count=1 ./e2e/faults
//	YUNKA_FAULTS=yes go test -v -count=1 -run 'TestFaults/PostgreSQL/a_restart' ./e2e/faults
//
// The mechanisms have tests of their own that run always (server/scan, server/db,
// server/app); here they are seen together, from outside. A row says red for what must
// never happen: a scan that was answered and is not stored, one that is stored twice, a
// gate that is not answered again, a server that says it is ready and is not. How long
// something took is printed, and is red only where the promise is a time, with much room
// for a machine that does other things.
package faults
