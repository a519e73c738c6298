package attendance

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
	view "yunka/views/attendance"
	"yunka/views/console"
)

// previewPage shows who is expected when on a day, ?day=YYYY-MM-DD, by default today.
func (s *Attendance) previewPage(w http.ResponseWriter, r *http.Request) error {
	var v view.Preview
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell, v.Today = sh, timetable.Today(s.Now(), sc.Location())
		v.Day = r.URL.Query().Get("day")
		if v.Day == "" {
			v.Day = v.Today
		}
		if !timetable.ValidDay(v.Day) {
			return fault.New(fault.NotFound, "not_found")
		}
		v.Before, v.After = timetable.AddDays(v.Day, -1), timetable.AddDays(v.Day, 1)
		return expectOn(ctx, q, sc, &v)
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.PreviewPage(v))
}

// expectOn fills in who is expected on the page's day.
func expectOn(ctx context.Context, q bun.IDB, sc campus.School, v *view.Preview) error {
	k, err := register.ReadTimes(ctx, q, sc.ID)
	if err != nil {
		return err
	}
	v.NoSessions = !k.Any()
	var name string
	v.SchoolDay, name = k.SchoolDay(v.Day)
	v.Name, v.WorksAs, v.Next = name, k.WorksAs(v.Day), k.Next(v.Day)
	noon := timetable.Instant(v.Day, 12*60, sc.Location())
	members, err := campus.MembersAt(ctx, q, sc.ID, noon.UnixMilli(), rule.Expects)
	if err != nil {
		return err
	}
	classes, err := campus.Classes(ctx, q, sc.ID)
	if err != nil {
		return err
	}
	people := map[string]int{} // by class; teachers under ""
	for _, m := range members {
		switch {
		case m.Role == allow.Teacher:
			people["teacher"]++
		case m.ClassID == "":
			people[""]++
		default:
			people[m.ClassID]++
		}
	}
	for _, c := range classes {
		if n := people[c.ID]; n > 0 {
			v.Add(view.Expects{Grade: c.Grade, Class: campus.ClassName(c.Grade, c.Name), People: n, Sessions: heldOn(k, v.Day, allow.Student, c.Grade, c.ID)})
		}
	}
	if n := people[""]; n > 0 {
		v.Add(view.Expects{People: n, Sessions: heldOn(k, v.Day, allow.Student, "", "")})
	}
	if n := people["teacher"]; n > 0 {
		v.Add(view.Expects{Teachers: true, People: n, Sessions: heldOn(k, v.Day, allow.Teacher, "", "")})
	}
	return nil
}

func heldOn(k register.Times, day string, role allow.Role, grade, class string) (list []view.ExpectedAt) {
	for _, one := range k.Held(day, role, grade, class) {
		list = append(list, view.ExpectedAt{Name: one.Name, Starts: timetable.Clock(one.Starts), OnTime: timetable.Clock(one.Starts + one.Grace),
			AbsentFrom: timetable.Clock(one.Starts + one.AbsentAfter), Ends: timetable.Clock(one.Ends), MustOut: one.MustOut})
	}
	return list
}
