// Package book writes a report as a file: a workbook (XLSX) or one table (CSV).
//
// Every text of a person is text: what looks like a formula is none, and a long number keeps its
// digits. Rows are streamed; a caller hears of the progress and can end it.
package book

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"yunka/server/attendance/report"
	"yunka/server/campus"
	"yunka/server/web"
)

// Progress hears how many of all rows are written; an error of it ends the writing.
type Progress func(done, all int) error

// every is after how many rows the progress is told.
const every = 200

// table is a sheet.
type table struct {
	name string
	head []string
	rows [][]any // texts and numbers
}

// tables are the sheets of a report.
func tables(ctx context.Context, r report.Report) []table {
	w := wordsOf(ctx)
	sums := func(s report.Sums) []any {
		rate := any("")
		if s.Known() > 0 {
			rate = float64(s.Attended()*1000/s.Known()) / 10
		}
		return []any{s.Expected(), s.Attended(), s.Of[report.OnTime], s.Of[report.Late], int(s.Late / 60), s.Of[report.Early], s.Of[report.Official],
			s.Of[report.Sick], s.Of[report.Leave], s.Of[report.Absent], s.Of[report.Pending], rate}
	}
	classes := table{name: w.classes, head: append([]string{w.class, w.people}, w.sums...)}
	for _, c := range r.Classes {
		classes.rows = append(classes.rows, append([]any{className(c.Class), c.People}, sums(c.Sums)...))
	}
	classes.rows = append(classes.rows, append([]any{w.total, r.Total.People}, sums(r.Total)...))
	if r.After != nil {
		classes.rows = append(classes.rows, append([]any{w.after, r.Total.People}, sums(*r.After)...))
	}
	for _, line := range w.about(r) {
		classes.rows = append(classes.rows, []any{line})
	}
	people := table{name: w.everybody, head: append([]string{w.class, w.number, w.name}, w.sums...)}
	for _, p := range r.People {
		people.rows = append(people.rows, append([]any{className(p.Class), p.Number, p.Name}, sums(p.Sums)...))
	}
	days := table{name: w.days, head: append([]string{w.day}, w.sums...)}
	for _, d := range r.Days {
		days.rows = append(days.rows, append([]any{d.Day}, sums(d.Sums)...))
	}
	notes := table{name: w.notes, head: []string{w.why, w.class, w.name, w.times, w.which}}
	for i, list := range [][]report.Note{r.Streaks, r.OftenLate, r.Absents, r.Unregistered} {
		for _, n := range list {
			notes.rows = append(notes.rows, []any{w.reasons[i], className(n.Class), n.Name, n.N, strings.Join(n.Days, " ")})
		}
	}
	moved := table{name: w.corrections, head: []string{w.day, w.class, w.name, w.from, w.to, w.by, w.at}}
	for _, c := range r.Corrections {
		moved.rows = append(moved.rows, []any{c.Day, className(c.Class), c.Name, w.kind(c.From), w.kind(c.To), c.By, stamp(c.At, r.AsOf)})
	}
	for _, l := range r.Lates {
		moved.rows = append(moved.rows, []any{l.Day, className(l.Class), l.Name, w.lateData, stamp(l.At, r.AsOf), "", stamp(l.CameAt, r.AsOf)})
	}
	all := []table{classes, people, days, notes}
	if len(moved.rows) > 0 {
		all = append(all, moved)
	}
	return all
}

func className(c campus.Class) string { return campus.ClassName(c.Grade, c.Name) }

func stamp(ms int64, as time.Time) string {
	return time.UnixMilli(ms).In(as.Location()).Format("2006-01-02 15:04")
}

// XLSX writes a workbook.
func XLSX(ctx context.Context, r report.Report, progress Progress) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	list := tables(ctx, r)
	all, done := 0, 0
	for _, t := range list {
		all += len(t.rows)
	}
	for i, t := range list {
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), t.name)
		} else {
			_, err = f.NewSheet(t.name)
		}
		if err != nil {
			return nil, err
		}
		out, err := f.NewStreamWriter(t.name)
		if err != nil {
			return nil, err
		}
		if err := out.SetColWidth(1, len(t.head), 12); err != nil {
			return nil, err
		}
		if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
			return nil, err
		}
		head := make([]any, len(t.head))
		for n, text := range t.head {
			head[n] = excelize.Cell{StyleID: bold, Value: text}
		}
		if err := out.SetRow("A1", head); err != nil {
			return nil, err
		}
		for n, row := range t.rows {
			if done++; done%every == 0 || done == all {
				if err := progress(done, all); err != nil {
					return nil, err
				}
			}
			if err := out.SetRow("A"+strconv.Itoa(n+2), row); err != nil {
				return nil, err
			}
		}
		if err := out.Flush(); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	err = f.Write(&b)
	return b.Bytes(), err
}

// CSV writes the table of everybody: UTF-8 with a byte order mark, for a spreadsheet.
func CSV(ctx context.Context, r report.Report, progress Progress) ([]byte, error) {
	t := tables(ctx, r)[1]
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	_ = out.Write(t.head) // a buffer takes everything
	for n, row := range t.rows {
		if (n+1)%every == 0 || n+1 == len(t.rows) {
			if err := progress(n+1, len(t.rows)); err != nil {
				return nil, err
			}
		}
		line := make([]string, len(row))
		for i, v := range row {
			switch v := v.(type) {
			case string:
				line[i] = cell(v)
			case int:
				line[i] = strconv.Itoa(v)
			case float64:
				line[i] = strconv.FormatFloat(v, 'f', 1, 64)
			}
		}
		_ = out.Write(line)
	}
	out.Flush()
	return b.Bytes(), out.Error()
}

// longest is how many digits a spreadsheet keeps of a number.
const longest = 11

// cell keeps a text a text: no formula, and a number with all of its digits and zeros.
func cell(s string) string {
	if len(s) > longest && strings.Trim(s, "0123456789") == "" || len(s) > 1 && s[0] == '0' && strings.Trim(s, "0123456789") == "" {
		return "'" + s
	}
	return web.Harmless(s)
}
