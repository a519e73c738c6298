// Package sheet reads and writes timetables as spreadsheets, CSV or XLSX, in two
// forms: a grid for each class, as schools print them, and a long table with a row
// for each lesson. It also reads a year's holidays. What the words mean for a school
// (which class, which teacher) package timetable says.
//
// A file has at most 10 MB; a workbook that unpacks to more than 64 MB is refused
// before it is read, because a few kilobytes of zip can hold gigabytes.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"yunka/server/fault"
	"yunka/server/roster"
)

const (
	// MaxBytes is the most a file may have.
	MaxBytes = 10 << 20
	// maxUnpacked is the most a workbook may have when unpacked, and maxPart one of
	// its parts that is held in memory.
	maxUnpacked = 64 << 20
	maxPart     = 16 << 20
	maxRows     = 20_000 // of all sheets
	maxColumns  = 60
	maxCell     = 200 // characters
)

// page is one sheet of a workbook, or a CSV file.
type page struct {
	name string // of a sheet; "" for CSV
	rows [][]string
}

// readPages reads the cells of a file. Fails with TooLarge file_too_large,
// Invalid file_workbook (damaged, protected by a password, an old .xls) or file_csv,
// and like roster.Decode.
func readPages(content []byte) ([]page, error) {
	switch {
	case len(content) > MaxBytes:
		return nil, fault.New(fault.TooLarge, "file_too_large")
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")):
		return nil, fault.New(fault.Invalid, "file_workbook")
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return readWorkbook(content)
	}
	text, _, err := roster.Decode(content)
	if err != nil {
		return nil, err
	}
	rows, err := readCSV(text)
	return []page{{rows: rows}}, err
}

func readWorkbook(content []byte) (pages []page, err error) {
	bad := func(cause error) error { return fault.Wrap(fault.Invalid, "file_workbook", cause) }
	defer func() {
		if r := recover(); r != nil { // a damaged workbook must not end the program
			pages, err = nil, bad(errors.New("excelize panicked"))
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxPart, RawCellValue: false,
	})
	if err != nil {
		return nil, bad(err)
	}
	defer book.Close()
	total := 0
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		rows, err := book.Rows(name)
		if err != nil {
			return nil, bad(err)
		}
		p := page{name: name}
		for rows.Next() {
			cells, err := rows.Columns()
			if err != nil {
				return nil, bad(errors.Join(err, rows.Close()))
			}
			if total++; total > maxRows {
				_ = rows.Close()
				return nil, fault.New(fault.TooLarge, "file_too_large")
			}
			p.rows = append(p.rows, clean(cells))
		}
		if err := errors.Join(rows.Error(), rows.Close()); err != nil {
			return nil, bad(err)
		}
		pages = append(pages, p)
	}
	return pages, nil
}

func readCSV(text string) (rows [][]string, err error) {
	head, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if n := strings.Count(head, ","); strings.Count(head, "\t") > n {
		r.Comma = '\t'
	} else if strings.Count(head, ";") > n {
		r.Comma = ';'
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "file_csv", err)
		}
		if line, _ := r.FieldPos(0); line > len(rows)+1 { // rows are named by their lines, blank ones counted
			for len(rows)+1 < line && len(rows) < maxRows {
				rows = append(rows, nil)
			}
		}
		if len(rows) >= maxRows {
			return nil, fault.New(fault.TooLarge, "file_too_large")
		}
		rows = append(rows, clean(cells))
	}
}

// clean trims cells, cuts what nobody reads, and takes away the quote that keeps a
// spreadsheet from running a cell as a formula.
func clean(cells []string) []string {
	cells = cells[:min(len(cells), maxColumns)]
	for i, c := range cells {
		c = strings.TrimSpace(strings.ReplaceAll(c, "\r\n", "\n"))
		if len(c) > 1 && c[0] == '\'' && strings.ContainsRune("=+-@", rune(c[1])) {
			c = c[1:]
		}
		if n := []rune(c); len(n) > maxCell {
			c = string(n[:maxCell])
		}
		cells[i] = strings.ToValidUTF8(strings.ReplaceAll(c, "\x00", ""), "")
	}
	return cells
}

// column is the letter of a column: A, B … AA.
func column(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return "?"
	}
	return name
}

// Cells are the cells of a workbook or a CSV file as they stand, sheet by sheet, within
// the limits of this package. Fails as Lessons does for what is no such file.
func Cells(content []byte) (pages [][][]string, err error) {
	list, err := readPages(content)
	for _, p := range list {
		pages = append(pages, p.rows)
	}
	return pages, err
}
