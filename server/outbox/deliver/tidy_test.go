package deliver_test

import (
	"context"
	"fmt"
	"testing"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/schooltest"
)

// Messages go with their term, or after 200 days where there are no terms; what waits
// and what is of the last month stays. Nothing that goes can be told again.
func TestTidy(t *testing.T) {
	clock := schooltest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock.Add(schooltest.Noon.Sub(clock.Now()))
		without, with := newWorld(t, d, clock), newWorld(t, d, clock)
		// The term began on 2 September; 12:00 on 23 November is now.
		with.Exec(t, "INSERT INTO term (id, school_id, name, first_day, last_day, created_at) VALUES (?, ?, '秋季', '2026-09-02', '2027-01-22', 0)", db.NewID(), with.School)
		ago := []int{0, 29, 40, 82, 83, 199, 200, 201, 400}
		for _, w := range []*world{without, with} {
			child := w.child("林知夏")
			w.parent("李梅", child)
			w.Exec(t, "UPDATE guardianship SET valid_from = 1 WHERE school_id = ?", w.School)
			for i := len(ago) - 1; i >= 0; i-- {
				w.at(12-24*ago[i], 0)
				w.put(about(child, fmt.Sprint("k", ago[i])))
				w.work()
			}
			w.at(12, 0)
		}
		left := func(w *world) (list []string) {
			w.read(&list, "SELECT n.key FROM outbox_notice n WHERE n.school_id = ? ORDER BY n.number DESC", w.School)
			return list
		}
		n, err := without.worker.TidyOnce(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(left(without)); got != "[k0 k29 k40 k82 k83 k199 k200]" {
			t.Errorf("without terms %s are left", got)
		}
		if got := fmt.Sprint(left(with)); got != "[k0 k29 k40 k82]" {
			t.Errorf("of the term %s are left", got)
		}
		if n != 2*2+5*2 {
			t.Errorf("%d rows went", n)
		}
		if again, err := without.worker.TidyOnce(context.Background()); err != nil || again != 0 {
			t.Errorf("%d went again: %v", again, err)
		}
		// A projection that is built anew puts the old fact again.
		old := about(&schooltest.Holder{Person: schooltest.Value[string](t, d, "SELECT about_id FROM outbox_notice WHERE school_id = ? LIMIT 1", with.School)}, "k400")
		old.Day = "2025-10-19"
		with.put(old)
		if rows := schooltest.Value[int](t, d, "SELECT count(*) FROM outbox_notice WHERE key = 'k400' AND school_id = ?", with.School); rows != 0 {
			t.Error("what was forgotten would be told again")
		}
	}, db.WithClock(clock.Now))
}
