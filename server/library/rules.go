package library

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/library/loans"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/library"
)

func (s *Library) rulesPage(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawRules(w, r, school, http.StatusOK, view.RulesView{})
}

// drawRules shows the matrix with an empty row for another cell, or what was typed.
func (s *Library) drawRules(w http.ResponseWriter, r *http.Request, school string, status int, v view.RulesView) error {
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		if v.Error != "" {
			return nil
		}
		rules, err := loans.Rules(ctx, q, sc.ID)
		v.Rules = nil
		for _, c := range rules {
			v.Rules = append(v.Rules, view.RuleForm{Role: c.Role, Kind: c.Kind, Most: strconv.Itoa(c.Most), Days: strconv.Itoa(c.Days), Renewals: strconv.Itoa(c.Renewals),
				Holds: strconv.Itoa(c.Holds), Grace: strconv.Itoa(c.Grace), Factor: strconv.Itoa(c.Factor), Longest: strconv.Itoa(c.Longest)})
		}
		v.Rules = append(v.Rules, view.RuleForm{})
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Rules(v))
}

// maxCells is more than the matrix has.
const maxCells = 60

func (s *Library) saveRules(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	cells, rules, err := typedRules(r)
	if err == nil {
		err = s.loans.SetRules(web.Finish(r), web.Actor(r), school, rules)
	}
	if err == nil {
		return web.See(w, r, "/console/library/rules?done=library-rules")
	}
	words := s.FaultWords(r.Context(), fault.As(err))
	if words == "" || !refusedForm(err) {
		return err
	}
	return s.drawRules(w, r, school, fault.Status(err), view.RulesView{Rules: cells, Error: words})
}

// typedRules reads the rows of the form. A row without how many and how long is none.
func typedRules(r *http.Request) (cells []view.RuleForm, rules []loans.Rule, err error) {
	column := func(name string, i int) string {
		if list := r.PostForm[name]; i < len(list) {
			return strings.TrimSpace(list[i])
		}
		return ""
	}
	if len(r.PostForm["role"]) > maxCells {
		return nil, nil, fault.New(fault.Invalid, "library_rule")
	}
	for i := range r.PostForm["role"] {
		f := view.RuleForm{Role: column("role", i), Kind: column("kind", i), Most: column("most", i), Days: column("days", i), Renewals: column("renewals", i), Holds: column("holds", i),
			Grace: column("grace", i), Factor: column("factor", i), Longest: column("longest", i)}
		cells = append(cells, f)
		if f.Most == "" && f.Days == "" {
			continue
		}
		c := loans.Rule{Role: f.Role, Kind: f.Kind}
		for text, to := range map[*string]*int{&f.Most: &c.Most, &f.Days: &c.Days, &f.Renewals: &c.Renewals, &f.Holds: &c.Holds, &f.Grace: &c.Grace, &f.Factor: &c.Factor, &f.Longest: &c.Longest} {
			n, wrong := strconv.Atoi(*text)
			if *text != "" && wrong != nil {
				err = fault.New(fault.Invalid, "library_rule")
			}
			*to = n
		}
		rules = append(rules, c)
	}
	if err == nil && len(rules) == 0 {
		err = fault.New(fault.Invalid, "library_rule")
	}
	return cells, rules, err
}
