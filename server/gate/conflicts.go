package gate

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/scan/offline"
	"yunka/server/terminal"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/gate"
)

// conflictsPage is how many conflicts one page shows.
const conflictsPage = 50

func (s *Gate) conflicts(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.conflictsPage(w, r, school, http.StatusOK, nil)
}

// conflictsPage lists conflicts; wrong is the one whose note could not be taken.
func (s *Gate) conflictsPage(w http.ResponseWriter, r *http.Request, school string, status int, wrong *view.ConflictRow) error {
	get := r.URL.Query().Get
	v := view.ConflictsView{Kinds: offline.ConflictKinds, Kind: get("kind"), Terminal: get("terminal"), Resolved: get("state") == "resolved", First: get("before") == ""}
	if !slices.Contains(v.Kinds, v.Kind) {
		v.Kind = ""
	}
	named := 0
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		if wrong != nil && wrong.ID == "" {
			v.Shell.Page.Problem = wrong.DraftWrong
		}
		terminals, err := terminal.List(ctx, q, school)
		if err != nil {
			return err
		}
		for _, t := range terminals {
			v.Places = append(v.Places, frame.Option{Value: t.ID, Text: t.Name})
		}
		list, err := offline.Conflicts(ctx, q, school, offline.ConflictFilter{Kind: v.Kind, Terminal: v.Terminal, Resolved: v.Resolved, Before: get("before")}, conflictsPage+1)
		if err != nil {
			return err
		}
		if len(list) > conflictsPage {
			list = list[:conflictsPage]
			v.Next = list[conflictsPage-1].ID
		}
		var accounts []string
		for _, c := range list {
			accounts = append(accounts, strings.TrimPrefix(c.ResolvedBy, "account:"))
		}
		by, err := account.Names(ctx, q, school, accounts)
		if err != nil {
			return err
		}
		loc := sc.Location()
		for _, c := range list {
			row := view.ConflictRow{ID: c.ID, Kind: c.Kind, Detail: c.Detail, PersonID: c.PersonID, Name: c.Name, Class: campus.ClassName(c.Grade, c.Class), Terminal: c.Terminal, Gate: c.Gate, Seq: c.Seq,
				At: web.At(c.At, loc), RaisedAt: web.At(c.RaisedAt, loc), Decision: c.Decision, Reason: c.Reason, OtherAt: web.At(c.OtherAt, loc), OtherWhere: c.OtherGt,
				ResolvedAt: web.At(c.ResolvedAt, loc), ResolvedBy: by[strings.TrimPrefix(c.ResolvedBy, "account:")], Note: c.Note}
			if row.OtherWhere == "" {
				row.OtherWhere = c.OtherTerminal
			}
			if wrong != nil && wrong.ID == c.ID {
				row.Draft, row.DraftWrong = wrong.Draft, wrong.DraftWrong
			}
			if c.PersonID != "" {
				named++
			}
			v.Rows = append(v.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	// The page names people, so reading it is on record like any other.
	if err := s.Viewed(r, school, string(allow.ConflictsRead), map[string]any{"people": named}); err != nil {
		return err
	}
	return s.Render(w, r, status, view.Conflicts(v))
}

func (s *Gate) resolve(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, offline.OwnerOfConflict)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	note := r.PostForm.Get("note")
	err = offline.New(s.Scans).Resolve(web.Finish(r), web.Actor(r), o.School, o.ID, note)
	switch {
	case fault.Is(err, fault.Invalid):
		return s.conflictsPage(w, r, o.School, fault.Status(err), &view.ConflictRow{ID: o.ID, Draft: note, DraftWrong: view.ConflictNoteWrong(r.Context())})
	case fault.Is(err, fault.Conflict): // another desk was quicker: show what is still open
		return s.conflictsPage(w, r, o.School, fault.Status(err), &view.ConflictRow{DraftWrong: view.ConflictGone(r.Context())})
	case err != nil:
		return err
	}
	return web.See(w, r, "/console/conflicts?done=saved")
}
