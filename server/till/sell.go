package till

import (
	"context"
	"net/http"
	"strconv"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/sale/charge"
	"yunka/server/terminal"
	"yunka/server/web"
	"yunka/views/msg"
	view "yunka/views/till"
	"yunka/views/ui"
)

// Sold is what a till's page is told of a number.
type Sold struct {
	charge.Charge
	Why  string `json:"why"`  // in words, for the cashier who asks
	Keep bool   `json:"keep"` // a card that was reported lost
	Who  *Payer `json:"who,omitempty"`
}

// Payer is who pays, as a queue may see it.
type Payer struct {
	Name     string `json:"name"` // a first name
	Class    string `json:"class"`
	Initials string `json:"initials"`
	Photo    string `json:"photo"` // an address; "" for none
}

func (s *Till) charge(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		sale.Asked
		Code string `json:"code"`
		Chip string `json:"chip"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if !body.Sound() || (body.Code == "") == (body.Chip == "") {
		return fault.New(fault.Invalid, "charge")
	}
	c, err := s.charges.Take(web.Finish(r), who, body.Asked, charge.Presented{Code: body.Code, Chip: body.Chip}, s.Lang(r))
	if err != nil {
		return err
	}
	return s.tell(w, r, who, c)
}

// state answers what became of a number. NotFound not_received is final: it is not taken
// any more.
func (s *Till) state(w http.ResponseWriter, r *http.Request) error {
	who, seq, err := s.numbered(r)
	if err != nil {
		return err
	}
	c, found, err := s.charges.State(web.Finish(r), who, seq)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "not_received")
	}
	if err != nil {
		return err
	}
	return s.tell(w, r, who, c)
}

func (s *Till) numbered(r *http.Request) (who terminal.Identity, seq int64, err error) {
	if who, err = s.kiosk.AtKiosk(r); err != nil {
		return who, 0, err
	}
	seq, err = strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil || seq <= 0 || seq >= 1<<53 {
		return who, 0, fault.New(fault.NotFound, "not_found")
	}
	return who, seq, nil
}

// tell writes a charge with who pays.
func (s *Till) tell(w http.ResponseWriter, r *http.Request, who terminal.Identity, c charge.Charge) error {
	out := Sold{Charge: c, Keep: c.Reason == reason.CredLost}
	out.Charge.Person = nil
	if c.Reason != reason.OK {
		out.Why = msg.Reason(r.Context(), c.Reason)
	}
	if c.Scan != "" && c.Person != nil {
		out.Who = &Payer{Name: msg.FirstName(c.Person.Name)}
		err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
			payer, err := sale.PayerOf(ctx, q, who.School, who.ID, c.Seq)
			if err != nil || payer.ID == "" {
				return err
			}
			out.Who.Name, out.Who.Initials = msg.FirstName(payer.Name), ui.Initials(payer.Name)
			if payer.Class != "" {
				out.Who.Class = campus.ClassName(payer.Grade, payer.Class)
			}
			photo, err := campus.HasPhoto(ctx, q, who.School, payer.ID)
			if photo {
				out.Who.Photo = "/till/scans/" + c.Scan + "/photo"
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, out)
}

// void takes a whole sale back, under the name of who is on shift.
func (s *Till) void(w http.ResponseWriter, r *http.Request) error {
	who, seq, err := s.numbered(r)
	if err != nil {
		return err
	}
	var body struct{}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	staff, err := s.onShift(r, who)
	if err != nil {
		return err
	}
	c, err := s.charges.Void(web.Finish(r), who, seq, staff)
	if err != nil {
		return err
	}
	return s.tell(w, r, who, c)
}

// drop takes a sale back that waits for its payer: no money has moved, so nobody has to be
// on shift.
func (s *Till) drop(w http.ResponseWriter, r *http.Request) error {
	who, seq, err := s.numbered(r)
	if err != nil {
		return err
	}
	var body struct{}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	c, err := s.charges.Drop(web.Finish(r), who, seq)
	if err != nil {
		return err
	}
	return s.tell(w, r, who, c)
}

// refund gives a part of a sale back. The page makes the key: the same one again is the
// same refund.
func (s *Till) refund(w http.ResponseWriter, r *http.Request) error {
	who, seq, err := s.numbered(r)
	if err != nil {
		return err
	}
	var body struct {
		Key    string `json:"key"`
		Amount int64  `json:"amount_fen"`
		Why    string `json:"why"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	staff, err := s.onShift(r, who)
	if err != nil {
		return err
	}
	back, err := s.sales.BackAtTill(web.Finish(r), who.Actor(), seq, sale.Refund{ID: body.Key, Amount: body.Amount, Why: body.Why}, staff)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, map[string]string{"state": back.State, "text": view.BackWords(r.Context(), back.State == sale.RefundWaiting, back.Amount)})
}

// closeDay closes the day with the figures that the page has shown.
func (s *Till) closeDay(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var b sale.Batch
	if err := web.ReadJSON(r, &b); err != nil {
		return err
	}
	staff, err := s.onShift(r, who)
	if err != nil {
		return err
	}
	out, err := s.sales.CloseBatch(web.Finish(r), who.Actor(), b, staff)
	if err != nil {
		return err
	}
	v := view.Closed{Balanced: out.Balanced}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, who.School)
		if err != nil {
			return err
		}
		v.At = s.Now().In(sc.Location())
		v.Day = dayOf(b.Day, v.At, out.Ours)
		v.By, err = campus.PersonName(ctx, q, who.School, staff)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.ClosedPart(v))
}
