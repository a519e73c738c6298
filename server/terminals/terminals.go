package terminals

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/scan/history"
	"yunka/server/terminal"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/terminals"
)

func (s *Terminals) terminals(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.terminalsPage(w, r, school, http.StatusOK, nil, view.TerminalForm{}, nil, "")
}

// terminalsPage lists the terminals; with a secret that was just made, with the
// form as it was typed, or with what went wrong.
func (s *Terminals) terminalsPage(w http.ResponseWriter, r *http.Request, school string, status int, secret *shown, f view.TerminalForm, typed *view.ChipsForm, problem string) error {
	v := view.TerminalsView{Form: f, Trust: s.trustHere(r.Context())}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		if problem != "" {
			v.Shell.Page.Problem = problem
		}
		loc, now := sc.Location(), s.Now()
		rows, err := terminal.List(ctx, q, school)
		if err != nil {
			return err
		}
		scanned, err := history.LastByTerminal(ctx, q, school)
		if err != nil {
			return err
		}
		policy, changed, err := access.ListChange(ctx, q, school)
		if err != nil {
			return err
		}
		for _, row := range rows {
			t := console.TerminalRow(row, scanned[row.ID], loc, now)
			t.Behind = listBehind(row, policy, changed)
			v.Rows = append(v.Rows, t)
			if secret != nil && row.ID == secret.id {
				v.Issued = secret.issued(row.Name, row.Kind, loc)
			}
		}
		if v.Chips, err = chipsForm(ctx, q, school); err != nil {
			return err
		}
		if typed != nil {
			v.Chips.Typed, v.Chips.Error = typed.Typed, typed.Error
		}
		gates, err := access.Gates(ctx, q, school)
		for _, g := range gates {
			v.Gates = append(v.Gates, frame.Option{Value: g.ID, Text: g.Name})
		}
		v.Gates = append(v.Gates, frame.Option{Text: view.NoGate(r.Context())})
		if f == (view.TerminalForm{}) { // nothing is typed: most terminals stand at a gate
			v.Form.Gate = v.Gates[0].Value
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Terminals(v))
}

// shown is a terminal's new secret on its way to the one page that shows it.
type shown struct {
	id, secret string
	until      time.Time
}

func (n shown) issued(name, kind string, loc *time.Location) *frame.Issued {
	if kind == "reader" {
		return &frame.Issued{For: name, Token: n.secret}
	}
	code := n.secret
	if len(code) == 8 { // Pair takes it with or without the dash
		code = code[:4] + "-" + code[4:]
	}
	return &frame.Issued{For: name, Pairing: true, Code: code, Until: n.until.In(loc)}
}

func (s *Terminals) addTerminal(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	f := view.TerminalForm{Name: r.PostForm.Get("name"), Gate: r.PostForm.Get("gate"), Scene: r.PostForm.Get("scene"), Kind: r.PostForm.Get("kind")}
	d := terminal.Draft{Name: f.Name, Kind: f.Kind, Scene: f.Scene, Gate: f.Gate}
	if f.Kind == "staff" {
		d.Kind, d.Staff = "kiosk", true
	}
	id, secret, err := s.Terminals.Add(r.Context(), web.Actor(r), school, d)
	if err != nil {
		if f.Error = s.FaultWords(r.Context(), fault.As(err)); f.Error == "" {
			return err
		}
		return s.terminalsPage(w, r, school, fault.Status(err), nil, f, nil, "")
	}
	return s.terminalsPage(w, r, school, http.StatusOK, &shown{id, secret, s.Now().Add(terminal.PairingLife)}, view.TerminalForm{}, nil, "")
}

func (s *Terminals) renew(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, terminal.Owner)
	if err != nil {
		return err
	}
	secret, err := s.Terminals.Renew(r.Context(), web.Actor(r), o.School, o.ID)
	if err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		return s.terminalsPage(w, r, o.School, fault.Status(err), nil, view.TerminalForm{}, nil, text)
	}
	return s.terminalsPage(w, r, o.School, http.StatusOK, &shown{o.ID, secret, s.Now().Add(terminal.PairingLife)}, view.TerminalForm{}, nil, "")
}

