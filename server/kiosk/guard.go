package kiosk

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/scan"
	"yunka/server/scan/history"
	"yunka/server/stats"
	"yunka/server/web"
	"yunka/views/kiosk"
	"yunka/views/msg"
)

// duty opens the search of people with a guard's PIN.
func (s *Kiosk) duty(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		PIN string `json:"pin"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if err := s.Accounts.TakeDuty(web.Finish(r), who.Actor(), body.PIN); err != nil {
		return err
	}
	return web.WriteJSON(w, struct{}{})
}

func (s *Kiosk) dutyEnd(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	if err := s.Accounts.LeaveDuty(web.Finish(r), who.Actor()); err != nil {
		return err
	}
	return web.WriteJSON(w, struct{}{})
}

// people finds people by name for a guard who opened the search: name,
// class, role, and where they were seen last today. The name comes in a body:
// an address stands in the logs of every proxy on the way.
func (s *Kiosk) people(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Q string `json:"q"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if err := s.Accounts.OnDuty(web.Finish(r), who.Actor()); err != nil {
		return err
	}
	found := []kiosk.Found{}
	text := strings.TrimSpace(body.Q)
	if !strings.ContainsRune(text, 0) && text != "" && utf8.RuneCountInString(text) <= 40 {
		people, err := s.Campus.FindAtTerminal(r.Context(), who.Actor(), text)
		if err != nil {
			return err
		}
		if found, err = s.lastSeen(r.Context(), who.School, people); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, found)
}

// lastSeen says of people where they were seen last today.
func (s *Kiosk) lastSeen(ctx context.Context, school string, people []campus.PersonRow) (found []kiosk.Found, err error) {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	found = make([]kiosk.Found, 0, len(people))
	err = s.atSchool(ctx, school, func(ctx context.Context, q bun.IDB, loc *time.Location) error {
		last, err := history.LastPassages(ctx, q, ids, campus.DayStart(s.Now(), loc))
		found = found[:0]
		for _, p := range people {
			f := kiosk.Found{ID: p.ID, Name: p.Name, Class: campus.ClassName(p.Grade, p.Class), Seen: msg.NotSeenYet(ctx)}
			if len(p.Roles) > 0 {
				f.Role = msg.Role(ctx, string(p.Roles[0]))
			}
			if e, ok := last[p.ID]; ok {
				f.Seen = kiosk.Line(ctx, web.At(e.At, loc), msg.Passed(ctx, e.Direction, e.InnerZone), e.Gate)
			}
			found = append(found, f)
		}
		return err
	})
	return found, err
}

// classes counts who is where by class, by the last direction of today.
// It is behind the PIN like the names, because it leads to them.
func (s *Kiosk) classes(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	if err := s.Accounts.OnDuty(web.Finish(r), who.Actor()); err != nil {
		return err
	}
	now := s.Now()
	view := kiosk.Where{Classes: []kiosk.ClassWhere{}}
	err = s.atSchool(r.Context(), who.School, func(ctx context.Context, q bun.IDB, loc *time.Location) error {
		view.AsOf = msg.AsOf(ctx, now.In(loc))
		f, err := s.Days.Today(ctx, q, who.School, loc, now)
		if err != nil {
			return err
		}
		classes, err := campus.ClassSizes(ctx, q, who.School, now.UnixMilli())
		if err != nil {
			return err
		}
		counts := map[stats.Group]stats.GroupCount{}
		others := kiosk.ClassWhere{Name: kiosk.OtherPeople(ctx)}
		for _, g := range f.Groups {
			if g.Role == string(allow.Student) && g.Group.Class != "" {
				counts[g.Group] = g
				continue
			}
			others.Inside, others.Left = others.Inside+g.Inside, others.Left+g.Left
		}
		for _, c := range classes {
			g := counts[stats.Group{Role: string(allow.Student), Grade: c.Grade, Class: c.Name}]
			view.Classes = append(view.Classes, kiosk.ClassWhere{ID: c.ID, Name: campus.ClassName(c.Grade, c.Name), Inside: g.Inside, Left: g.Left, Unseen: max(0, c.Pupils-g.Inside-g.Left)})
		}
		view.Classes = append(view.Classes, others)
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, view)
}

// class is a class by name, and where each was seen last.
func (s *Kiosk) class(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	if err := s.Accounts.OnDuty(web.Finish(r), who.Actor()); err != nil {
		return err
	}
	pupils, err := s.Campus.ClassAtTerminal(web.Finish(r), who.Actor(), r.PathValue("id"))
	if err != nil {
		return err
	}
	found, err := s.lastSeen(r.Context(), who.School, pupils)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, found)
}

// atSchool reads with the school's zone at hand.
func (s *Kiosk) atSchool(ctx context.Context, school string, fn func(ctx context.Context, q bun.IDB, loc *time.Location) error) error {
	return s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		loc, err := web.SchoolZone(ctx, q, school)
		if err != nil {
			return err
		}
		return fn(ctx, q, loc)
	})
}

// before says whether there is a photo of the person of a scan and, with
// ?lines, what they did before it today: the guard sees where a code was used
// first, or that the child left an hour ago.
func (s *Kiosk) before(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	lines := []string{}
	people := map[string]bool{}
	hasPhoto := false
	err = s.atSchool(r.Context(), who.School, func(ctx context.Context, q bun.IDB, loc *time.Location) error {
		person, err := history.Whose(ctx, q, who.School, who.ID, r.PathValue("id"), s.Now())
		if err != nil {
			return err
		}
		if hasPhoto, err = campus.HasPhoto(ctx, q, who.School, person); err != nil || !r.URL.Query().Has("lines") {
			return err
		}
		entries, err := history.Before(ctx, q, who.School, who.ID, r.PathValue("id"), s.Now(), campus.DayStart(s.Now(), loc), 3)
		for _, e := range entries {
			people[e.PersonID] = true
			words := msg.Neutral(r.Context(), e.Decision, e.Reason)
			if e.Open {
				words = msg.Passed(r.Context(), e.Direction, e.InnerZone)
			}
			lines = append(lines, kiosk.Line(r.Context(), web.At(e.At, loc), words, e.Gate))
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(people) > 0 {
		if err := s.Viewed(r, who.School, "kiosk.viewed", map[string]any{"people": web.Keys(people)}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, map[string]any{"photo": hasPhoto, "lines": lines})
}

// undo takes back a passage of this terminal: the gate opened, and nobody
// went through.
func (s *Kiosk) undo(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		PIN *string `json:"pin"`
		Key string  `json:"key"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	guard, err := s.staff(r, who, body.PIN)
	if err != nil {
		return err
	}
	done, err := s.Scans.Undo(web.Finish(r), who.Actor(), scan.Undoing{Scan: r.PathValue("id"), Key: body.Key, Staff: guard})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, done)
}
