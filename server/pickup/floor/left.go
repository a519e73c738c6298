package floor

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/pickup/calls"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/timetable"
	"yunka/views/console"
	view "yunka/views/pickup"
	"yunka/views/pickup/queue"
)

// leftOfClass is who of a class has not been collected, to print, with phones.
func (s *Floor) leftOfClass(w http.ResponseWriter, r *http.Request) error {
	o, err := s.theClass(r)
	if err != nil {
		return err
	}
	v := queue.LeftView{Page: s.Page(r), Class: o.ID}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.At = s.Now().In(sc.Location())
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, v.At
		if v.Name, err = plan.ClassName(ctx, q, o.School, o.ID); err != nil {
			return err
		}
		members, err := campus.MembersIn(ctx, q, sc.ID, s.Now().UnixMilli(), []allow.Role{allow.Student}, o.ID)
		if err != nil {
			return err
		}
		v.Rows, v.School, err = s.left(ctx, q, sc, members)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "pickup.left_viewed", map[string]any{"class": o.ID, "people": idsOf(v.Rows)}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, queue.LeftOfClass(v))
}

// leftOfSchool is the same of everybody, for the office.
func (s *Floor) leftOfSchool(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	var v queue.LeftView
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell, v.At = sh, s.Now().In(sc.Location())
		members, err := campus.MembersAt(ctx, q, sc.ID, s.Now().UnixMilli(), []allow.Role{allow.Student})
		if err != nil {
			return err
		}
		v.Rows, v.School, err = s.left(ctx, q, sc, members)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, school, "pickup.left_viewed", map[string]any{"people": idsOf(v.Rows)}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, queue.LeftOfSchool(v))
}

func idsOf(rows []queue.Left) (ids []string) {
	for _, l := range rows {
		ids = append(ids, l.ID)
	}
	return ids
}

// left are those of the members whom family or a delegate is to collect, or for whom
// somebody has come, and who have not gone; in the order of the members.
func (s *Floor) left(ctx context.Context, q bun.IDB, sc campus.School, members []campus.Member) (rows []queue.Left, school bool, err error) {
	today := timetable.Today(s.Now(), sc.Location())
	world, err := plan.Load(ctx, q, sc)
	if err != nil || !world.Calendar.SchoolDay(today) {
		return nil, false, err
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.PersonID)
	}
	at, err := s.standing(ctx, q, sc, world, today, ids)
	if err != nil {
		return nil, true, err
	}
	held := map[string]bool{}
	for _, t := range at.turns {
		held[t.ChildID] = t.HeldBy != ""
	}
	for _, m := range members {
		state, mode := at.of(m.PersonID), at.plans[m.PersonID].Mode
		waits := mode == rule.ByParent || mode == rule.ByDelegate || state == rule.Arrived || state == rule.Called || state == rule.Ready || held[m.PersonID]
		if state == rule.Released || state == rule.Absent || !waits {
			continue
		}
		rows = append(rows, queue.Left{ID: m.PersonID, Name: m.Name, Class: campus.ClassName(m.Grade, m.Class), State: string(state), Mode: string(mode), Held: held[m.PersonID]})
	}
	kin, err := calls.Families(ctx, q, sc, idsOf(rows), s.Now(), release.Free(world.Calendar))
	for i, l := range rows {
		for _, k := range kin[l.ID] {
			rows[i].Adults = append(rows[i].Adults, queue.Adult{Name: k.Name, Relation: k.Relation, Phone: k.Phone})
		}
	}
	return rows, true, err
}

// figuresDays is how far back the office reads how long it took.
const figuresDays = 14

// figures are the median and the ninetieth percentile of the wait by day and gate.
func (s *Floor) figures(ctx context.Context, q bun.IDB, sc campus.School) (f queue.Figures, err error) {
	loc := sc.Location()
	from := timetable.AddDays(timetable.Today(s.Now(), loc), -figuresDays+1)
	list, err := calls.Waits(ctx, q, sc.ID, from)
	if err != nil {
		return f, err
	}
	for len(list) > 0 {
		first, n := list[0], 0
		for n < len(list) && list[n].Day == first.Day && list[n].GateID == first.GateID {
			n++
		}
		var waits []int64
		for _, w := range list[:n] {
			waits = append(waits, w.ReleasedAt-w.ArrivedAt)
		}
		slices.Sort(waits)
		f.Rows = append(f.Rows, queue.Figure{Day: timetable.Instant(first.Day, 12*60, loc), Gate: first.GateName, N: n, Median: rank(waits, 50), P90: rank(waits, 90)})
		list = list[n:]
	}
	return f, nil
}

// rank is the smallest of sorted waits that so many percent do not exceed, in seconds.
func rank(sorted []int64, percent int) int {
	i := (len(sorted)*percent + 99) / 100
	return int((sorted[max(i, 1)-1] + 500) / 1000)
}

// OfficeParts are the parts of the office's page that are about the dismissal as it runs.
func (s *Floor) OfficeParts(ctx context.Context, q bun.IDB, sc campus.School, v *view.OfficeView) error {
	f, err := s.figures(ctx, q, sc)
	if err != nil {
		return err
	}
	b, err := s.boards(ctx, q, sc)
	b.Problem = v.Refused
	v.Parts, v.Side = []templ.Component{queue.FiguresCard(f)}, []templ.Component{queue.BoardsCard(v.Shell, b)}
	return err
}

func (s *Floor) notOffice(w http.ResponseWriter, r *http.Request, school string, err error) error {
	text := s.FaultWords(r.Context(), fault.As(err))
	if text == "" {
		return err
	}
	return s.host.Office(w, r, school, fault.Status(err), text)
}
