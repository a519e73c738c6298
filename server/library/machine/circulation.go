package machine

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
	"yunka/server/library/sip2"
	view "yunka/views/library"
)

// book is CK, the media of what is lent.
const book = "001"

// lend answers 11. What a machine must not lend it refuses, also with "no block": it never
// lends alone, as 98 says.
func (d *desk) lend(ctx context.Context, m sip2.Message) (sip2.Message, error) {
	words, err := d.present(ctx, m.Get("AA"))
	if err != nil || words != "" {
		return d.refused(ctx, "12", m, "", words), err
	}
	a, err := d.s.loans.Lend(ctx, d.actor(), d.who.School, d.visit, m.Get("AB"), "", "")
	if words = said(ctx, err); words != "" {
		return d.refused(ctx, "12", m, "", words), nil
	} else if err != nil {
		return sip2.Message{}, err
	}
	switch {
	case a.Tier == loans.Lent:
		return d.lent(ctx, "12", m, a.Loan, false)
	case a.Tier == loans.Renewable && m.Fixed[0] == 'Y': // the machine renews what is shown again
		return d.renewed(ctx, "12", m, a.Loan)
	}
	al := view.Alert{Tier: string(a.Tier), Why: a.Why, Since: a.Since, Rule: view.Rule{Role: a.Rule.Role, Kind: a.Rule.Kind, Most: a.Rule.Most, Days: a.Rule.Days}}
	if a.Why == loans.Paused {
		al.Until = a.Pause
	}
	return d.refused(ctx, "12", m, a.Book.Title, al.Screen(ctx)), nil
}

// refused is 12 or 30 that says no, and why.
func (d *desk) refused(ctx context.Context, code string, m sip2.Message, title, words string) sip2.Message {
	return sip2.Message{Code: code, Fixed: "0NUN" + d.now(ctx), Fields: fields("AO", m.Get("AO"), "AA", m.Get("AA"), "AB", m.Get("AB"), "AJ", title, "AH", "", "AF", words)}
}

// lent is 12 or 30 that says yes: the machine takes the alarm off a book that leaves.
func (d *desk) lent(ctx context.Context, code string, m sip2.Message, l loans.Loan, again bool) (sip2.Message, error) {
	sc, err := d.school(ctx)
	f := fields("AO", m.Get("AO"), "AA", m.Get("AA"), "AB", l.Barcode, "AJ", l.Title, "AH", due(l.DueDay, sc.Location()), "CK", book, "AF", view.DueOn(ctx, l.DueDay))
	return sip2.Message{Code: code, Fixed: "1" + sip2.YN(again) + "UY" + d.now(ctx), Fields: f}, err
}

// renew answers 29 for a book that the patron has.
func (d *desk) renew(ctx context.Context, m sip2.Message) (sip2.Message, error) {
	words, err := d.present(ctx, m.Get("AA"))
	if err != nil || words != "" {
		return d.refused(ctx, "30", m, "", words), err
	}
	a, err := d.account(ctx)
	if err != nil {
		return sip2.Message{}, err
	}
	code, _ := catalogue.Barcode(m.Get("AB"))
	for _, l := range a.out {
		if l.Barcode == code {
			return d.renewed(ctx, "30", m, l)
		}
	}
	return d.refused(ctx, "30", m, "", view.NotYours(ctx)), nil
}

func (d *desk) renewed(ctx context.Context, code string, m sip2.Message, l loans.Loan) (sip2.Message, error) {
	day, err := d.s.loans.Renew(ctx, d.actor(), d.who.School, l.ID, d.visit)
	if words := said(ctx, err); words != "" {
		return d.refused(ctx, code, m, l.Title, words), nil
	} else if err != nil {
		return sip2.Message{}, err
	}
	l.DueDay = day
	return d.lent(ctx, code, m, l, true)
}

// said are the words of a refusal that is the reader's to read; "" for what went wrong.
func said(ctx context.Context, err error) string {
	if err == nil || !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
		return ""
	}
	return view.Refused(ctx, fault.As(err).Code)
}

// back answers 09. Anybody brings a book back: no patron is asked for, and none is named.
func (d *desk) back(ctx context.Context, m sip2.Message) (sip2.Message, error) {
	b, err := d.s.loans.Return(ctx, d.actor(), d.who.School, m.Get("AB"))
	if err != nil {
		return sip2.Message{}, err
	}
	r := view.Returned{Found: b.Found, Was: b.Was, Kept: b.Kept, Title: b.Book.Title, Shelf: b.Copy.Shelf, Late: b.Late, Until: b.Until}
	aside := b.Kept || !b.Found || b.Copy.State == catalogue.Damaged
	f := fields("AO", m.Get("AO"), "AB", m.Get("AB"), "AQ", b.Copy.Shelf, "AJ", b.Book.Title, "CK", book)
	if b.Kept {
		f = append(f, fields("CV", "01")...) // somebody waits for it, here
	}
	f = append(f, fields("AF", r.Screen(ctx))...)
	return sip2.Message{Code: "10", Fixed: sip2.OK(b.Found) + sip2.YN(b.Found) + "U" + sip2.YN(aside) + d.now(ctx), Fields: f}, nil
}

// Where a copy is, as 18 says it.
const (
	itemOther     = "01"
	itemAvailable = "03"
	itemCharged   = "04"
	itemHoldShelf = "08"
	itemLost      = "12"
)

// item answers 17. Whose a book is it does not say.
func (d *desk) item(ctx context.Context, m sip2.Message) (sip2.Message, error) {
	c, b, is, err := d.found(ctx, m.Get("AB"))
	if err != nil {
		return sip2.Message{}, err
	}
	if !is {
		f := fields("AB", m.Get("AB"), "AJ", "", "AF", view.NoSuchBarcode(ctx))
		return sip2.Message{Code: "18", Fixed: itemOther + "0101" + d.now(ctx), Fields: f}, nil
	}
	state := map[string]string{catalogue.Available: itemAvailable, catalogue.Reserved: itemHoldShelf, catalogue.Lost: itemLost}[c.State]
	if c.Due != "" {
		state = itemCharged
	}
	if state == "" {
		state = itemOther
	}
	sc, err := d.school(ctx)
	if err != nil {
		return sip2.Message{}, err
	}
	n := 0
	err = d.s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		n, err = loans.Waiting(ctx, q, b.ID)
		return err
	})
	f := fields("CF", four(n)[2:], "AB", c.Barcode, "AJ", b.Title)
	if c.Due != "" {
		f = append(f, fields("AH", due(c.Due, sc.Location()))...)
	}
	f = append(f, fields("AQ", c.Shelf, "CK", book)...)
	return sip2.Message{Code: "18", Fixed: state + "0001" + d.now(ctx), Fields: f}, err
}
