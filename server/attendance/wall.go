package attendance

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/live"
	"yunka/server/terminal"
	"yunka/server/web"
	view "yunka/views/attendance"
	wallview "yunka/views/attendance/wall"
)

// Kinds of topics; the id is a class, for a grade any of its classes. Not a name goes
// over either, because a screen in a corridor is read by everybody.
const (
	topicClassWall = "classwall"
	topicGradeWall = "gradewall"
)

func (s *Attendance) wallRoutes() []web.Route {
	page := func(kind string) func(http.ResponseWriter, *http.Request) error {
		return func(w http.ResponseWriter, r *http.Request) error { return s.wallPage(w, r, kind) }
	}
	return []web.Route{
		{Method: "GET", Pattern: "/class/{id}/wall", Action: allow.AttendanceRead, Handle: page(topicClassWall)},
		{Method: "GET", Pattern: "/class/{id}/wall/grade", Action: allow.AttendanceRead, Handle: page(topicGradeWall)},
	}
}

func (s *Attendance) wallTopics() (list []web.Topic) {
	for _, kind := range []string{topicClassWall, topicGradeWall} {
		list = append(list, web.Topic{
			Kind: kind, Permit: mayWall, Screen: s.wallViewer, Still: s.wallStill,
			Snapshot: func(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
				sc, err := campus.SchoolByID(ctx, q, t.School)
				if err != nil {
					return nil, err
				}
				return s.wallPieces(ctx, q, sc, kind, []string{t.ID}, at)
			},
			Render: func(ctx context.Context, q bun.IDB, n web.News, ids []string) ([]web.Piece, error) {
				var some []string
				for _, id := range ids {
					classes, err := wallClasses(ctx, q, n.School.ID, kind, id)
					if err != nil {
						return nil, err
					}
					touched, err := touchedClasses(ctx, q, n, idsOf(classes))
					if err != nil {
						return nil, err
					}
					if len(touched) > 0 {
						some = append(some, id)
					}
				}
				return s.wallPieces(ctx, q, n.School, kind, some, n.Last)
			},
			Pulse: s.wallPulse,
		})
	}
	return list
}

// wallClasses are the classes that a wall shows; none for a class that is no more.
func wallClasses(ctx context.Context, q bun.IDB, school, kind, id string) ([]campus.Class, error) {
	classes, err := campus.Classes(ctx, q, school)
	i := slices.IndexFunc(classes, func(c campus.Class) bool { return c.ID == id })
	if err != nil || i < 0 {
		return nil, err
	}
	grade := classes[i].Grade
	return slices.DeleteFunc(classes, func(c campus.Class) bool {
		return c.ID != id && (kind == topicClassWall || c.Grade != grade)
	}), nil
}

func idsOf(classes []campus.Class) (ids []string) {
	for _, c := range classes {
		ids = append(ids, c.ID)
	}
	return ids
}

// mayReadAll reports whether somebody may read each of the classes.
func mayReadAll(a allow.Actor, school string, classes []campus.Class) bool {
	return len(classes) > 0 && !slices.ContainsFunc(classes, func(c campus.Class) bool {
		return !allow.Can(a, allow.AttendanceRead, allow.Target{School: school, Class: c.ID})
	})
}

// gradeWalls lead to the screens of the grades of which somebody has every class.
func gradeWalls(ctx context.Context, q bun.IDB, a allow.Actor, school string) (links []view.WallLink, err error) {
	classes, err := campus.Classes(ctx, q, school)
	if err != nil {
		return nil, err
	}
	of := map[string][]campus.Class{}
	for _, c := range classes {
		of[c.Grade] = append(of[c.Grade], c)
	}
	for _, c := range classes {
		if list := of[c.Grade]; list[0].ID == c.ID && len(list) > 1 && mayReadAll(a, school, list) {
			links = append(links, view.WallLink{Name: c.Grade, Path: "/class/" + c.ID + "/wall/grade"})
		}
	}
	return links, nil
}

func mayWall(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		whose, err := register.OwnerOfClass(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		t.School = whose.School
		classes, err := wallClasses(ctx, q, t.School, t.Kind, t.ID)
		if err != nil {
			return nil, err
		}
		if mayReadAll(a, t.School, classes) {
			may = append(may, t)
		}
	}
	return may, nil
}

// screen is the hung one whose pass a request carries.
func (s *Attendance) screen(ctx context.Context, q bun.IDB, r *http.Request) (terminal.Wall, error) {
	token := ""
	if c, err := r.Cookie(s.Cookie(terminal.WallCookie)); err == nil {
		token = c.Value
	}
	return terminal.WallOf(ctx, q, token, s.DB.Now())
}

// wallViewer is a hung screen that asks for a wall of its school, whoever else may be
// signed in in that browser.
func (s *Attendance) wallViewer(r *http.Request, t live.Topic, epoch uint64) (v live.Viewer, mine bool, err error) {
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		screen, err := s.screen(ctx, q, r)
		if fault.Is(err, fault.Unauthenticated) {
			return nil
		}
		if err != nil {
			return err
		}
		whose, err := register.OwnerOfClass(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) || err == nil && whose.School != screen.School {
			return nil
		}
		t.School = screen.School
		v, mine = live.Viewer{ID: terminal.WallViewer(screen.ID), Session: screen.TokenHash, Lang: s.Lang(r), Topics: []live.Topic{t}, Epoch: epoch}, err == nil
		return err
	})
	return v, mine, err
}

