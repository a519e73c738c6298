package dorm

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/dorm/housing"
	"yunka/server/fault"
	"yunka/server/web"
	view "yunka/views/dorm"
)

// whom are a school's grades and classes, as a rule's form names them.
func whom(ctx context.Context, q bun.IDB, school string) (list []view.Choice, err error) {
	classes, err := campus.Classes(ctx, q, school)
	if err != nil {
		return nil, err
	}
	var grades []string
	for _, c := range classes {
		if c.Grade != "" && !slices.Contains(grades, c.Grade) {
			grades = append(grades, c.Grade)
		}
	}
	for _, g := range grades {
		list = append(list, view.Choice{Value: "g:" + g, Text: g})
	}
	for _, c := range classes {
		list = append(list, view.Choice{Value: "c:" + c.ID, Text: campus.ClassName(c.Grade, c.Name)})
	}
	return list, nil
}

func (s *Dorm) rule(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	get := func(name string) string { return typed(r.PostForm.Get(name)) }
	f := view.RuleForm{Building: get("house"), Floor: get("floor"), Who: get("whom"), Gender: get("gender"), Apart: r.PostForm.Get("apart") == "1"}
	rule := housing.Rule{Building: f.Building, Floor: -1, Gender: genders[f.Gender], Apart: f.Apart}
	if kind, id, _ := strings.Cut(f.Who, ":"); kind == "g" {
		rule.Grade = id
	} else {
		rule.Class = id
	}
	if f.Floor != "" {
		if rule.Floor, err = strconv.Atoi(f.Floor); err != nil || rule.Floor < 0 {
			err = fault.New(fault.Invalid, "dorm_rule")
		}
	}
	done := r.PostForm.Get("look") == "0"
	var p *housing.Plan
	switch {
	case err != nil:
	case done:
		p, err = s.homes.AssignByRule(web.Finish(r), web.Actor(r), school, rule)
	default:
		err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
			if err := allow.Check(web.Actor(r), allow.DormManage, allow.Target{School: school}); err != nil {
				return err
			}
			p, err = housing.PreviewRule(ctx, q, school, rule, s.Now().UnixMilli())
			return err
		})
	}
	if err != nil {
		words, failed := s.beside(r, err)
		if failed != nil {
			return failed
		}
		f.Error = words
		return s.drawBuildings(w, r, school, fault.Status(err), view.BuildingsView{Rule: f})
	}
	v := planned(p, done)
	v.Ruled = true
	return s.drawBuildings(w, r, school, http.StatusOK, view.BuildingsView{Import: v, Rule: f})
}

// planned is what a file or a rule does, or did.
func planned(p *housing.Plan, done bool) *view.ImportView {
	v := &view.ImportView{Done: done, Rows: p.Rows, Given: p.Given, Moved: p.Moved, Same: p.Same, Rooms: p.Rooms, Beds: p.Beds, Bad: p.Bad}
	for _, st := range p.First {
		v.First = append(v.First, view.Step(st))
	}
	for _, one := range p.Problems {
		v.Problems = append(v.Problems, view.Problem(one))
	}
	return v
}
