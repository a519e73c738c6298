package library

import (
	"context"
	"net/http"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
	"yunka/server/shift"
	"yunka/server/terminal"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/kiosk"
	view "yunka/views/library"
	"yunka/views/msg"
)

func (s *Library) deskRoutes() []web.Route {
	post := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "POST", Pattern: "/library/desk/" + path, Action: allow.LibraryDesk, Handle: handle, MaxBody: web.MaxJSON, JSON: true, Bare: true}
	}
	return []web.Route{
		{Method: "GET", Pattern: "/library/desk", Action: allow.TerminalPair, Handle: s.deskPage},
		post("read", s.read),
		post("override", s.override),
		post("renew", s.renewAtDesk),
		post("undo", s.undo),
		post("done", s.done),
		post("shift", s.takeShift),
	}
}

// deskPage is a paired desk or self-check machine, or the form that pairs one. It names
// nobody before a card is shown.
func (s *Library) deskPage(w http.ResponseWriter, r *http.Request) error {
	pair := kiosk.PairView{Page: s.Page(r), Trust: s.TrustURL()}
	w.Header().Set("Cache-Control", "no-store")
	c, err := r.Cookie(s.Cookie(web.TerminalCookie))
	if err != nil {
		return s.Render(w, r, http.StatusOK, kiosk.Pair(pair))
	}
	who, err := s.kiosk.Terminals.Authenticate(r.Context(), c.Value)
	if fault.Is(err, fault.Unauthenticated) {
		s.SetCookie(w, web.TerminalCookie, "", 0)
		pair.Error = kiosk.TerminalRevoked(r.Context())
		return s.Render(w, r, http.StatusOK, kiosk.Pair(pair))
	}
	if err != nil {
		return err
	}
	v := view.DeskView{Page: s.Page(r), ID: who.ID, Staff: who.Staff, Main: view.DeskMain{Staff: who.Staff}}
	mine := false
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		k, scene, err := s.kiosk.Screen(ctx, q, who)
		mine = scene == string(rule.LibraryScene)
		v.Page.SchoolName, v.Page.Demo = k.Page.SchoolName, k.Page.Demo
		v.Name, v.Stamp, v.Now = k.Terminal, k.Stamp, k.Now
		return err
	})
	if err != nil {
		return err
	}
	if !mine { // paired at the wrong door
		return web.See(w, r, "/kiosk")
	}
	return s.Render(w, r, http.StatusOK, view.Desk(v))
}

// asked is what a desk's script sends: what was read, in which visit.
type asked struct {
	Key    string `json:"key"` // of a card's presentation: the same one again is the same scan
	Text   string `json:"text"`
	Visit  string `json:"visit"`
	Return bool   `json:"return"`
	Loan   string `json:"loan"`
	Why    string `json:"why"`
	PIN    string `json:"pin"`
}

func (s *Library) asked(r *http.Request) (who terminal.Identity, in asked, err error) {
	if who, err = s.kiosk.AtKiosk(r); err != nil {
		return who, in, err
	}
	if err = web.ReadJSON(r, &in); err != nil {
		return who, in, err
	}
	in.Text = strings.TrimSpace(in.Text)
	if len(in.Text) > 400 || len(in.Visit) > 64 || len(in.Loan) > 64 {
		return who, in, fault.New(fault.Invalid, "library_barcode")
	}
	return who, in, nil
}

// read takes what a scanner, a camera or somebody typed: a card or a book. A number that is
// a barcode of the school is the book, every other one is a card.
func (s *Library) read(w http.ResponseWriter, r *http.Request) error {
	who, in, err := s.asked(r)
	if err != nil {
		return err
	}
	main := view.DeskMain{Staff: who.Staff, Return: in.Return, Visit: in.Visit}
	book, err := s.isBook(r.Context(), who.School, in.Text)
	switch {
	case err != nil:
		return err
	case in.Return && !isCode(in.Text):
		err = s.takeBack(r, who, in, &main)
	case book && in.Visit == "":
		main.Alert, main.Sound = &view.Alert{Tier: "impossible", Why: "card_first"}, "deny"
	case book, in.Visit != "" && !isCode(in.Text) && !looksLikeChip(in.Text):
		err = s.lendTo(r, who, in, "", "", &main)
	default:
		err = s.card(r, who, in, &main)
	}
	if err != nil {
		return err
	}
	return s.show(w, r, who, main)
}

// isCode is one of the codes of a phone or of paper.
func isCode(text string) bool {
	return len(text) >= 41 && (strings.HasPrefix(text, "97") || strings.HasPrefix(text, "98"))
}

// looksLikeChip is a number that a reader of chips may have typed.
func looksLikeChip(text string) bool {
	return len(text) >= 1 && len(text) <= 20 && strings.Trim(text, "0123456789ABCDEFabcdef") == ""
}

func (s *Library) isBook(ctx context.Context, school, text string) (is bool, err error) {
	code, ok := catalogue.Barcode(text)
	if !ok {
		return false, nil
	}
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		is, err = catalogue.Has(ctx, q, school, code)
		return err
	})
	return is, err
}

