package catalogue

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/library/marc"
	"yunka/server/roster"
	"yunka/server/timetable/sheet"
)

// Limits of a file.
const (
	MaxBytes    = 64 << 20
	maxRows     = 300_000
	maxProblems = 100 // that are told
	chunk       = 400 // rows in one transaction: SQLite has one writer
)

// Problem is a row or record that is not taken in.
type Problem struct {
	Row         int
	Code, Value string
}

// Row is a book with the copies that one row or record names.
type Row struct {
	Row    int
	Book   Book
	Copies []marc.Copy
}

// File is a file as it was read.
type File struct {
	Rows     []Row
	Problems []Problem
	Bad      int // of the file, also those that Problems does not name
}

func (f *File) bad(row int, code, value string) {
	if f.Bad++; len(f.Problems) < maxProblems {
		f.Problems = append(f.Problems, Problem{row, code, strings.ToValidUTF8(value, "?")})
	}
}

// Read reads CSV, XLSX or ISO 2709. Fails with TooLarge file_too_large, Invalid
// library_file for what is none of them, library_columns without a column of titles.
func Read(content []byte) (f File, err error) {
	if len(content) > MaxBytes {
		return f, fault.New(fault.TooLarge, "file_too_large")
	}
	if marc.Is(content) {
		return readRecords(content), nil
	}
	var rows [][]string
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		pages, err := sheet.Cells(content)
		if err != nil {
			return f, err
		}
		for _, p := range pages {
			if len(p) > 0 {
				rows = p
				break
			}
		}
	} else if rows, err = readCSV(content); err != nil {
		return f, err
	}
	return readRows(rows)
}

func readRecords(content []byte) (f File) {
	records, problems := marc.Read(content)
	for _, p := range problems {
		f.bad(p.Record, p.Code, "")
	}
	for _, r := range records {
		b := r.Book()
		one := Book{Title: b.Title, Author: b.Author, Publisher: b.Publisher, Year: b.Year, ClassNo: b.Class, Price: price(b.Price)}
		if isbn, ok := ISBN(b.ISBN); ok { // what a record has beside the digits, or a wrong one, is not ours to mend
			one.ISBN = isbn
		}
		f.take(Row{Row: r.Number, Book: one, Copies: b.Copies})
	}
	return f
}

func (f *File) take(r Row) {
	if err := r.Book.clean(); err != nil {
		f.bad(r.Row, fault.As(err).Code, r.Book.Title)
		return
	}
	var kept []marc.Copy
	for _, c := range r.Copies {
		code, ok := Barcode(c.Barcode)
		if !ok {
			f.bad(r.Row, "library_barcode", c.Barcode)
			continue
		}
		if !sound(c.Shelf, MaxShelf) {
			c.Shelf = ""
		}
		kept = append(kept, marc.Copy{Barcode: code, Shelf: strings.TrimSpace(c.Shelf)})
	}
	r.Copies = kept
	f.Rows = append(f.Rows, r)
}

func readCSV(content []byte) (rows [][]string, err error) {
	text, _, err := roster.Decode(content)
	if err != nil {
		return nil, fault.New(fault.Invalid, "library_file")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, false
	if line, _, _ := strings.Cut(text, "\n"); strings.Count(line, "\t") > strings.Count(line, ",") {
		r.Comma = '\t'
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "library_file")
		}
		if rows = append(rows, row); len(rows) > maxRows {
			return nil, fault.New(fault.TooLarge, "file_too_large")
		}
	}
}

