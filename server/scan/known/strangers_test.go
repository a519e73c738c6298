package known_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan/known"
	"yunka/server/scan/scantest"
	"yunka/server/schooltest"
)

// Unknown chips in a row are written down at 10 and at each doubling, and from the
// twentieth on their answers wait; a chip of somebody ends the run, and one that lies on the
// reader does not lengthen it.
func TestUnknownChipsInARow(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			now := schooltest.ComingNoon()
			d := dbtest.Open(t, e, db.WithClock(func() time.Time { return now }))
			w := scantest.New(t, d)
			pupil := w.Holder(t, allow.Student)
			reader, _ := w.Terminal(t, w.GateIn, false)
			b := known.New(d)
			var waited []time.Duration
			known.Waits(b, func(_ context.Context, d time.Duration) { waited = append(waited, d) })
			at := func(terminal, chip string, want bool) {
				t.Helper()
				if _, found, err := b.ByChip(t.Context(), w.School, terminal, chip); err != nil || found != want {
					t.Fatalf("%s: %v %v", chip, found, err)
				}
			}
			unknown := func(from, n int) {
				t.Helper()
				for i := range n {
					at(reader.ID, strconv.Itoa(700_000_000+from+i), false)
				}
			}
			count := func(want int64) {
				t.Helper()
				if got := schooltest.Value[int64](t, d, "SELECT unknown_chips FROM terminal WHERE id = ?", reader.ID); got != want {
					t.Errorf("%d unknown chips on record, want %d", got, want)
				}
			}
			unknown(0, 9)
			for range 30 {
				at(reader.ID, "700000008", false) // it lies on the reader
			}
			count(0)
			at(reader.ID, pupil.Chip, true)
			unknown(100, 9)
			count(0)
			unknown(200, 1)
			count(10)
			unknown(300, 10)
			count(20)
			if len(waited) != 0 {
				t.Fatalf("the answers to the first twenty waited: %v", waited)
			}
			unknown(400, 40)
			count(40)
			if len(waited) != 40 || waited[0] != 50*time.Millisecond || waited[39] != time.Second {
				t.Fatalf("%d answers waited: %v", len(waited), waited)
			}
			at("", "799999999", false) // reported later: nobody stands there
			at(reader.ID, pupil.Chip, true)
			waited = nil
			unknown(500, 5)
			if len(waited) != 0 {
				t.Error("a known chip does not end the run")
			}
			now = now.Add(time.Hour)
			unknown(600, 9)
			if len(waited) != 0 {
				t.Error("an hour does not end the run")
			}
		})
	}
}

// A reader that sends a chip's bytes from the other end is noted: the number is unknown and
// its reverse is a pupil's.
func TestAReversedChipIsNoted(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			d := dbtest.Open(t, e)
			w, other := scantest.New(t, d), scantest.New(t, d)
			pupil := w.Holder(t, allow.Student)
			reader, _ := w.Terminal(t, w.GateIn, false)
			theirs, _ := other.Terminal(t, other.GateIn, false)
			n, err := strconv.ParseUint(pupil.Chip, 10, 32)
			if err != nil {
				t.Fatal(err)
			}
			turned := strconv.FormatUint(n>>24|n>>8&0xff00|n<<8&0xff0000|n<<24&0xff000000, 10)
			b := known.New(d)
			noted := func(id string) bool {
				t.Helper()
				return schooltest.Value[int64](t, d, "SELECT reversed_chip_at FROM terminal WHERE id = ?", id) != 0
			}
			read := func(school, terminal, chip string) {
				t.Helper()
				if _, _, err := b.ByChip(t.Context(), school, terminal, chip); err != nil {
					t.Fatal(err)
				}
			}
			read(w.School, reader.ID, "4000000001")
			if noted(reader.ID) {
				t.Error("a stranger's chip is no reversed one")
			}
			read(other.School, theirs.ID, turned)
			if noted(theirs.ID) {
				t.Error("a chip of another school is noted")
			}
			read(w.School, reader.ID, turned)
			if !noted(reader.ID) {
				t.Error("the reversed chip is not noted")
			}
		})
	}
}
