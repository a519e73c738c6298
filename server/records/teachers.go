package records

import (
	"bytes"
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/post"
	"yunka/server/roster"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/records"
)

func (s *Records) teacherRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console/teachers", Action: allow.PostsManage, Handle: s.teachers},
		{Method: "POST", Pattern: "/console/teachers", Action: allow.PostsManage, Handle: s.importTeachers, MaxBody: maxUpload},
	}
}

func (s *Records) teachers(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.teachersPage(w, r, school, http.StatusOK, view.TeachersView{})
}

// importTeachers checks a file and keeps nothing of it; with apply=yes it puts the
// file into effect, if it is the one that was checked.
func (s *Records) importTeachers(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "") // before 20 MiB are read for somebody who may not
	if err != nil {
		return err
	}
	u, err := readUpload(r)
	if err == nil {
		school, err = s.SchoolFor(r, u.school)
		if err != nil {
			return err
		}
	}
	if err == nil && u.apply && (u.checked == "" || u.checked == u.hash()) {
		var res post.Imported
		res, err = s.Posts.ImportTeachers(web.Finish(r), web.Actor(r), school, u.name, bytes.NewReader(u.content), s.Cards)
		for _, person := range res.People {
			if told := s.Announced(r.Context(), web.PersonOf(school, person), nil); told != nil {
				return told
			}
		}
		switch {
		case err == nil && res.Applied:
			return web.See(w, r, "/console/people?role=teacher&done=teachers")
		case err == nil:
			return s.teachersPage(w, r, school, http.StatusConflict, teachersView(r.Context(), u, res))
		}
	}
	if err == nil {
		var res post.Imported
		res, err = s.Posts.CheckTeachers(r.Context(), web.Actor(r), school, bytes.NewReader(u.content))
		if err == nil {
			v, status := teachersView(r.Context(), u, res), http.StatusOK
			if u.apply && v.Check != nil { // another file than the one that was checked
				v.Check.Error, status = otherFile(r.Context()), http.StatusConflict
			}
			return s.teachersPage(w, r, school, status, v)
		}
	}
	text := teacherFileWords(r.Context(), fault.As(err))
	if text == "" {
		text = s.FaultWords(r.Context(), fault.As(err))
	}
	if text == "" {
		return err
	}
	return s.teachersPage(w, r, school, fault.Status(err), view.TeachersView{Error: text})
}

func (s *Records) teachersPage(w http.ResponseWriter, r *http.Request, school string, status int, v view.TeachersView) error {
	err := s.SchoolRead(r, school, func(_ context.Context, _ bun.IDB, sh frame.Shell, _ campus.School) error {
		v.Shell = sh
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Teachers(v))
}

func teachersView(ctx context.Context, u upload, res post.Imported) view.TeachersView {
	v := view.TeachersView{File: u.name, Rows: res.Rows, Ignored: res.Ignored}
	for _, p := range res.Problems {
		text, value := teacherWords(ctx, p)
		if text == "" {
			text, value = rosterWords(ctx, p)
		}
		v.Problems = append(v.Problems, view.Problem{Line: p.Line, Column: p.Column, Value: value, Text: text, Warning: p.Severity == roster.Notice})
	}
	for _, c := range res.Changes {
		v.Changes = append(v.Changes, view.TeacherChange{Line: c.Line, Name: c.Name, What: string(c.What), Kind: string(c.Kind), Of: c.Of, Subject: c.Subject})
	}
	if !roster.Blocking(res.Problems) {
		v.Check = &view.Check{Hash: u.hash()}
	}
	return v
}