func readRows(rows [][]string) (f File, err error) {
	head, at := map[string]int{}, -1
	for i, row := range rows[:min(len(rows), 5)] {
		head = map[string]int{}
		for c, cell := range row {
			if name := headings[plainHead(cell)]; name != "" {
				if _, twice := head[name]; !twice {
					head[name] = c
				}
			}
		}
		if _, ok := head[colTitle]; ok {
			at = i
			break
		}
	}
	if at < 0 {
		return f, fault.New(fault.Invalid, "library_columns")
	}
	for i, row := range rows[at+1:] {
		cell := func(name string) string {
			if c, ok := head[name]; ok && c < len(row) {
				return strings.TrimSpace(row[c])
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		r := Row{Row: at + i + 2, Book: Book{ISBN: cell(colISBN), Title: cell(colTitle), Author: cell(colAuthor), Publisher: cell(colPublisher), Year: cell(colYear),
			ClassNo: cell(colClass), Kind: kinds[plainHead(cell(colKind))], Price: price(cell(colPrice))}}
		if code := cell(colBarcode); code != "" {
			for one := range strings.FieldsFuncSeq(code, func(c rune) bool { return strings.ContainsRune(";、；,，", c) }) {
				r.Copies = append(r.Copies, marc.Copy{Barcode: one, Shelf: cell(colShelf)})
			}
		}
		f.take(r)
	}
	return f, nil
}

func plainHead(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" *_\t\u3000\ufeff", r) {
			return -1
		}
		return r
	}, s))
}

// price is fen of a price as records have it: CNY22.00, 22, ¥22.5; 0 for anything else.
func price(text string) int64 {
	text = strings.TrimFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	yuan, err := strconv.ParseFloat(text, 64)
	if err != nil || yuan < 0 || yuan > maxPrice/100 {
		return 0
	}
	return int64(yuan*100 + 0.5)
}

// Result is what an import did.
type Result struct {
	Books, Copies int // new ones
	Known, There  int // books that were there, copies whose barcode was
}

// Import takes a file in, in chunks: what fails in the middle is taken in by doing it
// again. A barcode that is there stays what it is.
func (s *Service) Import(ctx context.Context, a allow.Actor, school string, f File) (all Result, err error) {
	for at := 0; at < len(f.Rows); at += chunk {
		rows := f.Rows[at:min(at+chunk, len(f.Rows))]
		var r Result
		err := s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) (err error) {
			r, err = importChunk(ctx, tx, school, rows)
			return err
		})
		if err != nil {
			return all, err
		}
		all.Books, all.Copies, all.Known, all.There = all.Books+r.Books, all.Copies+r.Copies, all.Known+r.Known, all.There+r.There
	}
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		return note(ctx, tx, a, school, "library.imported", map[string]any{"books": all.Books, "copies": all.Copies, "known": all.Known, "bad": f.Bad})
	})
	return all, err
}

func importChunk(ctx context.Context, tx *db.Tx, school string, rows []Row) (r Result, err error) {
	var isbn, titles, codes []string
	for _, row := range rows {
		if row.Book.ISBN != "" {
			isbn = append(isbn, row.Book.ISBN)
		} else {
			titles = append(titles, row.Book.Title)
		}
		for _, c := range row.Copies {
			codes = append(codes, c.Barcode)
		}
	}
	// Two imports at once make no book twice: the second waits for the school's row.
	if err := lockSchool(ctx, tx, school); err != nil {
		return r, err
	}
	there, err := booksLike(ctx, tx, school, isbn, titles)
	if err != nil {
		return r, err
	}
	ids := map[string]string{}
	for _, b := range there {
		ids[b.key()] = b.ID
	}
	used, err := copiesByBarcode(ctx, tx, school, codes)
	if err != nil {
		return r, err
	}
	taken := map[string]bool{}
	for _, c := range used {
		taken[c.Barcode] = true
	}
	var books []Book
	var copies []Copy
	for _, row := range rows {
		b := row.Book
		id, known := ids[b.key()]
		if known {
			r.Known++
		} else {
			id = db.NewID()
			b.ID, b.SchoolID = id, school
			ids[b.key()] = id
			books = append(books, b)
		}
		for _, c := range row.Copies {
			if taken[c.Barcode] {
				r.There++
				continue
			}
			taken[c.Barcode] = true
			copies = append(copies, Copy{ID: db.NewID(), SchoolID: school, BookID: id, Barcode: c.Barcode, Shelf: c.Shelf, State: Available})
		}
	}
	r.Books, r.Copies = len(books), len(copies)
	if err := insertBooks(ctx, tx, books...); err != nil {
		return r, err
	}
	return r, insertCopies(ctx, tx, copies...)
}

// key says which rows mean one book: the ISBN, or title, author and publisher.
func (b Book) key() string {
	if b.ISBN != "" {
		return b.ISBN
	}
	return b.Title + "\x00" + b.Author + "\x00" + b.Publisher
}