// show draws the desk with who stands there and what was lent in the visit.
func (s *Library) show(w http.ResponseWriter, r *http.Request, who terminal.Identity, main view.DeskMain) error {
	person := ""
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		if main.Visit == "" {
			return nil
		}
		v, err := loans.VisitAt(ctx, q, who.School, who.ID, main.Visit)
		if fault.Is(err, fault.NotFound) || err == nil && (v.EndedAt > 0 || v.BegunAt < s.Now().Add(-loans.VisitLife).UnixMilli()) {
			main.Visit = ""
			return nil
		} else if err != nil {
			return err
		}
		person = v.PersonID
		return s.fillReader(ctx, q, who, v, &main)
	})
	if err != nil {
		return err
	}
	if person != "" {
		if err := s.Viewed(r, who.School, "kiosk.viewed", map[string]any{"people": []string{person}}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Main(main))
}

func (s *Library) fillReader(ctx context.Context, q bun.IDB, who terminal.Identity, v loans.Visit, main *view.DeskMain) error {
	sc, err := campus.SchoolByID(ctx, q, who.School)
	if err != nil {
		return err
	}
	today := timetable.Today(s.Now(), sc.Location())
	members, err := campus.MembersAt(ctx, q, who.School, s.Now().UnixMilli(), allow.Roles, v.PersonID)
	if err != nil {
		return err
	}
	rd := view.Reader{Role: v.Role}
	for _, m := range members {
		if rd.Name == "" || string(m.Role) == v.Role {
			rd.Name = m.Name
			if m.Class != "" && who.Staff {
				rd.Class = campus.ClassName(m.Grade, m.Class)
			}
		}
	}
	if !who.Staff { // a queue reads a machine over shoulders
		rd.Name = msg.FirstName(rd.Name)
	}
	rules, err := loans.Rules(ctx, q, who.School)
	if err != nil {
		return err
	}
	general := loans.Pick(rules, v.Role, catalogue.Ordinary)
	rd.Rule = cell(general)
	out, err := loans.Out(ctx, q, who.School, v.PersonID)
	if err != nil {
		return err
	}
	rd.Left = max(0, loans.Pick(rules, v.Role, "").Most-len(out))
	until, err := loans.PausedUntil(ctx, q, who.School, v.PersonID)
	if err != nil {
		return err
	}
	if until >= today {
		rd.Until, rd.Left = until, 0
	}
	for _, l := range out {
		line := lineOf(l, today, rules)
		if line.Overdue {
			rd.Overdue++
		}
		if l.VisitID != v.ID {
			rd.Out = append(rd.Out, line)
		}
	}
	mine, err := loans.InVisit(ctx, q, who.School, v.ID)
	for i, l := range mine {
		line := lineOf(l, today, rules)
		line.New = i == 0
		main.Lent = append(main.Lent, line)
	}
	main.Reader = &rd
	return err
}

func lineOf(l loans.Loan, today string, rules []loans.Rule) view.Line {
	role, kind, _ := strings.Cut(l.Rule, "/")
	return view.Line{Loan: l.ID, Title: l.Title, Author: l.Author, Barcode: l.Barcode, Due: l.DueDay, Overdue: l.DueDay < today, Rule: cell(loans.Pick(rules, role, kind))}
}

func cell(r loans.Rule) view.Rule {
	return view.Rule{Role: r.Role, Kind: r.Kind, Most: r.Most, Days: r.Days}
}

// undo takes a loan of the visit back.
func (s *Library) undo(w http.ResponseWriter, r *http.Request) error {
	who, in, err := s.asked(r)
	if err != nil {
		return err
	}
	if err := s.loans.Undo(web.Finish(r), who.Actor(), who.School, in.Visit, in.Loan); err != nil {
		return err
	}
	return s.show(w, r, who, view.DeskMain{Staff: who.Staff, Visit: in.Visit})
}

func (s *Library) renewAtDesk(w http.ResponseWriter, r *http.Request) error {
	who, in, err := s.asked(r)
	if err != nil {
		return err
	}
	main := view.DeskMain{Staff: who.Staff, Visit: in.Visit, Sound: "allow"}
	if _, err := s.loans.Renew(web.Finish(r), who.Actor(), who.School, in.Loan, in.Visit); fault.Is(err, fault.Conflict) && fault.As(err).Code != "library_visit" {
		main.Alert, main.Sound = &view.Alert{Tier: "impossible", Words: faultWords(r.Context(), fault.As(err))}, "deny"
	} else if err != nil {
		return err
	}
	return s.show(w, r, who, main)
}

func (s *Library) done(w http.ResponseWriter, r *http.Request) error {
	who, in, err := s.asked(r)
	if err != nil {
		return err
	}
	if err := s.loans.End(web.Finish(r), who.Actor(), who.School, in.Visit); err != nil {
		return err
	}
	return s.show(w, r, who, view.DeskMain{Staff: who.Staff})
}

// takeShift begins a shift by a PIN, once for the exceptions that follow.
func (s *Library) takeShift(w http.ResponseWriter, r *http.Request) error {
	who, in, err := s.asked(r)
	if err != nil {
		return err
	}
	if !who.Staff {
		return fault.New(fault.Forbidden, "library_shift")
	}
	staff, err := s.Accounts.GuardByPIN(r.Context(), who.School, who.ID, in.PIN)
	if err != nil {
		return err
	}
	err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) error {
		_, err := shift.Take(ctx, tx, who.School, who.ID, staff)
		return err
	})
	if err != nil {
		return err
	}
	return web.WriteJSON(w, struct{}{})
}
