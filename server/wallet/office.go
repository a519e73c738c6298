package wallet

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/console"
	view "yunka/views/wallet"
)

const (
	pageSize = 50
	maxSheet = 100_000 // sales in a file
	maxDays  = 400     // that a page asks for
)

// filter is what an address asks for: of today, if it says nothing.
func filter(q url.Values, today string) (f sale.Filter, v view.OfficeView) {
	f = sale.Filter{From: q.Get("from"), To: q.Get("to"), Merchant: q.Get("merchant"), State: q.Get("state"), Name: strings.TrimSpace(q.Get("q"))}
	if _, err := time.Parse(time.DateOnly, f.To); err != nil {
		f.To = today
	}
	if _, err := time.Parse(time.DateOnly, f.From); err != nil {
		f.From = f.To
	}
	if f.From > f.To {
		f.From, f.To = f.To, f.From
	}
	if timetable.DaysBetween(f.From, f.To) > maxDays {
		f.From = timetable.AddDays(f.To, -maxDays)
	}
	switch f.State {
	case "paid", "refunded", "refused":
	default:
		f.State = ""
	}
	v = view.OfficeView{From: f.From, To: f.To, Merchant: f.Merchant, State: f.State, Search: f.Name, Limit: pageSize}
	if n, err := strconv.Atoi(q.Get("offset")); err == nil && n > 0 && n < 10_000_000 {
		v.Offset = n
	}
	return f, v
}

func (s *Wallet) office(w http.ResponseWriter, r *http.Request) error {
	var v view.OfficeView
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		now, loc := s.Now(), sc.Location()
		today := timetable.Today(now, loc)
		f, page := filter(r.URL.Query(), today)
		v = page
		v.Shell, v.At = sh, now.In(loc)
		list, n, sum, back, err := sale.List(ctx, q, sc.ID, f, v.Offset, v.Limit)
		if err != nil {
			return err
		}
		for _, one := range list {
			v.List = append(v.List, shown(one, loc))
		}
		v.N, v.Sum, v.Back = n, sum, back
		merchants, err := sale.ByMerchant(ctx, q, sc.ID, f.From, f.To)
		if err != nil {
			return err
		}
		for _, m := range merchants {
			v.Merchants = append(v.Merchants, view.Choice{ID: m.ID, Name: m.Name})
			v.By = append(v.By, view.MerchantSum{Merchant: merchant(m.Merchant), N: m.N, Sum: m.Sum, Back: m.Back})
		}
		from := f.From
		if timetable.DaysBetween(f.From, f.To) < 13 { // one day is no trend
			from = timetable.AddDays(f.To, -13)
		}
		if v.Days, err = trend(ctx, q, sc.ID, from, f.To, today); err != nil {
			return err
		}
		waiting, err := sale.Waiting(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		v.Waiting = len(waiting)
		last, checked, err := ledger.LastCheck(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		if checked {
			v.Checked = view.Checked{At: time.UnixMilli(last.At).In(loc), Movements: last.Movements, Found: last.Found}
		}
		v.Balances, v.Given, v.Cash, err = purse.Sums(ctx, q, sc.ID, now.UnixMilli())
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, v.Shell.SchoolID, "money.viewed", map[string]any{"from": v.From, "to": v.To}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Office(v))
}

// trend is a bar for each day, sold or not.
func trend(ctx context.Context, q bun.IDB, school, from, to, today string) (bars []view.Bar, err error) {
	sums, err := sale.Days(ctx, q, school, from, to)
	if err != nil || len(sums) == 0 {
		return nil, err
	}
	of := map[string]int64{}
	for _, d := range sums {
		of[d.Day] = d.Sum - d.Back
	}
	for day, n := from, 1; day <= to; day, n = timetable.AddDays(day, 1), n+1 {
		bars = append(bars, view.Bar{Day: n, Sum: of[day], Today: day == today})
	}
	return bars, nil
}

func merchant(m sale.Merchant) view.Merchant {
	return view.Merchant{ID: m.ID, Name: m.Name, Kind: m.Kind, Closed: m.State != sale.Open}
}

func (s *Wallet) sheet(w http.ResponseWriter, r *http.Request) error {
	var rows [][]string
	var school string
	var f sale.Filter
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		school = sc.ID
		f, _ = filter(r.URL.Query(), timetable.Today(s.Now(), sc.Location()))
		list, _, _, _, err := sale.List(ctx, q, sc.ID, f, 0, maxSheet)
		for _, one := range list {
			rows = append(rows, view.SalesRow(r.Context(), shown(one, sc.Location())))
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, school, "money.exported", map[string]any{"from": f.From, "to": f.To, "rows": len(rows)}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Sheet(w, "sales-"+f.From+"-"+f.To+".csv", view.SalesHead(r.Context()), rows)
}
