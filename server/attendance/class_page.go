package attendance

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/attendance"
	rollview "yunka/views/attendance/roll"
	"yunka/views/console"
)

func (s *Attendance) classRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/class", Action: allow.SessionUse, Handle: s.classes},
		{Method: "GET", Pattern: "/class/{id}", Action: allow.AttendanceRead, Handle: s.classPage},
		{Method: "POST", Pattern: "/class/{id}/mark", Action: allow.AttendanceMark, Handle: s.markPupil},
		{Method: "POST", Pattern: "/class/{id}/unmark", Action: allow.AttendanceMark, Handle: s.unmarkPupil},
		{Method: "GET", Pattern: "/console/classes", Action: allow.AttendanceManage, Handle: s.classTable},
	}
}

// classTarget is the class that an address names, as a target of rights.
func (s *Attendance) classTarget(r *http.Request) (o web.Named, err error) {
	if o, err = s.OwnerOf(r.Context(), register.OwnerOfClass, r.PathValue("id")); err == nil {
		o.Class = o.ID
	}
	return o, err
}

// schoolsOf are the schools in which somebody has a class to look after.
func schoolsOf(a allow.Actor) (list []string) {
	for _, h := range a.Posts {
		if !slices.Contains(list, h.School) && len(allow.ClassesFor(a, allow.AttendanceRead, h.School)) > 0 {
			list = append(list, h.School)
		}
	}
	return list
}

// classes is /class: the one class that somebody has, or the list.
func (s *Attendance) classes(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	a := web.Actor(r)
	schools := schoolsOf(a)
	lessons, err := s.lessonsToday(r)
	if err != nil {
		return err
	}
	if len(schools) == 1 {
		if ids := allow.ClassesFor(a, allow.AttendanceRead, schools[0]); len(ids) == 1 && onlyIn(lessons, ids[0]) {
			return web.See(w, r, "/class/"+ids[0])
		}
	}
	if len(schools) == 0 && len(lessons) == 0 && slices.ContainsFunc(a.Seats, func(h allow.Seat) bool { return h.Role == allow.Admin }) {
		return web.See(w, r, "/console/classes")
	}
	return s.classList(w, r, http.StatusOK, false)
}

func (s *Attendance) lessonsToday(r *http.Request) (lines []rollview.Line, err error) {
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		lines, err = s.myLessons(ctx, q, web.Actor(r))
		return err
	})
	return lines, err
}

// onlyIn reports whether lessons are all of one class, whose page lists them.
func onlyIn(lessons []rollview.Line, class string) bool {
	return !slices.ContainsFunc(lessons, func(l rollview.Line) bool { return l.ClassID != class })
}

func (s *Attendance) classList(w http.ResponseWriter, r *http.Request, status int, notOurs bool) error {
	a := web.Actor(r)
	v := view.ClassLists{Page: s.Page(r), NotOurs: notOurs}
	v.Teacher = slices.ContainsFunc(a.Seats, func(h allow.Seat) bool { return h.Role == allow.Teacher })
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if v.Lessons, err = s.myLessons(ctx, q, a); err != nil {
			return err
		}
		for _, school := range schoolsOf(a) {
			sc, lines, err := s.linesOf(ctx, q, school, allow.ClassesFor(a, allow.AttendanceRead, school))
			if err != nil {
				return err
			}
			v.Lines = append(v.Lines, lines...)
			walls, err := gradeWalls(ctx, q, a, school)
			if err != nil {
				return err
			}
			v.Walls = append(v.Walls, walls...)
			v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
		}
		if len(schoolsOf(a)) != 1 || len(v.Lines) > maxFollowed {
			return nil // a stream is of one school
		}
		var topics []string
		for _, l := range v.Lines {
			topics = append(topics, topicClass+":"+l.ID)
		}
		return s.follow(ctx, q, &v.Page.Live, schoolsOf(a)[0], topics)
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.MyClasses(v))
}

// maxFollowed is how many classes one page follows; a socket has at most 64 topics.
const maxFollowed = 60

func (s *Attendance) follow(ctx context.Context, q bun.IDB, live *string, school string, topics []string) error {
	since, err := feed.Last(ctx, q, school)
	*live = "/live?topics=" + url.QueryEscape(strings.Join(topics, ",")) + "&since=" + strconv.FormatInt(since, 10)
	return err
}

func (s *Attendance) linesOf(ctx context.Context, q bun.IDB, school string, ids []string) (sc campus.School, lines []view.ClassLine, err error) {
	if sc, err = campus.SchoolByID(ctx, q, school); err != nil {
		return sc, nil, err
	}
	classes, err := ofIDs(ctx, q, school, ids)
	if err != nil {
		return sc, nil, err
	}
	list, err := s.classesNow(ctx, q, sc, classes, false)
	for _, c := range list {
		lines = append(lines, c.Line())
	}
	return sc, lines, err
}

