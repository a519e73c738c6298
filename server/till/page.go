package till

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/sale"
	"yunka/server/scan/history"
	"yunka/server/shift"
	"yunka/server/terminal"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/kiosk"
	"yunka/views/msg"
	view "yunka/views/till"
)

// recent is how many sales stand beside the amount.
const recent = 6

// page is a paired till, or the form that pairs a terminal. Whose names it shows is on
// record.
func (s *Till) page(w http.ResponseWriter, r *http.Request) error {
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
	v := view.View{Page: s.Page(r), ID: who.ID}
	mine := false
	var shown []string
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		k, scene, err := s.kiosk.Screen(ctx, q, who)
		if err != nil {
			return err
		}
		if mine = scene == string(rule.TillScene); !mine {
			return nil
		}
		v.Page.SchoolName, v.Page.Demo = k.Page.SchoolName, k.Page.Demo
		v.Name, v.Stamp, v.Now = k.Terminal, k.Stamp, k.Now
		if v.Merchant, err = sale.MerchantOf(ctx, q, who.School, who.ID); err != nil {
			return err
		}
		if v.Chips, _, err = terminal.ChipLengths(ctx, q, who.School); err != nil {
			return err
		}
		if v.Next, err = sale.NextSeq(ctx, q, who.ID); err != nil {
			return err
		}
		v.Desk, shown, err = s.desk(ctx, q, who)
		return err
	})
	if err != nil {
		return err
	}
	if !mine { // paired at the wrong door
		return web.See(w, r, "/kiosk")
	}
	if len(shown) > 0 {
		web.StateOf(r).Visitor.Actor = who.Actor()
		if err := s.Viewed(r, who.School, "kiosk.viewed", map[string]any{"people": shown}); err != nil {
			return err
		}
	}
	return s.Render(w, r, http.StatusOK, view.Page(v))
}

// desk is what stands beside the amount, and whom it names.
func (s *Till) desk(ctx context.Context, q bun.IDB, who terminal.Identity) (v view.Desk, shown []string, err error) {
	sc, err := campus.SchoolByID(ctx, q, who.School)
	if err != nil {
		return v, nil, err
	}
	sh, err := shift.At(ctx, q, sc.ID, who.ID, s.Now())
	if err != nil {
		return v, nil, err
	}
	day, ours, shown, err := s.day(ctx, q, sc, who.ID, recent)
	v = view.Desk{Shift: sh.Name, Net: ours.Sold - ours.Refunded, Count: ours.Sales, Lines: day}
	return v, shown, err
}

// day are the newest sales of a till today and what all of them come to.
func (s *Till) day(ctx context.Context, q bun.IDB, sc campus.School, till string, limit int) (lines []view.Line, ours sale.Totals, shown []string, err error) {
	list, ours, err := sale.DayOf(ctx, q, sc, till, timetable.Today(s.Now(), sc.Location()), limit)
	people := map[string]bool{}
	for _, one := range list {
		l := view.Line{Seq: one.Seq, At: web.At(one.At, sc.Location()), Name: msg.FirstName(one.Person), Amount: one.Amount, Back: one.Refunded, State: string(one.State), Reason: string(one.Reason), Wechat: one.Sale.Kind == sale.Wechat}
		if one.Class != "" {
			l.Class = campus.ClassName(one.Grade, one.Class)
		}
		if one.PersonID != "" {
			people[one.PersonID] = true
		}
		lines = append(lines, l)
	}
	return lines, ours, web.Keys(people), err
}

// deskPart is asked for after each sale: whom it names, this till has just shown.
func (s *Till) deskPart(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var v view.Desk
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		v, _, err = s.desk(ctx, q, who)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.DeskPart(v))
}

func (s *Till) dayPart(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	v, shown, err := s.dayView(r.Context(), who, view.MaxLines)
	if err != nil {
		return err
	}
	if len(shown) > 0 {
		if err := s.Viewed(r, who.School, "kiosk.viewed", map[string]any{"people": shown}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.DayPart(v))
}

func (s *Till) dayView(ctx context.Context, who terminal.Identity, limit int) (v view.Day, shown []string, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, who.School)
		if err != nil {
			return err
		}
		lines, ours, people, err := s.day(ctx, q, sc, who.ID, limit)
		v = dayOf(timetable.Today(s.Now(), sc.Location()), s.Now().In(sc.Location()), ours)
		v.Lines, v.More, shown = lines, len(lines) == limit, people
		return err
	})
	return v, shown, err
}

func dayOf(date string, now time.Time, t sale.Totals) view.Day {
	return view.Day{Date: date, At: now, Sales: t.Sales, Sold: t.Sold, Refunds: t.Refunds, Refunded: t.Refunded}
}

// photo is the photo of whom this till has just been shown. The scan is the record of
// that.
func (s *Till) photo(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var person string
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		person, err = history.Whose(ctx, q, who.School, who.ID, r.PathValue("id"), s.Now())
		return err
	})
	if err != nil {
		return err
	}
	return s.Photo(w, r, who.School, person)
}
