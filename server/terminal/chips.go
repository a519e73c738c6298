package terminal

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// A scanner that drops digits sends another chip's number, which may be another pupil's. So
// the numbers of a school's chips have lengths, and a number of another length is nobody's.

// longestChip is how many digits a chip's number has at most: 8 bytes, 20 digits.
const longestChip = 20

// ChipLengths are how many digits the school's chips have: said is true when its office has
// set them, otherwise they are those in its books.
func ChipLengths(ctx context.Context, q bun.IDB, school string) (lengths []int, said bool, err error) {
	var text []string
	if err := q.NewRaw("SELECT lengths FROM chip_length WHERE school_id = ?", school).Scan(ctx, &text); err != nil {
		return nil, false, err
	}
	if len(text) == 0 {
		lengths, err = campus.ChipLengths(ctx, q, school)
		return lengths, false, err
	}
	lengths, err = ParseChipLengths(text[0])
	return lengths, true, err
}

// ParseChipLengths reads what somebody typed: numbers from 4 to 20 with anything but digits
// between them. Fails with Invalid chip_lengths.
func ParseChipLengths(text string) (lengths []int, err error) {
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		n, err := strconv.Atoi(f)
		if err != nil || n < 4 || n > longestChip {
			return nil, fault.New(fault.Invalid, "chip_lengths")
		}
		lengths = append(lengths, n)
	}
	slices.Sort(lengths)
	lengths = slices.Compact(lengths)
	if len(lengths) == 0 && strings.TrimSpace(text) != "" {
		return nil, fault.New(fault.Invalid, "chip_lengths")
	}
	return lengths, nil
}

// FormatChipLengths is how a form and the books write them.
func FormatChipLengths(lengths []int) string {
	var list []string
	for _, n := range lengths {
		list = append(list, strconv.Itoa(n))
	}
	return strings.Join(list, " ")
}

// SetChipLengths sets them; none is those of the books again.
func (s *Service) SetChipLengths(ctx context.Context, actor allow.Actor, school string, lengths []int) error {
	if err := allow.Check(actor, allow.TerminalsManage, allow.Target{School: school}); err != nil {
		return err
	}
	text := FormatChipLengths(lengths)
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		query, args := "DELETE FROM chip_length WHERE school_id = ?", []any{school}
		if text != "" {
			query = `INSERT INTO chip_length (school_id, lengths, set_at) VALUES (?, ?, ?)
				ON CONFLICT (school_id) DO UPDATE SET lengths = excluded.lengths, set_at = excluded.set_at`
			args = []any{school, text, tx.NowMS()}
		}
		if _, err := tx.NewRaw(query, args...).Exec(ctx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "terminal.chip_lengths", Target: "school:" + school, Detail: map[string]any{"lengths": text}})
	})
}