func (s *Attendance) classPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.classTarget(r)
	a := web.Actor(r)
	switch {
	case err == nil:
		err = s.Check(r, o.Target)
	case a.Kind != allow.Account:
		err = s.Check(r, allow.Target{}) // who is not signed in learns nothing about ids
	default:
		s.CheckedByService(r)
	}
	if fault.Is(err, fault.Forbidden) && len(schoolsOf(a)) > 0 {
		return s.classList(w, r, http.StatusForbidden, true)
	}
	if err != nil {
		return err
	}
	return s.drawClass(w, r, o, http.StatusOK, "")
}

func (s *Attendance) drawClass(w http.ResponseWriter, r *http.Request, o web.Named, status int, problem string) error {
	a := web.Actor(r)
	if err := s.Viewed(r, o.School, "attendance.class_viewed", map[string]any{"class": o.ID}); err != nil {
		return err
	}
	v := view.ClassView{Page: s.Page(r), Many: len(allow.ClassesFor(a, allow.AttendanceRead, o.School)) > 1}
	v.Page.Problem = problem
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
		topic := topicClass
		if mayCall(a, o.School, o.ID) {
			topic = topicCalls
		}
		// The number first: what happens between the two reads comes twice, never not.
		if err := s.follow(ctx, q, &v.Page.Live, sc.ID, []string{topic + ":" + o.ID}); err != nil {
			return err
		}
		v.Class, err = s.classNow(ctx, q, sc, o.ID, topic == topicCalls)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Class(v))
}

func (s *Attendance) classNow(ctx context.Context, q bun.IDB, sc campus.School, id string, calls bool) (v view.ClassNow, err error) {
	classes, err := ofIDs(ctx, q, sc.ID, []string{id})
	if err == nil && len(classes) == 0 {
		err = web.ErrNotFound
	}
	if err != nil {
		return v, err
	}
	list, err := s.classesNow(ctx, q, sc, classes, calls)
	if err != nil {
		return v, err
	}
	v = list[0]
	lessons, err := s.lessonsOf(ctx, q, sc, id)
	v.Lessons = lessons[id]
	return v, err
}

// mayCall reports whether somebody may see the numbers of a class's families: it is the
// right to read the people of it.
func mayCall(a allow.Actor, school, class string) bool {
	return allow.Can(a, allow.PeopleRead, allow.Target{School: school, Class: class})
}

func (s *Attendance) markPupil(w http.ResponseWriter, r *http.Request) error {
	return s.onPupil(w, r, func(ctx context.Context, school string, get func(string) string) error {
		_, err := s.register.Mark(ctx, web.Actor(r), school, get("person"), get("day"), get("session"), get("what"))
		return err
	})
}

func (s *Attendance) unmarkPupil(w http.ResponseWriter, r *http.Request) error {
	return s.onPupil(w, r, func(ctx context.Context, school string, get func(string) string) error {
		return s.register.Unmark(ctx, web.Actor(r), school, get("person"), get("day"), get("session"))
	})
}

// onPupil does what a form of the class's page says about a pupil. A script says quietly
// and goes nowhere: the stream brings the page.
func (s *Attendance) onPupil(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, school string, get func(string) string) error) error {
	o, err := s.classTarget(r)
	if err != nil {
		s.CheckedByService(r)
		return err
	}
	if err := s.Check(r, o.Target); err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	quietly := r.PostForm.Get("quietly") != ""
	if err := do(web.Finish(r), o.School, r.PostForm.Get); err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" || quietly {
			return err
		}
		return s.drawClass(w, r, o, fault.Status(err), text)
	}
	if quietly {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.See(w, r, "/class/"+o.ID+"#p-"+url.PathEscape(r.PostForm.Get("person")))
}

// classTable is the office's page of all classes.
func (s *Attendance) classTable(w http.ResponseWriter, r *http.Request) error {
	var v view.ClassTable
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell = sh
		classes, err := campus.Classes(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		list, err := s.classesNow(ctx, q, sc, classes, false)
		if err != nil {
			return err
		}
		for _, c := range list {
			v.Lines = append(v.Lines, c.Line())
		}
		v.Walls, err = gradeWalls(ctx, q, web.Actor(r), sc.ID)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Table(v))
}

// lines are how many classes a card page lists; who has more goes to the list.
const lines = 6

// classSection is a teacher's classes on the card page.
func (s *Attendance) classSection() scene.Section {
	return scene.Section{
		Order: 5,
		Draw: func(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
			ids := sectionClasses(h)
			if h.Child || h.Role != allow.Teacher {
				return nil, nil
			}
			if len(ids) == 0 || len(ids) > lines {
				return view.ClassesEntry(len(ids)), nil
			}
			_, list, err := s.linesOf(ctx, q, h.School.ID, ids)
			return view.ClassLinks(list), err
		},
		Topics: func(h scene.Holder) (topics []string) {
			ids := sectionClasses(h)
			if len(ids) > lines {
				return nil
			}
			for _, id := range ids {
				topics = append(topics, topicClass+":"+id)
			}
			return topics
		},
	}
}

func sectionClasses(h scene.Holder) []string {
	if h.Child || h.Role != allow.Teacher {
		return nil
	}
	return allow.ClassesFor(h.Actor, allow.AttendanceRead, h.School.ID)
}
