// Package form writes a statement for the rows of a batch on PostgreSQL: as arrays that
// unnest makes rows of, and plainly for a batch of one, which costs the server half.
package form

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Form is a statement for a batch and for a batch of one.
type Form struct{ Many, One string }

// New writes out {u(column type, …)}: as arrays that unnest makes rows of,
// and as one plain row. The first arguments, before, are the statement's own.
func New(q string, before int) Form {
	head, rest, _ := strings.Cut(q, "{u(")
	list, tail, _ := strings.Cut(rest, ")}")
	var names, arrays, values []string
	for i, column := range strings.Split(list, ", ") {
		name, kind, _ := strings.Cut(column, " ")
		names = append(names, name)
		arrays = append(arrays, fmt.Sprintf("$%d::%s[]", before+i+1, kind))
		values = append(values, fmt.Sprintf("$%d::%s AS %s", before+i+1, kind, name))
	}
	return Form{
		Many: head + "unnest(" + strings.Join(arrays, ", ") + ") WITH ORDINALITY AS u(" + strings.Join(names, ", ") + ", n)" + tail,
		One:  head + "(SELECT " + strings.Join(values, ", ") + ", 1::bigint AS n) AS u" + tail,
	}
}

// Column is one column of a batch.
type Column interface {
	all() any   // the array
	first() any // the only value of a batch of one
}

// List is a column of values.
type List[T any] []T

func (c *List[T]) all() any   { return []T(*c) }
func (c *List[T]) first() any { return (*c)[0] }

// Queue binds the columns to the form that fits, after the given arguments.
func (f Form) Queue(b *pgx.Batch, n int, columns []Column, args ...any) *pgx.QueuedQuery {
	for _, c := range columns {
		if n == 1 {
			args = append(args, c.first())
		} else {
			args = append(args, c.all())
		}
	}
	return f.QueueArgs(b, n, args)
}

// QueueArgs takes the arguments of the form that fits.
func (f Form) QueueArgs(b *pgx.Batch, n int, args []any) *pgx.QueuedQuery {
	if n == 1 {
		return b.Queue(f.One, args...)
	}
	return b.Queue(f.Many, args...)
}
