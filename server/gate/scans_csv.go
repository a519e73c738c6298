package gate

import (
	"bufio"
	"context"
	"encoding/csv"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/feed"
	"yunka/server/reason"
	"yunka/server/scan/history"
	"yunka/server/web"
	frame "yunka/views/console"
	"yunka/views/gate/dashboard"
	"yunka/views/msg"
)

const csvPage = 1000 // rows read at a time

// consoleScans is a day's scans as a table for a spreadsheet, with the filters of
// the page. It is on record before the first row leaves.
func (s *Gate) scansCSV(w http.ResponseWriter, r *http.Request) error {
	var school, name string
	var filter history.Filter
	var l look
	var loc *time.Location
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, _ frame.Shell, sc campus.School) (err error) {
		school, loc = sc.ID, sc.Location()
		if l, err = lookOf(r.URL.Query(), loc, s.Now()); err != nil {
			return err
		}
		last, err := feed.Last(ctx, q, school)
		if err != nil {
			return err
		}
		name = sc.Slug
		filter, err = l.scans(ctx, q, school, loc, last)
		return err
	})
	if err != nil {
		return err
	}
	filter.OldestFirst = true
	day := l.day.In(loc).Format(time.DateOnly)
	detail := map[string]any{"day": day}
	for k, v := range l.filter.Values("") {
		detail[k] = v[0]
	}
	if err := s.Viewed(r, school, "scans.exported", detail); err != nil {
		return err
	}
	ctx := r.Context()
	page := func() (list []history.Entry, err error) {
		err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
			list, err = history.List(ctx, q, school, filter, csvPage)
			return err
		})
		return list, err
	}
	list, err := page() // what fails before the first byte is still an error page
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="scans-`+name+`-`+day+`.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	buf := bufio.NewWriter(w)
	_, _ = buf.WriteString("\ufeff") // without it Excel reads the bytes as its own code page
	table := csv.NewWriter(buf)
	table.UseCRLF = true
	_ = table.Write([]string{dashboard.ColDay(ctx), dashboard.ColTime(ctx), frame.ColPerson(ctx), frame.ColRole(ctx), msg.ColClass(ctx), frame.ColGate(ctx), dashboard.ColTerminal(ctx), dashboard.ColDirection(ctx), dashboard.ColResult(ctx), dashboard.ColReason(ctx)})
	for len(list) > 0 {
		for _, e := range list {
			t := web.At(e.At, loc)
			row := []string{t.Format(time.DateOnly), t.Format(time.TimeOnly), e.Name, msg.Role(ctx, e.Role), campus.ClassName(e.Grade, e.Class), e.Gate, e.Terminal, directionOf(ctx, e), dashboard.ResultOf(ctx, string(e.Decision)), reasonText(ctx, e)}
			for i := range row {
				row[i] = web.Harmless(row[i])
			}
			_ = table.Write(row)
		}
		filter.After = list[len(list)-1].Feed
		table.Flush()
		if table.Error() != nil || len(list) < csvPage {
			break // the browser has gone, or that was all
		}
		if list, err = page(); err != nil {
			// The answer has begun: a cut connection says that it is not whole.
			panic(http.ErrAbortHandler)
		}
	}
	table.Flush()
	_ = buf.Flush()
	return nil
}

func directionOf(ctx context.Context, e history.Entry) string {
	if e.Direction == "in" || e.Direction == "out" {
		return msg.Direction(ctx, e.Direction, e.InnerZone)
	}
	return ""
}

func reasonText(ctx context.Context, e history.Entry) string {
	if e.Decision == reason.Allow {
		return ""
	}
	return msg.Reason(ctx, e.Reason)
}
