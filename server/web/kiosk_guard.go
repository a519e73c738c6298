package web

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/scan"
	"yunka/views/kiosk"
	"yunka/views/msg"
)

// kioskDuty opens the search of people with a guard's PIN.
func (s *Web) kioskDuty(w http.ResponseWriter, r *http.Request) error {
	who, err := s.atKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		PIN string `json:"pin"`
	}
	if err := readJSON(r, &body); err != nil {
		return err
	}
	if err := s.Accounts.TakeDuty(finish(r), who.Actor(), body.PIN); err != nil {
		return err
	}
	return writeJSON(w, struct{}{})
}

func (s *Web) kioskDutyEnd(w http.ResponseWriter, r *http.Request) error {
	who, err := s.atKiosk(r)
	if err != nil {
		return err
	}
	if err := s.Accounts.LeaveDuty(finish(r), who.Actor()); err != nil {
		return err
	}
	return writeJSON(w, struct{}{})
}

// kioskPeople finds people by name for a guard who opened the search: name,
// class, role, and where they were seen last today. The name comes in a body:
// an address stands in the logs of every proxy on the way.
func (s *Web) kioskPeople(w http.ResponseWriter, r *http.Request) error {
	who, err := s.atKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Q string `json:"q"`
	}
	if err := readJSON(r, &body); err != nil {
		return err
	}
	if err := s.Accounts.OnDuty(finish(r), who.Actor()); err != nil {
		return err
	}
	found := []kiosk.Found{}
	text := strings.TrimSpace(body.Q)
	if !strings.ContainsRune(text, 0) && text != "" && utf8.RuneCountInString(text) <= 40 {
		people, err := s.Campus.FindAtTerminal(r.Context(), who.Actor(), text)
		if err != nil {
			return err
		}
		ids := make([]string, len(people))
		for i, p := range people {
			ids[i] = p.ID
		}
		var last map[string]scan.Entry
		var loc *time.Location
		err = s.atSchool(r.Context(), who.School, func(ctx context.Context, q bun.IDB, at *time.Location) error {
			loc = at
			last, err = scan.LastPassages(ctx, q, ids, dayStart(s.Now(), loc))
			return err
		})
		if err != nil {
			return err
		}
		for _, p := range people {
			f := kiosk.Found{ID: p.ID, Name: p.Name, Class: scan.ClassName(p.Grade, p.Class), Seen: msg.NotSeenYet(r.Context())}
			if len(p.Roles) > 0 {
				f.Role = msg.Role(r.Context(), string(p.Roles[0]))
			}
			if e, ok := last[p.ID]; ok {
				f.Seen = kiosk.Line(r.Context(), at(e.At, loc), msg.Passed(r.Context(), e.Direction, e.InnerZone), e.Gate)
			}
			found = append(found, f)
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, found)
}

// atSchool reads with the school's zone at hand.
func (s *Web) atSchool(ctx context.Context, school string, fn func(ctx context.Context, q bun.IDB, loc *time.Location) error) error {
	return s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		schools, err := campus.Schools(ctx, q, []string{school})
		if err != nil || len(schools) == 0 {
			return err
		}
		return fn(ctx, q, schools[0].Location())
	})
}

// kioskBefore says whether there is a photo of the person of a scan and, with
// ?lines, what they did before it today: the guard sees where a code was used
// first, or that the child left an hour ago.
func (s *Web) kioskBefore(w http.ResponseWriter, r *http.Request) error {
	who, err := s.atKiosk(r)
	if err != nil {
		return err
	}
	lines := []string{}
	people := map[string]bool{}
	hasPhoto := false
	err = s.atSchool(r.Context(), who.School, func(ctx context.Context, q bun.IDB, loc *time.Location) error {
		person, err := scan.Whose(ctx, q, who.School, who.ID, r.PathValue("id"), s.Now())
		if err != nil {
			return err
		}
		if hasPhoto, err = campus.HasPhoto(ctx, q, who.School, person); err != nil || !r.URL.Query().Has("lines") {
			return err
		}
		entries, err := scan.Before(ctx, q, who.School, who.ID, r.PathValue("id"), s.Now(), dayStart(s.Now(), loc), 3)
		for _, e := range entries {
			people[e.PersonID] = true
			words := msg.Neutral(r.Context(), e.Decision, e.Reason)
			if e.Open {
				words = msg.Passed(r.Context(), e.Direction, e.InnerZone)
			}
			lines = append(lines, kiosk.Line(r.Context(), at(e.At, loc), words, e.Gate))
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(people) > 0 {
		if err := s.viewed(r, who.School, "kiosk.viewed", map[string]any{"people": keysOf(people)}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, map[string]any{"photo": hasPhoto, "lines": lines})
}

// kioskUndo takes back a passage of this terminal: the gate opened, and nobody
// went through.
func (s *Web) kioskUndo(w http.ResponseWriter, r *http.Request) error {
	who, err := s.atKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		PIN string `json:"pin"`
		Key string `json:"key"`
	}
	if err := readJSON(r, &body); err != nil {
		return err
	}
	guard, err := s.Accounts.GuardByPIN(r.Context(), who.School, who.ID, body.PIN)
	if err != nil {
		return err
	}
	done, err := s.Scans.Undo(finish(r), who.Actor(), scan.Undoing{Scan: r.PathValue("id"), Key: body.Key, Staff: guard})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, done)
}
