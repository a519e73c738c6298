package kiosk

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/scan"
	"yunka/server/scan/history"
	"yunka/server/stats"
	"yunka/server/terminal"
	"yunka/server/web"
	"yunka/views/kiosk"
)

func (s *Kiosk) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/kiosk", Action: allow.TerminalPair, Handle: s.page},
		{Method: "GET", Pattern: "/kiosk/shell", Action: allow.ScanPresent, Handle: s.shell, JSON: true, Bare: true},
		{Method: "GET", Pattern: "/kiosk/decoder.js", Action: allow.PagePublic, Handle: s.decoder, Bare: true},
		{Method: "GET", Pattern: "/kiosk/away", Action: allow.PagePublic, Handle: s.away},
		{Method: "GET", Pattern: "/kiosk/worker.js", Action: allow.PagePublic, Handle: s.worker, Bare: true},
		{Method: "POST", Pattern: "/kiosk/pair", Action: allow.TerminalPair, Handle: s.pair},
		{Method: "POST", Pattern: "/kiosk/scans", Action: allow.ScanPresent, Handle: s.scan, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "POST", Pattern: "/kiosk/scans/{id}/confirm", Action: allow.ScanConfirm, Handle: s.confirm, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "GET", Pattern: "/kiosk/checks", Action: allow.ScanConfirm, Handle: s.checks, JSON: true, Bare: true},
		{Method: "POST", Pattern: "/kiosk/shift", Action: allow.ScanConfirm, Handle: s.takeShift, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "POST", Pattern: "/kiosk/shift/end", Action: allow.ScanConfirm, Handle: s.endShift, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "POST", Pattern: "/kiosk/people", Action: allow.PeopleSearch, Handle: s.people, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "GET", Pattern: "/kiosk/classes", Action: allow.PeopleSearch, Handle: s.classes, JSON: true, Bare: true},
		{Method: "GET", Pattern: "/kiosk/classes/{id}", Action: allow.PeopleSearch, Handle: s.class, JSON: true, Bare: true},
		{Method: "POST", Pattern: "/kiosk/duty", Action: allow.PeopleSearch, Handle: s.duty, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "POST", Pattern: "/kiosk/duty/end", Action: allow.PeopleSearch, Handle: s.dutyEnd, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "POST", Pattern: "/kiosk/scans/{id}/undo", Action: allow.ScanUndo, Handle: s.undo, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "GET", Pattern: "/kiosk/scans/{id}/before", Action: allow.ScanConfirm, Handle: s.before, JSON: true, Bare: true},
		{Method: "GET", Pattern: "/kiosk/scans/{id}/photo", Action: allow.ScanConfirm, Handle: s.photo, JSON: true, Bare: true},
		{Method: "POST", Pattern: "/kiosk/manual", Action: allow.ScanManual, Handle: s.manual, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "POST", Pattern: "/kiosk/records", Action: allow.ScanUpload, Handle: s.records, MaxBody: maxRecords, JSON: true, Bare: true},
		{Method: "GET", Pattern: "/kiosk/list", Action: allow.ScanPresent, Handle: s.list, Bare: true, JSON: true},
		{Method: "POST", Pattern: "/kiosk/heartbeat", Action: allow.TerminalBeat, Handle: s.beat, MaxBody: web.MaxJSON, JSON: true, Bare: true},
	}
}

// AtKiosk makes the paired terminal the request's actor and checks its action.
func (s *Kiosk) AtKiosk(r *http.Request) (terminal.Identity, error) {
	c, err := r.Cookie(s.Cookie(web.TerminalCookie))
	if err != nil {
		return terminal.Identity{}, fault.New(fault.Unauthenticated, "terminal_token")
	}
	who, err := s.Terminals.Authenticate(r.Context(), c.Value)
	if err != nil {
		return terminal.Identity{}, err
	}
	web.StateOf(r).Visitor.Actor = who.Actor()
	return who, s.Check(r, allow.Target{School: who.School})
}

func (s *Kiosk) gateCounts(ctx context.Context, q bun.IDB, school, gate string, loc *time.Location) (kiosk.Counts, error) {
	now := s.Now()
	last, err := feed.Last(ctx, q, school)
	if err != nil {
		return kiosk.Counts{}, err
	}
	start, end := campus.DayOf(now, loc)
	after, _, err := stats.Span(ctx, q, school, start, end, last)
	if err != nil {
		return kiosk.Counts{}, err
	}
	c, err := history.Count(ctx, q, school, gate, start.UnixMilli(), after)
	return kiosk.Counts{In: c.In, Out: c.Out, Denied: c.Denied, ToConfirm: c.ToConfirm, AsOf: now.In(loc)}, err
}

