package reports

import (
	"context"
	"net/http"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/report"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/outbox"
	"yunka/server/timetable"
	"yunka/server/web"
)

// Week is the kind of the message on Mondays.
const Week = "attendance.week"

// week is what it tells.
type week struct {
	Class   string `json:"class"`
	Name    string `json:"name"`
	First   string `json:"first"`
	Last    string `json:"last"`
	Came    int    `json:"came"`
	Of      int    `json:"of"`
	Late    int    `json:"late"`
	Leave   int    `json:"leave"`
	Absent  int    `json:"absent"`
	Pending int    `json:"pending"`
}

// wish says whether a class's teacher gets the report of the week.
func (s *Reports) wish(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	own, err := s.SchoolOf(r)
	if err != nil {
		return err
	}
	class := r.PostForm.Get("class")
	o, err := s.OwnerOf(r.Context(), ownerOfClass, class)
	if err != nil {
		if denied := s.Check(r, allow.Target{School: own}); denied != nil {
			return denied // who may not act here learns nothing about ids
		}
		return err
	}
	if err := s.Check(r, allow.Target{School: o.School, Class: class}); err != nil {
		return err
	}
	on := r.PostForm.Get("on") == "1"
	err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) error {
		if err := setWish(ctx, tx, o.School, class, web.Actor(r).Account, on); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: o.School, Actor: web.Actor(r).Name(), Action: "attendance.wish", Target: "class:" + class, Detail: map[string]any{"on": on}})
	})
	if err != nil {
		return err
	}
	done := "report-wish"
	if !on {
		done = "report-no-wish"
	}
	return web.See(w, r, "/console/reports?class="+class+"&span=week&done="+done)
}

// mondayFrom is the minute of the school's day from which the message is sent.
const mondayFrom = 7 * 60

// Mondays tells class teachers of the week before, once in each week. It is to be called every
// minute.
func (s *Reports) Mondays(ctx context.Context) error {
	var todo []wishRow
	err := s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		todo, err = wishes(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	for _, w := range todo {
		if err := s.monday(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

func (s *Reports) monday(ctx context.Context, w wishRow) error {
	var k week
	send := false
	monday := ""
	err := s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, w.SchoolID)
		if err != nil {
			return err
		}
		now := s.Now().In(sc.Location())
		today := timetable.Today(now, sc.Location())
		monday = timetable.Monday(today)
		if w.Sent >= monday || now.Before(timetable.Instant(monday, mondayFrom, sc.Location())) {
			return nil
		}
		calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		a := report.Ask{Role: allow.Student, Class: w.ClassID, Span: "week"}
		if err := a.Over(calendar, timetable.AddDays(monday, -1)); err != nil {
			return err
		}
		t, err := report.Total(ctx, q, sc, a)
		if err != nil {
			return err
		}
		x := sumsOf(t)
		k = week{Class: w.ClassID, Name: strings.TrimSpace(w.Grade + w.Name), First: a.First, Last: a.Last, Came: x.Attended, Of: x.Known(), Late: x.Late, Leave: x.Sick + x.Leave, Absent: x.Absent, Pending: x.Pending}
		send = true
		return nil
	})
	if err != nil || !send {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		first, err := markSent(ctx, tx, w, monday)
		if err != nil || !first || k.Of+k.Pending == 0 { // holidays tell nobody anything
			return err
		}
		return outbox.Put(ctx, tx, outbox.Notice{School: w.SchoolID, Kind: Week, Key: Week + ":" + w.ClassID + ":" + monday, To: []outbox.To{outbox.ClassTeachers(w.ClassID)}, Data: k})
	})
}
