// Package desk is the day on which new pupils come: the screen of a paired desk, a helper's
// phone, the paper that is printed, and the wall of the hall.
//
// A desk is a terminal of the use freshmen to which the office has given a step; a helper is
// a teacher whom the office has named, logged in on an own phone. Both send what they scan;
// what package intake answers is the screen. A screen that has no network keeps what it scans
// and sends it when it is back, with the time of the scan.
package desk

import (
	"context"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/kiosk"
	"yunka/server/terminal"
	"yunka/server/web"
	view "yunka/views/freshmen"
	viewkiosk "yunka/views/kiosk"
	"yunka/views/msg"
)

// Desk has the handlers of its routes.
type Desk struct {
	*console.Console
	kiosk *kiosk.Kiosk
	days  *day.Service
}

// New makes them on the console and the kiosks.
func New(c *console.Console, k *kiosk.Kiosk, s *day.Service) *Desk {
	k.Sends(rule.FreshmenScene, "/freshmen/desk", "freshmen-desk.css", "freshmen-desk.js")
	return &Desk{Console: c, kiosk: k, days: s}
}

// Routes are the pages of the day.
func (s *Desk) Routes() []web.Route {
	at := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "POST", Pattern: "/freshmen/desk/" + path, Action: allow.FreshmenDesk, Handle: handle, MaxBody: web.MaxJSON, JSON: true, Bare: true}
	}
	by := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "POST", Pattern: "/freshmen/help/" + path, Action: allow.FreshmenDesk, Handle: handle, MaxBody: web.MaxJSON, JSON: true}
	}
	return []web.Route{
		{Method: "GET", Pattern: "/freshmen/desk", Action: allow.TerminalPair, Handle: s.deskPage},
		at("scan", s.scanAtDesk), at("undo", s.undoAtDesk), at("beat", s.beat),
		{Method: "GET", Pattern: "/freshmen/help", Action: allow.FreshmenDesk, Handle: s.helpPage},
		by("scan", s.scanByPhone), by("undo", s.undoByPhone),
		{Method: "GET", Pattern: "/freshmen/paper/{id}", Action: allow.FreshmenDesk, Handle: s.paper},
		{Method: "GET", Pattern: "/freshmen/wall", Action: allow.FreshmenDesk, Handle: s.hallWall},
		{Method: "GET", Pattern: "/console/freshmen/{id}/wall", Action: allow.FreshmenManage, Handle: s.officeWall},
	}
}

// Items are a checklist as pages show it, in the reader's language.
func Items(ctx context.Context, list []intake.Item, loc *time.Location) (out []view.Item) {
	for _, item := range list {
		v := view.Item{ID: item.ID, Name: item.Name, State: string(item.State), Owner: string(item.Owner), Does: string(item.Does), Spot: item.Spot,
			At: web.At(item.Tick.At, loc), Who: item.Tick.Who, Waits: item.Waits, Optional: !item.Required}
		if msg.LangOf(ctx) == msg.En {
			v.Name = item.NameEn
		}
		if strings.Contains(v.Who, ":") || v.Who == "system" { // of the school: a family reads no account
			v.Who = ""
		}
		out = append(out, v)
	}
	return out
}

// deskPage is a paired desk, or the form that pairs one.
func (s *Desk) deskPage(w http.ResponseWriter, r *http.Request) error {
	pair := viewkiosk.PairView{Page: s.Page(r), Trust: s.TrustURL()}
	w.Header().Set("Cache-Control", "no-store")
	c, err := r.Cookie(s.Cookie(web.TerminalCookie))
	if err != nil {
		return s.Render(w, r, http.StatusOK, viewkiosk.Pair(pair))
	}
	who, err := s.kiosk.Terminals.Authenticate(r.Context(), c.Value)
	if fault.Is(err, fault.Unauthenticated) {
		s.SetCookie(w, web.TerminalCookie, "", 0)
		pair.Error = viewkiosk.TerminalRevoked(r.Context())
		return s.Render(w, r, http.StatusOK, viewkiosk.Pair(pair))
	}
	if err != nil {
		return err
	}
	v, mine := view.Desk{Page: s.Page(r), ID: who.ID}, false
	v.Page.Account, v.Page.NeedsPIN = "", ""
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		k, scene, err := s.kiosk.Screen(ctx, q, who)
		mine = scene == string(rule.FreshmenScene)
		v.Page.SchoolName, v.Page.Demo = k.Page.SchoolName, k.Page.Demo
		v.Name, v.Stamp, v.Now = k.Terminal, k.Stamp, k.Now
		if err != nil || !mine {
			return err
		}
		d, err := day.DeskOf(ctx, q, who.ID)
		if fault.Is(err, fault.NotFound) {
			v.Nothing = true
			return nil
		}
		v.Step, v.Does = d.StepID, d.Step
		return err
	})
	if err != nil {
		return err
	}
	if !mine { // paired at the wrong door
		return web.See(w, r, "/kiosk")
	}
	s.SetCookie(w, web.TerminalCookie, c.Value, web.CookieYear)
	return s.Render(w, r, http.StatusOK, view.DeskPage(v))
}

// asked is what the script of a screen sends.
type asked struct {
	Text string `json:"text"` // what was scanned or typed
	At   int64  `json:"at"`   // when, in Unix milliseconds, if it was kept; 0 is now
	Step string `json:"step"` // on a phone: what is done there
	ID   string `json:"id"`   // of an applicant, to take back
	Kept int    `json:"kept"`
}