func (s *Attendance) wallStill(ctx context.Context, q bun.IDB, v live.Viewer) (bool, error) {
	screen, err := terminal.WallByHash(ctx, q, v.Session, s.DB.Now())
	if fault.Is(err, fault.Unauthenticated) {
		return false, nil
	}
	return err == nil && terminal.WallViewer(screen.ID) == v.ID, err
}

// mayHang is nil for a hung screen of the class's school; Unauthenticated for any other
// browser.
func (s *Attendance) mayHang(ctx context.Context, q bun.IDB, r *http.Request, o web.Named) error {
	screen, err := s.screen(ctx, q, r)
	if err == nil && screen.School != o.School {
		err = fault.New(fault.Unauthenticated, "wall")
	}
	if err == nil {
		s.CheckedByService(r)
	}
	return err
}

// wallPage is for a screen of the school that hangs, and for who may read the classes.
func (s *Attendance) wallPage(w http.ResponseWriter, r *http.Request, kind string) error {
	o, err := s.classTarget(r)
	a := web.Actor(r)
	if err != nil {
		if a.Kind != allow.Account {
			return s.Check(r, allow.Target{})
		}
		s.CheckedByService(r)
		return err
	}
	v := wallview.View{Page: s.Page(r)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		classes, err := wallClasses(ctx, q, o.School, kind, o.ID)
		if err != nil {
			return err
		}
		if mayReadAll(a, o.School, classes) {
			v.Back, v.How = "/class/"+o.ID, allow.Can(a, allow.ConsoleView, allow.Target{School: o.School})
			err = s.Check(r, o.Target)
		} else if err = s.mayHang(ctx, q, r, o); fault.Is(err, fault.Unauthenticated) {
			if err = s.Check(r, o.Target); err == nil {
				err = fault.New(fault.Forbidden, "forbidden") // one class of the grade is not all
			}
		}
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf, v.Page.Theme = sc.Name, sc.Demo, s.Now().In(sc.Location()), "dark"
		if err := s.follow(ctx, q, &v.Page.Live, sc.ID, []string{kind + ":" + o.ID}); err != nil {
			return err
		}
		v.Wall, err = s.wall(ctx, q, sc, kind, classes)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, wallview.Page(v))
}

// wall is what a screen says of classes: how many, never who.
func (s *Attendance) wall(ctx context.Context, q bun.IDB, sc campus.School, kind string, classes []campus.Class) (v wallview.Wall, err error) {
	day, _ := campus.DayOf(s.Now(), sc.Location())
	v = wallview.Wall{Grade: kind == topicGradeWall, Day: day}
	list, err := s.classesNow(ctx, q, sc, classes, false)
	if err != nil || len(list) == 0 {
		return v, err
	}
	v.Title = list[0].Name
	if v.Grade {
		v.Title = classes[0].Grade
	}
	seen := map[string]bool{}
	for _, c := range list {
		l := c.Line()
		v.Rows = append(v.Rows, wallview.Row{Name: c.Name, Without: c.Without, Here: l.OnTime + l.Late, Missing: l.Missing, Waiting: l.Waiting, Away: l.Leave})
		if c.Without == "" && v.Session == "" {
			v.Session, v.Starts = c.Session, c.Starts
		}
		for _, g := range c.Silent {
			if !seen[g.Name] {
				v.Silent = append(v.Silent, wallview.Silent{Name: g.Name, Since: g.Since})
			}
			seen[g.Name] = true
		}
	}
	if v.Grade || list[0].Without == view.NoSchool {
		return v, nil
	}
	lessons, err := s.lessonsOf(ctx, q, sc, classes[0].ID)
	for _, l := range lessons[classes[0].ID] {
		if !l.Over && !l.Cancelled {
			v.Lesson = &wallview.Lesson{Now: l.Now, Subject: l.Subject, Who: l.Who, Room: l.Room, From: l.From, Until: l.To}
			break
		}
	}
	return v, err
}

func (s *Attendance) wallPieces(ctx context.Context, q bun.IDB, sc campus.School, kind string, ids []string, version int64) (out []web.Piece, err error) {
	for _, id := range ids {
		k, err := s.lookAtWall(ctx, q, sc, kind, id)
		if err != nil {
			return nil, err
		}
		out = append(out, web.Piece{ID: id, Key: "wall", State: true, Version: version, Content: k.draw(version)})
	}
	return out, nil
}

func (s *Attendance) lookAtWall(ctx context.Context, q bun.IDB, sc campus.School, kind, id string) (look, error) {
	classes, err := wallClasses(ctx, q, sc.ID, kind, id)
	if err != nil {
		return look{}, err
	}
	v, err := s.wall(ctx, q, sc, kind, classes)
	if err != nil {
		return look{}, err
	}
	return s.looks.put(kind+":"+id, s.Now(), v, func(version int64) templ.Component {
		return web.Partial("classwall", "outerMorph", version, wallview.Part(v))
	}), nil
}

func (s *Attendance) wallPulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	k, fresh := s.looks.get(t.String(), s.Now())
	if !fresh {
		sc, err := campus.SchoolByID(ctx, q, t.School)
		if err != nil {
			return nil, err
		}
		if k, err = s.lookAtWall(ctx, q, sc, t.Kind, t.ID); err != nil {
			return nil, err
		}
	}
	return []web.Pulse{{Key: "wall", Same: k.says, Age: lookAge, Draw: k.draw}}, nil
}