func (s *Kiosk) pair(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	code := r.PostForm.Get("code")
	var token string
	wrong := false
	err := s.Accounts.GuardPairing(r.Context(), web.StateOf(r).Network, func() (bool, error) {
		var err error
		token, _, err = s.Terminals.Pair(r.Context(), code)
		if fault.Is(err, fault.Invalid) {
			wrong = true
			return true, nil
		}
		return false, err
	})
	switch {
	case wrong && err == nil:
		return s.Render(w, r, http.StatusUnprocessableEntity, kiosk.Pair(kiosk.PairView{Page: s.Page(r), Trust: s.TrustURL(), Code: code, Error: kiosk.PairFailed(r.Context())}))
	case fault.Is(err, fault.TooMany):
		s.RetryAfter(w, err)
		return s.Render(w, r, http.StatusTooManyRequests, kiosk.Pair(kiosk.PairView{Page: s.Page(r), Trust: s.TrustURL(), Error: kiosk.TooBusy(r.Context())}))
	case err != nil:
		return err
	}
	s.SetCookie(w, web.TerminalCookie, token, web.CookieYear)
	return web.See(w, r, "/kiosk")
}

func (s *Kiosk) scan(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Key   string          `json:"key"`
		Code  string          `json:"code"`
		Chip  string          `json:"chip"`
		Extra json.RawMessage `json:"extra"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	answer, err := s.Scans.Present(r.Context(), scan.Presentation{Terminal: who, Key: body.Key, Code: body.Code, Chip: body.Chip, Body: body.Extra, Lang: s.Lang(r)})
	if err != nil {
		return err
	}
	return web.WriteRaw(w, answer)
}

func (s *Kiosk) confirm(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		PIN    *string `json:"pin"`
		Key    string  `json:"key"`
		Accept bool    `json:"accept"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	guard, err := s.staff(r, who, body.PIN)
	if err != nil {
		return err
	}
	answer, err := s.Scans.Confirm(web.Finish(r), who.Actor(), s.Lang(r), scan.Confirmation{Scan: r.PathValue("id"), Key: body.Key, Staff: guard, Accept: body.Accept})
	if err != nil {
		return err
	}
	return web.WriteRaw(w, answer)
}

func (s *Kiosk) manual(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Key    string  `json:"key"`
		Person string  `json:"person"`
		Reason string  `json:"reason"`
		PIN    *string `json:"pin"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	guard, err := s.staff(r, who, body.PIN)
	if err != nil {
		return err
	}
	answer, err := s.Scans.Manual(web.Finish(r), scan.Presentation{Terminal: who, Key: body.Key, Person: body.Person, Staff: guard, Note: strings.TrimSpace(body.Reason), Lang: s.Lang(r)})
	if err != nil {
		return err
	}
	return web.WriteRaw(w, answer)
}

func (s *Kiosk) beat(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		At      int64  `json:"at"`
		Version string `json:"version"`
		List    *int64 `json:"list"`
		Feed    *int64 `json:"feed"`
		ListAt  *int64 `json:"list_at"`
		Queued  *int64 `json:"queued"`
		Written *int64 `json:"written"`
		Error   string `json:"error"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	p := terminal.Pulse{ClockMS: body.At, Version: body.Version, List: body.List, Feed: body.Feed, ListAt: body.ListAt, Queued: body.Queued, Written: body.Written, Error: body.Error}
	h, err := s.Terminals.Beat(r.Context(), who, p)
	if err != nil {
		return err
	}
	var counts kiosk.Counts
	var policy, changed int64
	var chips []int
	view := kiosk.View{ID: who.ID}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		school, row, err := s.gateScreen(ctx, q, who, &view)
		if err != nil {
			return err
		}
		if chips, _, err = terminal.ChipLengths(ctx, q, who.School); err != nil {
			return err
		}
		if policy, changed, err = access.ListChange(ctx, q, who.School); err != nil {
			return err
		}
		counts, err = s.gateCounts(ctx, q, who.School, row.GateID, school.Location())
		return err
	})
	if err != nil {
		return err
	}
	return web.WriteJSON(w, map[string]any{"page": view.Stamp, "chips": append([]int{}, chips...), "policy": policy, "changed": changed, "now": h.Now.UnixMilli(), "offset": h.OffsetMS, "skewed": h.Skewed, "terminal": who.ID, "pull": h.Behind(p),
		"log": map[string]any{"seq": h.Log.Seq, "hash": h.Log.Hash, "accepted_to": h.Log.AcceptedTo}, "counts": map[string]int{"in": counts.In, "out": counts.Out, "denied": counts.Denied, "confirm": counts.ToConfirm}})
}
