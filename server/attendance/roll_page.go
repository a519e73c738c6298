package attendance

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/roll"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/secret"
	"yunka/server/timetable"
	"yunka/server/web"
	rollview "yunka/views/attendance/roll"
)

func (s *Attendance) rollRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/class/{id}/roll/{period}", Action: allow.AttendanceCall, Handle: s.rollPage},
		{Method: "POST", Pattern: "/class/{id}/roll/{period}", Action: allow.AttendanceCall, Handle: s.callRoll},
	}
}

// lesson is one of today that an address names, for who may call its roll, or only read
// the class: may says which. The lesson has to be read first, because who gives it may.
func (s *Attendance) lesson(r *http.Request) (o web.Named, l roll.Lesson, may bool, err error) {
	a := web.Actor(r)
	if o, err = s.classTarget(r); err != nil {
		if a.Kind != allow.Account {
			err = s.Check(r, allow.Target{}) // who is not signed in learns nothing about ids
		}
		s.CheckedByService(r)
		return o, l, false, err
	}
	if !a.InSchool(o.School) {
		return o, l, false, s.Check(r, o.Target)
	}
	period, _ := strconv.Atoi(r.PathValue("period"))
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		l, err = s.rolls.Find(ctx, q, o.School, o.ID, timetable.Today(s.Now(), sc.Location()), period)
		return err
	})
	target := roll.Target(o.School, l.Lesson)
	target.Class = o.ID
	if fault.Is(err, fault.NotFound) {
		target.Gives = ""
	} else if err != nil {
		return o, l, false, err
	}
	refused := s.Check(r, target)
	if refused != nil && !allow.Can(a, allow.AttendanceRead, o.Target) {
		return o, l, false, refused
	}
	return o, l, refused == nil, err
}

func (s *Attendance) rollPage(w http.ResponseWriter, r *http.Request) error {
	o, l, may, err := s.lesson(r)
	if err != nil {
		return err
	}
	return s.drawRoll(w, r, o, l, may, http.StatusOK, nil, "")
}

// drawRoll draws a lesson's roll with what was tapped, or as it stands.
func (s *Attendance) drawRoll(w http.ResponseWriter, r *http.Request, o web.Named, l roll.Lesson, may bool, status int, tapped map[string]roll.State, problem string) error {
	if err := s.Viewed(r, o.School, "attendance.class_viewed", map[string]any{"class": o.ID, "period": l.Period}); err != nil {
		return err
	}
	a := web.Actor(r)
	v := rollview.View{Page: s.Page(r), Class: campus.ClassName(l.Grade, l.Class), Line: lessonLine(l.Lesson, register.SeatOf(a, o.School), s.Now()),
		Day: l.Lesson.Day, After: l.Book.N(), Back: "/class", Tapped: tapped != nil && problem == ""}
	v.Page.Problem = problem
	if r.URL.Query().Get("done") == "called" && problem == "" {
		v.Page.Notice = doneWords(r.Context(), "called")
	}
	if allow.Can(a, allow.AttendanceRead, o.Target) {
		v.Back = "/class/" + o.ID
	}
	switch {
	case l.Cancelled:
		v.Shut = rollview.Cancelled
	case v.Line.Opens != "":
		v.Shut = rollview.TooEarly
	case !may:
		v.Shut = rollview.NotMine
	}
	if v.Key = r.PostForm.Get("key"); v.Key == "" || problem != "" {
		v.Key = secret.Token(20)
	}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
		v.Pupils, err = s.rollPupils(ctx, q, sc, l, tapped)
		return err
	})
	if err != nil {
		return err
	}
	v.Saves = saves(v, l)
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, rollview.Page(v))
}

