package e2e

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/timetable"
)

// A school of 1,200 arrives within ten minutes: two pupils a second. How long from a
// pupil's tap at a reader until the class's page and the mother's page of the day know?
// The pages note the moment on the machine's one clock; the cells are derived, the
// pages drawn and sent meanwhile.
func BenchmarkArrivalToPages(b *testing.B) {
	const pause = 500 * time.Millisecond
	s := openSchool(b)
	admin, school := s.office()
	today := timetable.Today(s.now(), morning.Location())
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	must(timetable.NewService(s.app.DB, s.app.Feed, register.ClosedUntil).SetDays(s.Context(), admin, school, []access.Span{{First: today, Last: today, WorksAs: 3, Name: "开放日"}}, true))
	_, err := register.New(s.app.DB, s.app.Feed, nil).AddSession(s.Context(), admin, rule.Session{SchoolID: school, Name: "上午", Role: allow.Student, Weekdays: 31,
		Opens: 390, Starts: 545, Grace: 5, AbsentAfter: 60, Ends: 700, Closes: 750})
	must(err)
	var child, class string
	type pupil struct{ Chip, ClassID string }
	var pupils []pupil
	must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if err := q.NewRaw("SELECT id FROM person WHERE name = ? AND school_id = ?", s.Student.Name, school).Scan(ctx, &child); err != nil {
			return err
		}
		if class, err = campus.ClassAt(ctx, q, school, child, s.now().UnixMilli()); err != nil {
			return err
		}
		return q.NewRaw(`
			SELECT c.chip, m.class_id
			FROM credential c
			JOIN membership m ON m.person_id = c.person_id AND m.role = 'student'
			WHERE c.school_id = ? AND c.chip IS NOT NULL AND c.chip <> ?
			ORDER BY m.class_id = ? DESC, c.chip`, school, s.Student.Chip, class).Scan(ctx, &pupils)
	}))
	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/class/"+class).reads(pill, "live")
	mother := s.browse("mother", phone).login(s.Parent).visit("/attendance/"+child+"/"+today).reads(pill, "live")
	for _, w := range []*window{teacher, mother} {
		w.says(`(() => {
			globalThis.noted = []
			new MutationObserver(() => noted.push(performance.timeOrigin + performance.now())).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true })
		})()`)
	}
	count := func(w *window) int {
		list, err := ask[[]float64](w, `noted`)
		must(err)
		return len(list)
	}
	first := func(w *window, from int) float64 {
		w.sees(fmt.Sprintf(`noted.length > %d`, from))
		list, err := ask[[]float64](w, `noted`)
		must(err)
		return list[from]
	}
	var page, day []float64
	seenByTeacher, seenByMother := 0, 0
	for b.Loop() {
		others := slices.Clone(pupils)
		for i := range 14 { // the rest of the class, with the others of the school between them
			at := float64(time.Now().UnixMicro()) / 1000
			s.shows(gateIn, others[0].Chip)
			others = others[1:]
			page = append(page, first(teacher, seenByTeacher)-at)
			for range 4 {
				s.shows(gateIn, others[len(others)-1].Chip)
				others = others[:len(others)-1]
				time.Sleep(pause)
			}
			reader := []string{gateIn, gateOut}[i%2]
			at = float64(time.Now().UnixMicro()) / 1000
			s.shows(reader, s.Student.Chip)
			day = append(day, first(mother, seenByMother)-at)
			time.Sleep(pause)
			seenByTeacher, seenByMother = count(teacher), count(mother)
		}
	}
	for name, list := range map[string][]float64{"class": page, "parent": day} {
		slices.Sort(list)
		b.ReportMetric(list[len(list)/2], name+"-p50-ms")
		b.ReportMetric(list[len(list)*95/100], name+"-p95-ms")
	}
	b.ReportMetric(0, "ns/op")
}
