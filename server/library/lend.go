package library

import (
	"context"
	"encoding/json"
	"net/http"

	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/shift"
	"yunka/server/terminal"
	"yunka/server/web"
	view "yunka/views/library"
	"yunka/views/msg"
)

// card presents a card: who it is may borrow from now on, and who stood there before may
// not any more.
func (s *Library) card(r *http.Request, who terminal.Identity, in asked, main *view.DeskMain) error {
	p := scan.Presentation{Terminal: who, Key: in.Key, Lang: s.Lang(r), Scene: rule.LibraryScene}
	if isCode(in.Text) {
		p.Code = in.Text
	} else {
		p.Chip = in.Text
	}
	raw, err := s.kiosk.Scans.Present(web.Finish(r), p)
	if err != nil {
		return err
	}
	var a scan.Answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return err
	}
	switch {
	case a.Decision == reason.Allow:
		main.Visit, main.Return, main.Sound = a.Scan, false, "allow"
	case a.Reason == reason.CodeUnknown && p.Chip != "": // neither a book nor a card
		main.Alert, main.Sound = &view.Alert{Tier: "impossible", Why: loans.NotFound, Barcode: in.Text}, "deny"
	default:
		main.Alert, main.Sound = &view.Alert{Tier: "impossible", Words: msg.Reason(r.Context(), a.Reason)}, "deny"
	}
	return nil
}

// lendTo lends a book in the visit.
func (s *Library) lendTo(r *http.Request, who terminal.Identity, in asked, why, staff string, main *view.DeskMain) error {
	a, err := s.loans.Lend(web.Finish(r), who.Actor(), who.School, in.Visit, in.Text, why, staff)
	if err != nil {
		return err
	}
	if a.Tier == loans.Lent {
		main.Sound = "allow"
		return nil
	}
	main.Sound = "deny"
	al := view.Alert{Tier: string(a.Tier), Why: a.Why, Title: a.Book.Title, Barcode: in.Text, Since: a.Since, Rule: cell(a.Rule)}
	if a.Why == loans.Paused {
		al.Until = a.Pause
	}
	switch a.Tier {
	case loans.NeedsStaff:
		main.Sound = "ask"
	case loans.Renewable:
		main.Sound, al.Loan = "ask", a.Loan.ID
	}
	main.Alert = &al
	return nil
}

func (s *Library) takeBack(r *http.Request, who terminal.Identity, in asked, main *view.DeskMain) error {
	b, err := s.loans.Return(web.Finish(r), who.Actor(), who.School, in.Text)
	if err != nil {
		return err
	}
	main.Backs = &view.Returned{Found: b.Found, Was: b.Was, Kept: b.Kept, Title: b.Book.Title, Barcode: in.Text, Shelf: b.Copy.Shelf, Late: b.Late, Until: b.Until}
	switch {
	case !b.Found:
		main.Sound = "deny"
	case b.Kept || b.Copy.State == catalogue.Damaged:
		main.Sound = "ask"
	default:
		main.Sound = "allow"
	}
	return nil
}

// override lends what needs somebody, under the name of who is on shift. Forbidden
// library_shift if nobody is; a machine without staff has no exceptions.
func (s *Library) override(w http.ResponseWriter, r *http.Request) error {
	who, in, err := s.asked(r)
	if err != nil {
		return err
	}
	if in.Why == "" {
		return fault.New(fault.Invalid, "library_reason")
	}
	if !who.Staff {
		return fault.New(fault.Forbidden, "library_shift")
	}
	staff := ""
	err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) error {
		if _, err := loans.VisitAt(ctx, tx, who.School, who.ID, in.Visit); err != nil {
			return err
		}
		now, err := shift.Use(ctx, tx, who.School, who.ID)
		if staff = now.Staff; err == nil && staff == "" {
			err = fault.New(fault.Forbidden, "library_shift")
		}
		return err
	})
	if err != nil {
		return err
	}
	main := view.DeskMain{Staff: who.Staff, Visit: in.Visit}
	if err := s.lendTo(r, who, in, in.Why, staff, &main); err != nil {
		return err
	}
	return s.show(w, r, who, main)
}
