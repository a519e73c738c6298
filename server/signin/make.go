package signin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/signin/meeting"
	"yunka/server/signin/place"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/console"
	view "yunka/views/signin"
)

// maxForm is for a list of 5,000 names.
const maxForm = 512 << 10

// schoolFor is the school of a new session: the form's, the one that the console looks at, or
// the first where the account makes sessions. A teacher without a post has no console.
func (s *Signin) schoolFor(r *http.Request, posted string) (string, error) {
	a := web.Actor(r)
	school := posted
	if at, err := s.SchoolOf(r); school == "" && err == nil && allow.Can(a, allow.SigninMake, allow.Target{School: at}) {
		school = at
	}
	for _, seat := range a.Seats {
		if school == "" && allow.Can(a, allow.SigninMake, allow.Target{School: seat.School}) {
			school = seat.School
		}
	}
	return school, s.Check(r, allow.Target{School: school})
}

func (s *Signin) newPage(w http.ResponseWriter, r *http.Request) error {
	school, err := s.schoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawNew(w, r, school, http.StatusOK, view.Form{Lesson: r.URL.Query().Get("lesson")})
}

// drawNew shows the form with what was typed, or what a new one starts from: the next
// quarter of an hour, or a lesson of today.
func (s *Signin) drawNew(w http.ResponseWriter, r *http.Request, school string, status int, f view.Form) error {
	v := view.New{Page: s.Page(r), School: school, Form: f}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
		classes, err := campus.Classes(ctx, q, school)
		if err != nil {
			return err
		}
		for _, c := range classes {
			v.Classes = append(v.Classes, console.Option{Value: c.ID, Text: campus.ClassName(c.Grade, c.Name)})
		}
		screens := map[string]string{} // by name
		for use, options := range map[rule.Scene]*[]console.Option{rule.SigninScene: &v.Doors, rule.RoomScene: &v.Screens} {
			doors, err := meeting.Doors(ctx, q, school, use)
			if err != nil {
				return err
			}
			for _, d := range doors {
				*options = append(*options, console.Option{Value: d.ID, Text: d.Name})
				if use == rule.RoomScene {
					screens[d.Name] = d.ID
				}
			}
		}
		networks, err := place.Networks(ctx, q, school)
		if err != nil {
			return err
		}
		v.Networks = len(networks) > 0
		lessons, err := s.lessons(ctx, q, sc, meeting.SelfIn(web.Actor(r), school))
		if err != nil {
			return err
		}
		for _, l := range lessons {
			key := l.ClassID + "." + strconv.Itoa(l.Period)
			name := campus.ClassName(l.Grade, l.Class)
			v.Lessons = append(v.Lessons, view.Lesson{Key: key, Class: name, Subject: l.Subject, From: timetable.Clock(l.From), To: timetable.Clock(l.To)})
			if key == f.Lesson && f.Day == "" {
				v.Form.Title, v.Form.Place, v.Form.Who, v.Form.Classes = name+" "+l.Subject, l.Room, string(meeting.Classes), []string{l.ClassID}
				v.Form.Screen = screens[l.Room] // the one that is called as the room is
				v.Form.Day, v.Form.From, v.Form.To = l.Day, timetable.Clock(l.From), timetable.Clock(l.To)
			}
		}
		if v.Form.Day == "" {
			next := s.Now().In(sc.Location()).Truncate(15 * time.Minute).Add(15 * time.Minute)
			v.Form.Day, v.Form.From, v.Form.To = next.Format(time.DateOnly), next.Format("15:04"), next.Add(time.Hour).Format("15:04")
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Form.Defaults()
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.NewPage(v))
}

// lessons are those of today that somebody gives and that are not over.
func (s *Signin) lessons(ctx context.Context, q bun.IDB, sc campus.School, person string) (mine []timetable.Lesson, err error) {
	day := timetable.Today(s.Now(), sc.Location())
	t, err := timetable.Load(ctx, q, sc, day, day, timetable.Filter{Teachers: []string{person}})
	if err != nil {
		return nil, err
	}
	classes, err := campus.Classes(ctx, q, sc.ID)
	for _, c := range classes {
		for _, l := range t.Lessons(c.ID, day) {
			if l.Teacher == person && !l.Cancelled && l.End.After(s.Now()) {
				mine = append(mine, l)
			}
		}
	}
	slices.SortStableFunc(mine, func(a, b timetable.Lesson) int { return a.Start.Compare(b.Start) })
	return mine, err
}

func (s *Signin) make(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.schoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := view.Form{Title: get("title"), Place: get("place"), Day: get("day"), From: get("from"), To: get("to"), Who: get("who"), Classes: r.PostForm["class"],
		List: r.PostForm.Get("list"), Organisers: get("organisers"), Opens: get("opens"), Late: get("late"), Capacity: get("capacity"), Weeks: get("weeks"),
		WalkIns: get("walk_ins") == "1", SignOut: get("sign_out") == "1", InSchool: get("in_school") == "1", Seats: get("seats") == "1", Door: get("door"), Screen: get("screen"), Every: get("every") == "1", Lesson: get("lesson")}
	id := ""
	d, err := s.draft(r.Context(), web.Actor(r), school, f)
	if err == nil {
		id, err = s.meetings.Make(web.Finish(r), web.Actor(r), d)
	}
	if err == nil {
		return web.See(w, r, view.Path(id)+"?done=signin-made")
	}
	if f.Error = s.FaultWords(r.Context(), fault.As(err)); f.Error == "" {
		return err
	}
	return s.drawNew(w, r, school, fault.Status(err), f)
}