// recentAtTerminal is how many scans a terminal's own page lists.
const recentAtTerminal = 20

func (s *Terminals) terminal(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, terminal.Owner)
	if err != nil {
		return err
	}
	return s.terminalPage(w, r, o, http.StatusOK, nil, nil)
}

func (s *Terminals) saveTerminal(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, terminal.Owner)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	f := view.TerminalEdit{Name: strings.TrimSpace(r.PostForm.Get("name")), Gate: r.PostForm.Get("gate"), Staff: r.PostForm.Get("staff") == "on", Feed: r.PostForm.Get("feed") == "on", Full: r.PostForm.Get("identity") == "on",
		KeepsNothing: r.PostForm.Get("keeps_nothing") == "on", Was: r.PostForm.Get("was")}
	code, err := s.Terminals.Save(r.Context(), web.Actor(r), o.School, o.ID, terminal.Change{Name: f.Name, Gate: f.Gate, Staff: f.Staff, Feed: f.Feed, Full: f.Full, KeepsNothing: f.KeepsNothing, Was: f.Was})
	if err != nil {
		why := fault.As(err)
		if f.Error = s.FaultWords(r.Context(), why); f.Error == "" {
			return err
		}
		f.Field = map[string]string{"terminal_name": "name", "terminal_gate": "gate"}[why.Code]
		return s.terminalPage(w, r, o, fault.Status(err), &f, nil)
	}
	if code != "" {
		return s.terminalPage(w, r, o, http.StatusOK, nil, &shown{o.ID, code, s.Now().Add(terminal.PairingLife)})
	}
	return web.See(w, r, "/console/terminals/"+o.ID+"?done=saved")
}

// terminalPage shows one terminal, on record because its last scans name people:
// with the form as it was typed, or with a pairing code that was just made.
func (s *Terminals) terminalPage(w http.ResponseWriter, r *http.Request, o web.Named, status int, typed *view.TerminalEdit, secret *shown) error {
	var v view.TerminalView
	people := map[string]bool{}
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		loc, now := sc.Location(), s.Now()
		row, err := terminal.Find(ctx, q, o.School, o.ID)
		if err != nil {
			return err
		}
		entries, err := history.AtTerminal(ctx, q, o.School, o.ID, recentAtTerminal)
		if err != nil {
			return err
		}
		last := int64(0)
		for _, e := range entries {
			v.Recent, last = append(v.Recent, console.FeedRow(e, loc)), max(last, e.At)
			if e.PersonID != "" {
				people[e.PersonID] = true
			}
		}
		v.Terminal = console.TerminalRow(row, last, loc, now)
		policy, changed, err := access.ListChange(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Terminal.Behind = listBehind(row, policy, changed)
		v.Beat = web.At(row.LastAt, loc)
		v.Form = view.TerminalEdit{Name: row.Name, Gate: row.GateID, Staff: row.Staff, Feed: row.ScopeFeed, Full: row.ScopeIdentity, KeepsNothing: row.KeepsNothing, Was: row.Stamp()}
		if typed != nil {
			v.Form = *typed
		}
		if secret != nil {
			v.Issued = secret.issued(row.Name, row.Kind, loc)
		}
		gates, err := access.Gates(ctx, q, o.School)
		for _, g := range gates {
			v.Gates = append(v.Gates, frame.Option{Value: g.ID, Text: g.Name})
		}
		if row.Scene != "gate" {
			v.Gates = append(v.Gates, frame.Option{Text: view.NoGate(ctx)})
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(people) > 0 {
		if err := s.Viewed(r, o.School, "people.read", map[string]any{"people": web.Keys(people)}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.TerminalPage(v))
}

func (s *Terminals) revoke(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, terminal.Owner)
	if err != nil {
		return err
	}
	if err := s.Terminals.Revoke(web.Finish(r), web.Actor(r), o.School, o.ID); err != nil {
		return err
	}
	return web.See(w, r, "/console/terminals?done=revoked")
}
