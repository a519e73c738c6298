package scan

import (
	"fmt"
	"strings"

	"yunka/server/access/rule"
)

// field is a column of table scan: every insert, in either dialect, is written
// from the list below and binds its values through it.
type field struct {
	name string
	kind string // as PostgreSQL calls it
	made string // on PostgreSQL a batch makes it from this; "" is bound
	path path
	one  func(*row) any   // what a row binds
	all  func([]*row) any // what the rows of a batch bind, as one array
}

// path says which inserts write a column; the others leave its default.
type path int

const (
	everywhere path = iota
	byHand          // not by PostgreSQL's batches: no guard speaks in them
	offline         // only of what a terminal decided alone
)

// scanFields are the columns, in the order of every insert.
var scanFields = []field{
	of("id", "text", func(r *row) string { return r.id }),
	of("school_id", "text", func(r *row) string { return r.school }).as("$2"),
	of("feed", "bigint", func(r *row) int64 { return r.feed }).as("f.last - $1 + u.n"),
	of("terminal_id", "text", func(r *row) string { return r.it.p.Terminal.ID }),
	of("gate_id", "text", func(r *row) *string { return orNull(r.gate) }),
	of("request_key", "text", func(r *row) string { return r.it.p.Key }),
	of("request_hash", "text", func(r *row) string { return r.it.hash }),
	of("kind", "text", func(r *row) string { return string(r.it.kind) }),
	of("credential_id", "text", func(r *row) *string { return r.known(r.it.who.Credential) }),
	of("person_id", "text", func(r *row) *string { return r.known(r.it.who.Person) }),
	of("membership_id", "text", func(r *row) *string { return r.known(r.it.who.Membership) }),
	of("mark", "bigint", (*row).mark),
	of("consumed", "boolean", func(r *row) bool { return r.consumed }),
	of("decision", "text", func(r *row) string { return string(r.out.Decision) }),
	of("reason", "text", func(r *row) string { return string(r.out.Reason) }),
	of("open", "boolean", func(r *row) bool { return r.open }),
	of("direction", "text", func(r *row) string { return string(r.dir) }),
	of("at", "bigint", func(r *row) int64 { return r.it.at }),
	of("claimed_at", "bigint", func(r *row) *int64 { return orNull(r.it.p.Claimed) }),
	of("staff_id", "text", func(r *row) *string { return orNull(r.it.p.Staff) }).on(byHand),
	of("note", "text", func(r *row) *string { return orNull(r.it.p.Note) }).on(byHand),
	of("answer", "text", func(r *row) string { return string(r.answer) }),
	of("warning", "text", func(r *row) *string { return orNull(string(r.out.Warning)) }),
	of("zone_id", "text", func(r *row) *string { return orNull(r.zone) }),
	of("mode", "text", func(*row) string { return "offline" }).on(offline),
	of("received_at", "bigint", func(r *row) int64 { return r.received }).on(offline),
}

func of[T any](name, kind string, value func(*row) T) field {
	return field{name: name, kind: kind, one: func(r *row) any { return value(r) }, all: func(rows []*row) any {
		list := make([]T, len(rows))
		for i, r := range rows {
			list[i] = value(r)
		}
		return list
	}}
}

func (f field) as(made string) field { f.made = made; return f }
func (f field) on(p path) field      { f.path = p; return f }

// orNull is NULL for what is not known.
func orNull[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

// known is an id of who was identified: nothing of another school is written down.
func (r *row) known(id string) *string {
	if !r.it.identified() {
		return nil
	}
	return orNull(id)
}

// mark is that of a phone's code.
func (r *row) mark() *int64 {
	if !r.it.identified() || r.it.kind != rule.Phone {
		return nil
	}
	m := r.it.code.Mark()
	return &m
}

// fieldsOn are the columns that inserts on these paths write.
func fieldsOn(paths ...path) (list []field) {
	for _, f := range scanFields {
		for _, p := range paths {
			if f.path == p {
				list = append(list, f)
			}
		}
	}
	return list
}

// The three inserts: a batch of PostgreSQL's, one scan in the common subset, and
// one that comes from a terminal's own log.
var (
	batchFields = fieldsOn(everywhere)
	plainFields = fieldsOn(everywhere, byHand)
	lateFields  = fieldsOn(everywhere, byHand, offline)

	pgScans = insertBatch(batchFields)
	sqlScan = insertOne(plainFields)
	sqlLate = insertOne(lateFields)
)

func namesOf(fields []field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}

func insertOne(fields []field) string {
	marks := make([]string, len(fields))
	for i := range fields {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	return "INSERT INTO scan (" + namesOf(fields) + ")\nVALUES (" + strings.Join(marks, ", ") + ")"
}

// insertBatch takes n numbers of a school's feed ($1, $2) and gives them to the
// rows; it is written for form.New.
func insertBatch(fields []field) string {
	var from, bound []string
	for _, f := range fields {
		if f.made != "" {
			from = append(from, f.made)
			continue
		}
		from = append(from, "u."+f.name)
		bound = append(bound, f.name+" "+f.kind)
	}
	return `WITH f AS (UPDATE feed_head SET last = last + $1 WHERE school_id = $2 RETURNING last), i AS (
INSERT INTO scan (` + namesOf(fields) + `)
SELECT ` + strings.Join(from, ", ") + `
FROM f, {u(` + strings.Join(bound, ", ") + `)})
SELECT last FROM f`
}

// bind is what one row binds to insertOne.
func (r *row) bind(fields []field) []any {
	args := make([]any, len(fields))
	for i := range fields {
		args[i] = fields[i].one(r)
	}
	return args
}

// bindBatch is what rows bind to a form of insertBatch.
func bindBatch(rows []*row) []any {
	args := []any{int64(len(rows)), rows[0].school}
	for i := range batchFields {
		switch f := &batchFields[i]; {
		case f.made != "":
		case len(rows) == 1:
			args = append(args, f.one(rows[0]))
		default:
			args = append(args, f.all(rows))
		}
	}
	return args
}