func read(r *http.Request) (in asked, err error) {
	if err = web.ReadJSON(r, &in); err != nil {
		return in, err
	}
	if len(in.Text) > 400 || len(in.Step) > 64 || len(in.ID) > 64 {
		return in, fault.New(fault.Invalid, "intake_unknown")
	}
	return in, nil
}

// spot is the desk that a request comes from.
func (s *Desk) spot(r *http.Request) (who terminal.Identity, at day.Spot, err error) {
	if who, err = s.kiosk.AtKiosk(r); err != nil {
		return who, at, err
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		d, err := day.DeskOf(ctx, q, who.ID)
		at = day.Spot{School: who.School, Intake: d.IntakeID, Step: d.StepID, Name: d.Name}
		return err
	})
	return who, at, err
}

func (s *Desk) scanAtDesk(w http.ResponseWriter, r *http.Request) error {
	who, at, err := s.spot(r)
	if err != nil {
		return err
	}
	in, err := read(r)
	if err != nil {
		return err
	}
	return s.scan(w, r, who.Actor(), at, in)
}

// scan answers what was scanned: the piece of page that the screen shows. What the spot
// refuses is an answer, too: the family stands there.
func (s *Desk) scan(w http.ResponseWriter, r *http.Request, a allow.Actor, at day.Spot, in asked) error {
	got, err := s.days.Scan(web.Finish(r), a, at, in.Text, in.At)
	f := fault.As(err)
	var main view.Main
	switch {
	case err == nil:
		main, err = s.main(r.Context(), at, got)
		if err != nil {
			return err
		}
	case f.Kind == fault.Invalid && f.Code != "intake_spot", f.Kind == fault.Conflict:
		main = view.Main{Tone: "ask", Head: view.HeadNo(r.Context()), Why: s.FaultWords(r.Context(), f)}
		if f.Code == "intake_unknown" {
			main.Tone = "deny"
		}
	default:
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.MainPart(main))
}

// main is what a screen shows of somebody who has come: class and dormitory only once they
// are out, and never why somebody is not cleared.
func (s *Desk) main(ctx context.Context, at day.Spot, got day.Scanned) (m view.Main, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, at.School)
		if err != nil {
			return err
		}
		m = mainOf(ctx, got, sc.Location(), s.Now())
		m.Here, err = day.DoneAt(ctx, q, got.Intake.ID, at.Step, at.Name, campus.DayStart(s.Now(), sc.Location()))
		return err
	})
	m.Tone = "ok"
	switch {
	case !got.First:
		m.Tone, m.Head = "again", view.HeadAgain(ctx)
	case got.Step.Does == intake.Arrival:
		m.Head = view.HeadArrived(ctx)
	default:
		m.Head = view.HeadDone(ctx, stepName(ctx, got.Step))
	}
	if !m.Cleared && m.Tone == "ok" {
		m.Tone = "ask"
	}
	m.CanPrint, m.CanUndo = true, got.Spot == at.Name && s.Now().UnixMilli()-got.At < undoFor.Milliseconds()
	return m, err
}

const undoFor = 10 * time.Minute // as package intake allows it

func stepName(ctx context.Context, st intake.Step) string {
	if msg.LangOf(ctx) == msg.En {
		return st.NameEn
	}
	return st.Name
}

func mainOf(ctx context.Context, got day.Scanned, loc *time.Location, now time.Time) view.Main {
	one := got.Applicant
	m := view.Main{ID: one.ID, Name: one.Name, At: web.At(got.At, loc), Spot: got.Spot, Ahead: got.Ahead, Wait: -1, Cleared: got.Cleared, Help: got.Intake.Help}
	if m.Help == "" {
		m.Help = view.HelpDesk(ctx)
	}
	if got.PerMinute > 0 {
		m.Wait = int(math.Ceil(float64(got.Ahead) / got.PerMinute))
	}
	if got.Intake.Revealed(now.UnixMilli()) {
		m.Class, m.Dorm = one.Class, one.Dorm
	} else if got.Intake.RevealAt > 0 {
		m.PlaceAt = web.At(got.Intake.RevealAt, loc)
	}
	for _, item := range Items(ctx, got.Items, loc) {
		if item.Owner != string(intake.AtDesk) {
			continue
		}
		m.Items = append(m.Items, item)
		if m.Next == nil && item.State == string(intake.ItemOpen) {
			m.Next = &item
		}
	}
	return m
}

// beat is a desk that says that it is there, and how many scans it still keeps.
func (s *Desk) beat(w http.ResponseWriter, r *http.Request) error {
	who, at, err := s.spot(r)
	if err != nil {
		return err
	}
	in, err := read(r)
	if err != nil {
		return err
	}
	if err := s.days.Beat(r.Context(), who.Actor(), at, who.ID, in.Kept); err != nil {
		return err
	}
	return web.WriteJSON(w, struct{}{})
}

func (s *Desk) undoAtDesk(w http.ResponseWriter, r *http.Request) error {
	who, at, err := s.spot(r)
	if err != nil {
		return err
	}
	return s.undo(w, r, who.Actor(), at)
}

func (s *Desk) undo(w http.ResponseWriter, r *http.Request, a allow.Actor, at day.Spot) error {
	in, err := read(r)
	if err != nil {
		return err
	}
	if in.Step != "" && at.Helper != "" {
		at.Step = in.Step
	}
	main := view.Main{}
	if err := s.days.Undo(web.Finish(r), a, at, in.ID); fault.Is(err, fault.Conflict) {
		main = view.Main{Tone: "ask", Head: view.HeadNo(r.Context()), Why: s.FaultWords(r.Context(), fault.As(err))}
	} else if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.MainPart(main))
}
