package book_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yunka/server/allow"
	"yunka/server/attendance/report"
	"yunka/server/attendance/report/book"
	"yunka/server/campus"
	"yunka/server/schooltest"
	"yunka/views/msg"
)

var silent book.Progress = func(int, int) error { return nil }

// nasty is a report with people whose names are formulas and whose numbers are long.
func nasty() report.Report {
	class := campus.Class{ID: "c", Grade: "三年级", Name: "1班"}
	r := report.Report{Ask: report.Ask{Role: allow.Student, Span: "week", First: "2026-11-16", Last: "2026-11-22"}, AsOf: schooltest.Noon}
	for i, name := range []string{"=HYPERLINK(\"http://x\",\"a\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "林知夏"} {
		row := report.Row{Class: class, PersonID: fmt.Sprint(i), Name: name, Number: fmt.Sprintf("0330106201801%04d", i)}
		row.People, row.Of[report.OnTime] = 1, 5
		r.People = append(r.People, row)
		r.Total.Of[report.OnTime] += 5
		r.Total.People++
	}
	r.Classes = []report.Row{{Class: class, Sums: r.Total}}
	return r
}

// What must never happen: a name runs as a formula in somebody's spreadsheet, or a number loses
// its zeros.
func TestTextsStayTexts(t *testing.T) {
	ctx := msg.WithLang(t.Context(), msg.Zh)
	r := nasty()
	file, err := book.XLSX(ctx, r, silent)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, p := range r.People {
		for cell, want := range map[string]string{fmt.Sprint("C", i+2): p.Name, fmt.Sprint("B", i+2): p.Number} {
			formula, err1 := f.GetCellFormula("每人", cell)
			got, err2 := f.GetCellValue("每人", cell)
			kind, err3 := f.GetCellType("每人", cell)
			if err := errors.Join(err1, err2, err3); err != nil || formula != "" || strings.TrimSpace(got) != strings.TrimSpace(want) || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
				t.Errorf("%s is %q (%v), formula %q, want %q: %v", cell, got, kind, formula, want, err)
			}
		}
	}
	if kind, _ := f.GetCellType("每人", "D2"); kind == excelize.CellTypeInlineString {
		t.Error("a figure is a text")
	}
	table, err := book.CSV(ctx, r, silent)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(table, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != len(r.People)+1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		if strings.ContainsAny(row[2][:1], "=+-@\t") || row[1][0] != '\'' {
			t.Errorf("%q", row)
		}
	}
}

// A file that is cancelled half way ends there.
func TestProgressEndsAFile(t *testing.T) {
	r := nasty()
	for i := range 3000 {
		p := r.People[0]
		p.PersonID = fmt.Sprint("more", i)
		r.People = append(r.People, p)
	}
	stop, calls := errors.New("stop"), 0
	for _, make := range []func(context.Context, report.Report, book.Progress) ([]byte, error){book.XLSX, book.CSV} {
		calls = 0
		_, err := make(t.Context(), r, func(done, all int) error {
			if calls++; done > all/2 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) || calls < 3 {
			t.Errorf("%v after %d calls", err, calls)
		}
	}
}

// The workbook opens in LibreOffice, where there is one.
func TestItOpensInLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		if office, err = exec.LookPath("libreoffice"); err != nil {
			t.Skip("no LibreOffice (Debian: apt-get install libreoffice-calc-nogui)")
		}
	}
	dir := t.TempDir()
	file, err := book.XLSX(msg.WithLang(t.Context(), msg.Zh), nasty(), silent)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "week.xlsx"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "csv", "--outdir", dir, filepath.Join(dir, "week.xlsx")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "week.csv"))
	if err != nil || !strings.Contains(string(text), "三年级1班,6,30,30") {
		t.Errorf("%s: %v", text, err)
	}
}
