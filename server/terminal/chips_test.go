package terminal_test

import (
	"context"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/schooltest"
	"yunka/server/terminal"
)

func TestParseChipLengths(t *testing.T) {
	for text, want := range map[string][]int{"": nil, " ": nil, "10": {10}, "8 10": {8, 10}, "10,8;8": {8, 10}, "8、10": {8, 10}} {
		if got, err := terminal.ParseChipLengths(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"3", "21", "ten", "8 x 99", "99999999999999999999", "-"} {
		if got, err := terminal.ParseChipLengths(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// Without a setting the lengths are those of the books; with one they are its; and only
// who manages terminals sets it.
func TestChipLengths(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, other := schooltest.New(t, d), schooltest.New(t, d)
		s := terminal.New(d, f.Feed)
		chip := f.Holder(t, allow.Student).Chip
		is := func(school string, want []int, wantSaid bool) {
			t.Helper()
			var got []int
			var said bool
			err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
				got, said, err = terminal.ChipLengths(ctx, q, school)
				return err
			})
			if err != nil || !slices.Equal(got, want) || said != wantSaid {
				t.Errorf("%v, %v, %v", got, said, err)
			}
		}
		is(f.School, []int{len(chip)}, false)
		if err := s.SetChipLengths(t.Context(), other.Admin, f.School, []int{8}); err == nil {
			t.Error("another school's admin has set them")
		}
		if err := s.SetChipLengths(t.Context(), f.Admin, f.School, []int{8, 10}); err != nil {
			t.Fatal(err)
		}
		is(f.School, []int{8, 10}, true)
		is(other.School, []int{len(chip)}, false) // as in its books
		if err := s.SetChipLengths(t.Context(), f.Admin, f.School, nil); err != nil {
			t.Fatal(err)
		}
		is(f.School, []int{len(chip)}, false)
	})
}
