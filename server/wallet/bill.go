package wallet

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/web"
	"yunka/views/msg"
	view "yunka/views/wallet"
)

// month is [from, until) of 2026-11 in a school's zone; zero for what is none.
func month(name string, loc *time.Location) (from, until time.Time) {
	from, err := time.ParseInLocation("2006-01", name, loc)
	if err != nil || from.Year() < 2000 || from.Year() > 2200 {
		return time.Time{}, time.Time{}
	}
	return from, from.AddDate(0, 1, 0)
}

func (s *Wallet) bill(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	name, file := strings.CutSuffix(r.PathValue("month"), ".csv")
	loc, now := o.sc.Location(), s.Now()
	from, until := month(name, loc)
	if from.IsZero() || from.After(now) {
		return web.ErrNotFound
	}
	if err := s.looked(r, o, http.StatusOK); err != nil {
		return err
	}
	v := view.BillView{ID: o.ID, Name: o.name, Class: campus.ClassName(o.m.Grade, o.m.Class), First: from, Search: strings.TrimSpace(r.URL.Query().Get("q")), Before: from.AddDate(0, -1, 0).Format("2006-01")}
	if !until.After(now) {
		v.After = until.Format("2006-01")
	} else {
		v.Until = now.In(loc)
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		b, err := purse.BillOf(ctx, q, o.School, o.ID, from.UnixMilli(), until.UnixMilli())
		if err != nil {
			return err
		}
		var ids []string
		for _, m := range b.Moves {
			if m.Order != "" {
				ids = append(ids, m.Order)
			}
		}
		sales, err := sale.Of(ctx, q, o.School, ids...)
		if err != nil {
			return err
		}
		fill(&v, b, sales, loc)
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	if file {
		return s.billSheet(w, r, v)
	}
	v.Page = s.Page(r)
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = o.sc.Name, o.sc.Demo, now.In(loc)
	return s.Render(w, r, http.StatusOK, view.BillPage(v))
}

// fill adds a bill up.
func fill(v *view.BillView, b purse.Bill, sales map[string]sale.Named, loc *time.Location) {
	v.Opening, v.Closing = b.Opening, b.Closing
	days := v.First.AddDate(0, 1, -1).Day()
	if !v.Until.IsZero() {
		days = v.Until.Day()
	}
	v.Bars = make([]view.Bar, days)
	for i := range v.Bars {
		v.Bars[i] = view.Bar{Day: i + 1, Today: !v.Until.IsZero() && i == days-1}
	}
	kinds := map[string]*view.KindSum{}
	for _, m := range b.Moves {
		one, at := sales[m.Order], web.At(m.At, loc)
		move := view.Move{ID: m.Txn, At: at, Kind: m.Kind, Title: m.Memo, Own: m.Own, Given: m.Given, Before: m.After - m.Own, Now: m.After}
		switch m.Kind {
		case purse.Sale:
			v.Spent -= m.Own + m.Given
			v.Own -= m.Own
			v.Given -= m.Given
			v.Bars[at.Day()-1].Sum -= m.Own + m.Given
			move.Title, move.Till, move.Meal = one.Merchant, one.Till, one.Meal
			sum(kinds, one.MerchantKind).N++
			sum(kinds, one.MerchantKind).Sum -= m.Own + m.Given
		case purse.Refund:
			v.Back += m.Own + m.Given
			v.Own -= m.Own
			v.Given -= m.Given
			move.Title, move.Why = one.Merchant, m.Memo
			sum(kinds, one.MerchantKind).Back++
			sum(kinds, one.MerchantKind).Sum -= m.Own + m.Given
		case purse.TopUp, purse.PayOut:
			move.Till = m.Memo
		}
		if !matches(move, v.Search) {
			continue
		}
		v.Found++
		n := len(v.Days) - 1
		if n < 0 || v.Days[n].At.YearDay() != at.YearDay() {
			v.Days = append(v.Days, view.Day{At: at})
			n++
		}
		if m.Kind == purse.Sale {
			v.Days[n].Spent -= m.Own + m.Given
		}
		v.Days[n].Moves = append(v.Days[n].Moves, move)
	}
	for _, k := range purse.Kinds {
		if kinds[k] != nil {
			v.Kinds = append(v.Kinds, *kinds[k])
		}
	}
	for _, kind := range []string{purse.TopUp, purse.Refund, purse.PayOut, purse.Sale} {
		if sum, n := b.Own(kind); n > 0 {
			v.Explain = append(v.Explain, view.Line{Kind: kind, N: n, Sum: sum})
		}
	}
}

func sum(kinds map[string]*view.KindSum, kind string) *view.KindSum {
	if kinds[kind] == nil {
		kinds[kind] = &view.KindSum{Kind: kind}
	}
	return kinds[kind]
}

// matches reports whether a movement is what was searched for: a part of its name, or its
// amount, whole yuan or to the fen.
func matches(m view.Move, search string) bool {
	if search == "" {
		return true
	}
	if strings.Contains(strings.ToLower(m.Title+" "+m.Till+" "+m.Why), strings.ToLower(search)) {
		return true
	}
	fen, ok := msg.Fen(search)
	amount := m.Own + m.Given
	return ok && (amount == fen || amount == -fen)
}

func (s *Wallet) billSheet(w http.ResponseWriter, r *http.Request, v view.BillView) error {
	var rows [][]string
	for _, d := range slices.Backward(v.Days) {
		for _, m := range slices.Backward(d.Moves) {
			rows = append(rows, view.BillRow(r.Context(), m))
		}
	}
	return web.Sheet(w, "bill-"+v.First.Format("2006-01")+".csv", view.BillHead(r.Context()), rows)
}