// draft reads a form; a number that is none is refused as the field's.
func (s *Signin) draft(ctx context.Context, a allow.Actor, school string, f view.Form) (d meeting.Draft, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		moment := func(clock string) time.Time {
			t, err := time.ParseInLocation("2006-01-02 15:04", f.Day+" "+clock, sc.Location())
			if err != nil {
				return time.Time{} // no time: refused as such
			}
			return t
		}
		number := func(text string, none int) int {
			if text == "" {
				return none
			}
			if n, err := strconv.Atoi(text); err == nil {
				return n
			}
			return -1
		}
		d = meeting.Draft{School: school, Title: f.Title, Place: f.Place, Who: meeting.Who(f.Who), Start: moment(f.From), End: moment(f.To),
			OpensBefore: time.Duration(number(f.Opens, 15)) * time.Minute, LateAfter: time.Duration(number(f.Late, 5)) * time.Minute,
			Capacity: number(f.Capacity, 0), Weeks: number(f.Weeks, 1), WalkIns: f.WalkIns, SignOut: f.SignOut, InSchool: f.InSchool, Seats: f.Seats, Terminal: f.Door, Screen: f.Screen}
		if d.Who == meeting.Classes {
			d.Classes = f.Classes
		}
		if d.Who == meeting.List {
			if d.People, err = s.find(ctx, q, school, words(f.List), "signin_people"); err != nil {
				return err
			}
		}
		if d.Organisers, err = s.find(ctx, q, school, words(f.Organisers), "signin_organisers"); err != nil {
			return err
		}
		if f.Every && f.Lesson != "" && d.Who == meeting.Classes {
			d.Lessons, err = s.series(ctx, q, a, sc, f, d)
			return err
		}
		if class, period, ok := strings.Cut(f.Lesson, "."); ok && d.Who == meeting.Classes && slices.Contains(d.Classes, class) && d.Weeks == 1 {
			d.LessonClass, d.LessonDay, d.LessonPeriod = class, f.Day, number(period, 0)
		}
		return nil
	})
	return d, err
}

// series are the lessons of the subject of a lesson of today, in its class and by the same
// teacher, for so many weeks from that day. Invalid signin_series if there is none.
func (s *Signin) series(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School, f view.Form, d meeting.Draft) (list []meeting.Lesson, err error) {
	class, period, _ := strings.Cut(f.Lesson, ".")
	today := timetable.Today(s.Now(), sc.Location())
	if d.Weeks < 1 || d.Weeks > meeting.MaxWeeks {
		return nil, fault.New(fault.Invalid, "signin_weeks")
	}
	last := timetable.AddDays(today, 7*d.Weeks-1)
	me := meeting.SelfIn(a, sc.ID)
	t, err := timetable.Load(ctx, q, sc, today, last, timetable.Filter{Teachers: []string{me}})
	if err != nil {
		return nil, err
	}
	screens, err := meeting.Doors(ctx, q, sc.ID, rule.RoomScene)
	if err != nil {
		return nil, err
	}
	subject := ""
	for _, l := range t.Lessons(class, today) {
		if strconv.Itoa(l.Period) == period && l.Teacher == me {
			subject = l.Subject
		}
	}
	for day := today; day <= last && subject != ""; day = timetable.AddDays(day, 1) {
		for _, l := range t.Lessons(class, day) {
			if l.Subject != subject || l.Teacher != me || l.Cancelled || !l.End.After(s.Now()) {
				continue
			}
			one := meeting.Lesson{Class: class, Day: day, Period: l.Period, Place: l.Room, Start: l.Start, End: l.End}
			for _, sc := range screens { // that of the room where it is
				if sc.Name == l.Room {
					one.Screen = sc.ID
				}
			}
			list = append(list, one)
		}
	}
	if len(list) == 0 {
		err = fault.New(fault.Invalid, "signin_series")
	}
	return list, err
}

// words are the lines of a list, or what stands between commas, each once.
func words(text string) (list []string) {
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool { return view.Separates(r) }) {
		if w = strings.TrimSpace(w); w != "" && !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

// unknownShown is how many of the words that mean nobody a page names.
const unknownShown = 5

func (s *Signin) find(ctx context.Context, q bun.IDB, school string, list []string, code string) ([]string, error) {
	switch {
	case len(list) == 0:
		return nil, nil
	case len(list) > meeting.MaxExpected:
		return nil, fault.New(fault.Invalid, "signin_many")
	}
	people, unknown, err := meeting.Find(ctx, q, school, list, s.Now().UnixMilli())
	if err == nil && len(unknown) > 0 {
		err = fault.Newf(fault.Invalid, code, "%s", strings.Join(unknown[:min(len(unknown), unknownShown)], ", "))
	}
	return people, err
}
