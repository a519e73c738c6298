package delegate

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/mandate"
	"yunka/server/picture"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/delegate"
)

// allowed asks for the route's action about the children that the actor may name somebody
// for; without any it is refused as for any other child.
func (s *Delegate) allowed(r *http.Request, school string) (children []campus.Child, err error) {
	a := web.Actor(r)
	if a.Kind == allow.Account {
		err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
			children, err = s.names(ctx, q, a, school)
			return err
		})
		if err != nil {
			s.CheckedByService(r)
			return nil, err
		}
	}
	if len(children) == 0 {
		return nil, cmpErr(s.Check(r, allow.Target{School: school}), fault.New(fault.Forbidden, "forbidden"))
	}
	return children, s.Check(r, allow.Target{School: children[0].SchoolID, Person: children[0].ID})
}

func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func (s *Delegate) newPage(w http.ResponseWriter, r *http.Request) error {
	children, err := s.allowed(r, r.URL.Query().Get("school"))
	if err != nil {
		return err
	}
	f := view.Form{From: "16:00", To: "17:30", Relation: mandate.Relations[0]}
	for _, c := range children {
		if c.SchoolID == children[0].SchoolID {
			f.Children = append(f.Children, view.Child{ID: c.ID, Name: c.Name, Class: campus.ClassName(c.Grade, c.Class), Chosen: true})
		}
	}
	return s.drawNew(w, r, http.StatusOK, children[0].SchoolID, f)
}

func (s *Delegate) drawNew(w http.ResponseWriter, r *http.Request, status int, school string, f view.Form) error {
	v := view.NewView{Page: s.Page(r), Form: f, Relations: mandate.Relations}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		calendar, err := timetable.LoadCalendar(ctx, q, school)
		if err != nil {
			return err
		}
		v.Form.School, v.Page.SchoolName, v.Page.Demo = school, sc.Name, sc.Demo
		v.Today = timetable.Today(s.Now(), sc.Location())
		v.Furthest = timetable.AddDays(v.Today, mandate.MaxDays)
		if term, ok := calendar.Term(v.Today); ok {
			v.TermEnds = timetable.Instant(term.LastDay, 12*60, sc.Location())
		}
		if v.Form.Day == "" {
			v.Form.Day = v.Today
		}
		return nil
	})
	if err != nil {
		return err
	}
	private(w)
	return s.Render(w, r, status, view.NewPage(v))
}

// name asks an adult to collect children and shows the link in this answer only.
func (s *Delegate) name(w http.ResponseWriter, r *http.Request) error {
	if web.Actor(r).Kind != allow.Account {
		return cmpErr(s.Check(r, allow.Target{}), fault.New(fault.Forbidden, "forbidden"))
	}
	u, failed := web.ReadParts(r, "photo", picture.MaxBytes, 256)
	children, err := s.allowed(r, u.Get("school"))
	if err != nil {
		return err
	}
	school := children[0].SchoolID
	f, d := read(u, school, children)
	if other := u.Get("child"); other != "" { // a form of somebody else's making
		o, err := s.OwnerOf(r.Context(), campus.OwnerOfPerson, other)
		if err != nil {
			return err
		}
		if err := s.Check(r, o.Target); err != nil {
			return err
		}
		d.Children = append(d.Children, other)
	}
	if err := failed; err != nil {
		return s.refuse(w, r, school, f, err)
	}
	if text, err := s.proved(w, r, u.Get("password")); err != nil {
		if text == "" {
			return err
		}
		f.Field, f.Error = "password", text
		return s.drawNew(w, r, fault.Status(err), school, f)
	}
	id, link, err := s.mandates.Name(web.Finish(r), web.Actor(r), school, d)
	if err != nil {
		return s.refuse(w, r, school, f, err)
	}
	return s.show(w, r, http.StatusOK, id, view.OneView{Link: s.url(r, link)})
}

func (s *Delegate) refuse(w http.ResponseWriter, r *http.Request, school string, f view.Form, err error) error {
	problem := fault.As(err)
	if f.Field, f.Error = view.Fault(r.Context(), problem.Code); f.Error == "" {
		return err
	}
	return s.drawNew(w, r, fault.Status(problem), school, f)
}

// read is the form as it was typed, and as a draft.
func read(u web.Upload, school string, children []campus.Child) (f view.Form, d mandate.Draft) {
	f = view.Form{School: school, Name: u.Get("name"), Phone: u.Get("phone"), Relation: u.Get("relation"), Weekly: u.Get("kind") == "weekly",
		Day: u.Get("day"), Last: u.Get("last"), From: u.Get("from"), To: u.Get("to"), Weekdays: map[int]bool{}}
	d = mandate.Draft{Name: f.Name, Phone: f.Phone, Relation: f.Relation, Photo: u.Content,
		When: mandate.When{First: f.Day, From: minute(f.From), To: minute(f.To)}}
	for _, c := range children {
		chosen := u.Get("child-"+c.ID) != ""
		f.Children = append(f.Children, view.Child{ID: c.ID, Name: c.Name, Class: campus.ClassName(c.Grade, c.Class), Chosen: chosen})
		if chosen {
			d.Children = append(d.Children, c.ID)
		}
	}
	for n := 1; n <= 7; n++ {
		if f.Weekdays[n] = u.Get("weekday-"+strconv.Itoa(n)) != ""; f.Weekdays[n] && f.Weekly {
			d.When.Weekdays |= 1 << (n - 1)
		}
	}
	if f.Weekly {
		d.When.Last = f.Last
		if d.When.Weekdays == 0 {
			d.When.First = "" // no weekday is no day
		}
	}
	return f, d
}

// minute reads HH:MM; -1 is what no time is.
func minute(text string) int {
	h, m, ok := strings.Cut(text, ":")
	hours, err := strconv.Atoi(h)
	minutes, err2 := strconv.Atoi(m)
	if !ok || err != nil || err2 != nil || hours < 0 || hours > 24 || minutes < 0 || minutes > 59 {
		return -1
	}
	return hours*60 + minutes
}