// rollPupils are a lesson's pupils with what is known of them.
func (s *Attendance) rollPupils(ctx context.Context, q bun.IDB, sc campus.School, l roll.Lesson, tapped map[string]roll.State) (list []rollview.Pupil, err error) {
	said := l.Book.States()
	x := sorter{s: s, sc: sc, now: s.Now(), day: l.Lesson.Day, d: l.Day}
	silent, err := register.Silent(ctx, q, sc.ID, s.Now().Add(-silentAfter).UnixMilli())
	if err != nil {
		return nil, err
	}
	usual, err := x.usual(ctx, q, l.ClassID, l.Session.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range l.Pupils() {
		c := l.Cell(m.PersonID)
		p := rollview.Pupil{ID: m.PersonID, Name: m.Name, Base: string(l.Preset(m.PersonID)), Known: c.State == rule.Absent, Vouched: c.Vouched, Excuse: c.Excuse, Official: c.State == rule.Official}
		if len(l.Book) > 0 && p.Base != string(roll.Leave) {
			p.Base = string(said[m.PersonID])
		}
		p.State = p.Base
		if state, was := tapped[m.PersonID]; was && p.Base != string(roll.Leave) {
			p.State = string(state)
		}
		if c.Came > 0 {
			p.Came, p.Where = web.At(c.Came, sc.Location()), l.Day.Where(m.PersonID, c.Came)
		}
		if c.Left > 0 && c.Left < l.Start.UnixMilli() {
			p.Left = web.At(c.Left, sc.Location())
		}
		if c.State == rule.Pending && c.Came == 0 {
			for _, t := range silent {
				if t.Gate != "" && t.Gate == usual[m.PersonID].Where {
					p.Silent = t.Gate
				}
			}
		}
		list = append(list, p)
	}
	return list, nil
}

// saves are the rolls that were handed in, the newest first, with what they changed.
func saves(v rollview.View, l roll.Lesson) (list []rollview.Save) {
	names := map[string]string{}
	for _, p := range v.Pupils {
		names[p.ID] = p.Name
	}
	for i, b := range l.Book {
		one := rollview.Save{At: web.At(b.At, l.Start.Location()), By: b.By, First: i == 0}
		was := l.Book.Upto(b.N - 1)
		for _, p := range v.Pupils { // in the order of the class
			if state, changed := b.Lines[p.ID]; changed && i > 0 {
				one.Changes = append(one.Changes, rollview.Change{Name: names[p.ID], Was: string(was[p.ID]), Is: string(state)})
			}
		}
		list = append(list, one)
	}
	slices.Reverse(list)
	return list
}

// callRoll takes a tap of a page without a script, or the roll as it is handed in. A
// script says quietly and goes to the page by itself.
func (s *Attendance) callRoll(w http.ResponseWriter, r *http.Request) error {
	o, l, may, err := s.lesson(r)
	if err != nil {
		return err
	}
	if !may {
		return fault.New(fault.Forbidden, "forbidden")
	}
	if err := web.Form(r); err != nil {
		return err
	}
	states := tapped(r.PostForm)
	if r.PostForm.Get("finish") == "" {
		return s.drawRoll(w, r, o, l, true, http.StatusOK, states, "")
	}
	after, _ := strconv.Atoi(r.PostForm.Get("after"))
	err = s.rolls.Call(web.Finish(r), web.Actor(r), roll.Asked{School: o.School, Class: o.ID, Day: r.PostForm.Get("day"), Period: l.Period,
		Key: r.PostForm.Get("key"), After: after, States: states})
	if err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		if fault.As(err).Code == "roll_taken" {
			states = nil // it shows what the other one said
		}
		return s.drawRoll(w, r, o, l, true, fault.Status(err), states, text)
	}
	if r.PostForm.Get("quietly") != "" {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.See(w, r, rollview.Path(o.ID, l.Period)+"?done=called")
}

// tapped are the states of a roll's form, after the button that was pressed. An unknown
// one is left as it is: the roll refuses it.
func tapped(f url.Values) map[string]roll.State {
	states := map[string]roll.State{}
	for name := range f {
		if person, is := strings.CutPrefix(name, "s-"); is {
			states[person] = roll.State(f.Get(name))
		}
	}
	if person := f.Get("tap"); person != "" {
		if was, is := states[person]; is {
			states[person] = roll.State(rollview.Tap(string(was)))
		}
	}
	if person, state, ok := strings.Cut(f.Get("set"), ":"); ok {
		if _, is := states[person]; is {
			states[person] = roll.State(state)
		}
	}
	if f.Get("rest") != "" {
		for person, state := range states {
			if state == roll.Unknown {
				states[person] = roll.Here
			}
		}
	}
	return states
}
