package records

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/terminal"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/records"
)

func (s *Records) audit(w http.ResponseWriter, r *http.Request) error {
	return s.auditPage(w, r, "", "")
}

// verify walks the school's chain of events and says what it found; that
// somebody looked is an event as well.
func (s *Records) verify(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	var events int64
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		events, err = audit.VerifySchool(ctx, q, school)
		return err
	})
	var broken *audit.Broken
	if err != nil && !errors.As(err, &broken) {
		return err
	}
	detail := map[string]any{"events": events}
	if broken != nil {
		detail["broken_at"], detail["why"] = broken.Number, broken.Why
		s.Logger.ErrorContext(r.Context(), "the audit's chain is broken", "school", school, "event", broken.Number, "why", broken.Why)
	}
	if err := s.Viewed(r, school, "audit.verified", detail); err != nil {
		return err
	}
	if broken != nil {
		return s.auditPage(w, r, "", view.AuditBroken(r.Context(), broken.Number))
	}
	return s.auditPage(w, r, view.AuditWhole(r.Context(), events), "")
}

const auditPageSize = 50

// auditPage lists events, with what a check found.
func (s *Records) auditPage(w http.ResponseWriter, r *http.Request, whole, broken string) error {
	before, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	v := view.AuditView{First: before == 0, Whole: whole, Broken: broken}
	var school string
	err = s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, school = sh, sc.ID
		actions, err := audit.Actions(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		f, day := auditQuery(r, sc.Location())
		v.Day, v.Action = day, f.Action
		for _, a := range actions {
			v.Actions = append(v.Actions, frame.Option{Value: a, Text: s.ActionWords(r.Context(), a)})
		}
		slices.SortFunc(v.Actions, func(a, b frame.Option) int { return strings.Compare(a.Text, b.Text) })
		rows, next, err := audit.List(ctx, q, sc.ID, f, before, auditPageSize)
		if err != nil {
			return err
		}
		v.Next = next
		v.Rows, err = s.auditRows(ctx, q, r, sc, rows)
		return err
	})
	if err != nil {
		return err
	}
	// The page names people, so reading it is on record like any other.
	if err := s.Viewed(r, school, string(allow.AuditRead), map[string]any{"events": len(v.Rows)}); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Audit(v))
}

// sheetMost is how many events one file takes: a year of a busy school.
const sheetMost = 100_000

// auditSheet is the audit as a file, with the same filters as the page.
func (s *Records) auditSheet(w http.ResponseWriter, r *http.Request) error {
	var rows [][]string
	var school string
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		school = sc.ID
		f, _ := auditQuery(r, sc.Location())
		events, _, err := audit.List(ctx, q, sc.ID, f, 0, sheetMost)
		if err != nil {
			return err
		}
		list, err := s.auditRows(ctx, q, r, sc, events)
		for i, e := range list {
			rows = append(rows, []string{strconv.FormatInt(e.Number, 10), e.At.Format(time.DateTime), e.Actor, events[i].Actor, e.Action, events[i].Action, e.Target, events[i].Target, events[i].Detail})
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, school, "audit.exported", map[string]any{"events": len(rows)}); err != nil {
		return err
	}
	return web.Sheet(w, "audit.csv", view.AuditHead(r.Context()), rows)
}

// auditQuery reads which events an address asks for; day is a school day or "".
func auditQuery(r *http.Request, loc *time.Location) (f audit.Filter, day string) {
	q := r.URL.Query()
	if action := q.Get("action"); len(action) <= 60 {
		f.Action = action
	}
	if at, err := time.ParseInLocation(time.DateOnly, q.Get("day"), loc); err == nil && at.Year() >= 2000 && at.Year() < 3000 {
		day, f.From, f.To = at.Format(time.DateOnly), at.UnixMilli(), at.AddDate(0, 0, 1).UnixMilli()
	}
	return f, day
}

// auditRows puts events into words, with the names of whom they are about.
func (s *Records) auditRows(ctx context.Context, q bun.IDB, r *http.Request, sc campus.School, events []audit.Stored) (list []view.AuditRow, err error) {
	ids := map[string][]string{}
	for _, e := range events {
		for _, ref := range []string{e.Actor, e.Target} {
			kind, id, _ := strings.Cut(ref, ":")
			ids[kind] = append(ids[kind], id)
		}
	}
	names := map[string]map[string]string{}
	for _, look := range []struct {
		kinds []string
		names func(context.Context, bun.IDB, string, []string) (map[string]string, error)
	}{{[]string{"account"}, account.Names}, {[]string{"person"}, campus.PersonNames}, {[]string{"card", "credential", "key"}, card.HolderNames}, {[]string{"terminal"}, terminal.Names}} {
		var all []string
		for _, kind := range look.kinds {
			all = append(all, ids[kind]...)
		}
		slices.Sort(all)
		found := map[string]string{}
		for some := range slices.Chunk(slices.Compact(all), 500) { // an engine binds so many at a time
			part, err := look.names(ctx, q, sc.ID, some)
			if err != nil {
				return nil, err
			}
			for id, name := range part {
				found[id] = name
			}
		}
		for _, kind := range look.kinds {
			names[kind] = found
		}
	}
	for _, e := range events {
		list = append(list, view.AuditRow{Number: e.Number, At: web.At(e.At, sc.Location()), Actor: auditName(r.Context(), e.Actor, names),
			Action: s.ActionWords(r.Context(), e.Action), Target: auditName(r.Context(), e.Target, names), Detail: s.auditDetail(r.Context(), e.Detail)})
	}
	return list, nil
}
