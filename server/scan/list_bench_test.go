package scan_test

import (
	"testing"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/db/dbtest"
	"yunka/server/gatelist"
	"yunka/server/scan/scantest"
)

// What a list costs a school of 50,000 with a phone each: from the database, all
// rows sealed, the ledger written. A delta is of 100 people who have changed.
//
//	go test -run '^$' -bench Lists -benchtime 5x ./server/scan
func BenchmarkLists(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			d := dbtest.Open(b, e)
			w := scantest.New(b, d)
			w.Holder(b, allow.Student)
			const n = "WITH RECURSIVE n(i) AS (SELECT 10000000 UNION ALL SELECT i + 1 FROM n WHERE i < 10049999) INSERT INTO "
			w.Exec(b, n+"person (id, school_id, name, folded, gender, state, state_at, created_at) SELECT 'person-72f3-7c73-bca6-000000' || i, ?, '林知夏' || i, '林知夏' || i, '', 'active', 0, 0 FROM n", w.School)
			w.Exec(b, n+"membership (id, school_id, person_id, role, valid_from, created_at) SELECT 'member' || i, ?, 'person-72f3-7c73-bca6-000000' || i, 'student', 1, 0 FROM n", w.School)
			w.Exec(b, n+"card (id, school_id, person_id, membership_id, state, state_at, created_at) SELECT 'card' || i, ?, 'person-72f3-7c73-bca6-000000' || i, 'member' || i, 'active', 0, 0 FROM n", w.School)
			w.Exec(b, n+`credential (id, school_id, person_id, card_id, kind, handle, public_key, device, state, state_at, mark, lease_until, created_at)
SELECT 'credential-7c73-bca6-0000000' || i, ?, 'person-72f3-7c73-bca6-000000' || i, 'card' || i, 'phone', i, ?, '', 'live', 0, 0, 0, 0 FROM n`, w.School, make([]byte, 32))
			who, _ := w.Terminal(b, w.GateIn, false)
			lists := access.NewLists(d)
			list := func(since int64) access.Made {
				b.Helper()
				m, err := lists.Make(b.Context(), who.Actor(), since, d.Now())
				if err != nil {
					b.Fatal(err)
				}
				return m
			}
			whole := list(0)
			held, err := gatelist.Open(whole.Bytes, whole.Key)
			if err != nil {
				b.Fatal(err)
			}
			b.Run("whole", func(b *testing.B) {
				for b.Loop() {
					whole = list(0)
				}
				b.ReportMetric(float64(len(whole.Bytes))/1e6, "MB")
			})
			b.Run("delta of 100", func(b *testing.B) {
				var m access.Made
				for b.Loop() {
					b.StopTimer()
					if m.Bytes != nil {
						if held, err = held.Apply(m.Bytes, m.Key); err != nil {
							b.Fatal(err)
						}
					}
					w.Exec(b, "UPDATE credential SET state = CASE state WHEN 'live' THEN 'lost' ELSE 'live' END WHERE handle >= 10000000 AND handle % 500 = 0")
					b.StartTimer()
					m = list(held.Version)
				}
				b.ReportMetric(float64(len(m.Bytes))/1e3, "KB")
			})
			b.Run("apply 100", func(b *testing.B) {
				w.Exec(b, "UPDATE credential SET state = CASE state WHEN 'live' THEN 'lost' ELSE 'live' END WHERE handle >= 10000000 AND handle % 500 = 0")
				m := list(held.Version)
				if !m.Delta {
					b.Fatal("no delta")
				}
				for b.Loop() {
					if _, err := held.Apply(m.Bytes, m.Key); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
