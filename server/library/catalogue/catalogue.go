// Package catalogue is what a school's library has: books, their copies with barcodes, and
// how they are found. What is lent to whom is package loans'.
//
//   - A barcode is one copy of one school; another school's is not found here.
//   - A search finds a part of a title or an author as they are, in pinyin or by first
//     letters, an ISBN in either length, or a barcode.
//   - An import (import.go) is repeated without harm: what is there already stays.
package catalogue

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// Limits.
const (
	MaxTitle   = 200 // characters, as those of an author
	MaxBarcode = 32
	MaxShelf   = 40
	MaxNote    = 100
	MaxCopies  = 200 // that are added at once
	maxPrice   = 10_000_00
)

// Kinds of books, which the rules go by.
const (
	Ordinary  = "book"
	Fresh     = "new"
	Magazine  = "magazine"
	Reference = "reference"
)

// Kinds in the order in which people choose.
var Kinds = []string{Ordinary, Fresh, Magazine, Reference}

// States of a copy. Reserved is on the hold shelf: only package loans gives and ends it.
const (
	Available = "available"
	Reserved  = "reserved"
	Reading   = "reading" // in the reading room only
	Damaged   = "damaged"
	Lost      = "lost"
	Withdrawn = "withdrawn"
)

// States that the office may give.
var States = []string{Available, Reading, Damaged, Lost, Withdrawn}

// Book is what copies have in common.
type Book struct {
	ID, SchoolID                   string
	ISBN, Title, Author, Publisher string
	Year, ClassNo, Kind            string
	Price                          int64 // fen
}

// Copy is one copy. Due is the day on which it comes back; "" if it is not lent.
type Copy struct {
	ID, SchoolID, BookID, Barcode string
	Shelf, State, Note            string
	Due                           string
}

// Found is a book of a search.
type Found struct {
	Book
	Copies, Free int // copies that exist; those that may be borrowed now
}

// Service writes the catalogue.
type Service struct{ db *db.DB }

// New makes it.
func New(d *db.DB) *Service { return &Service{db: d} }

// ISBN is the thirteen digits of an ISBN of either length. False for what is none: a wrong
// check digit is told, so that a mistyped one is not another book.
func ISBN(text string) (string, bool) {
	var d []byte
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			d = append(d, byte(r-'0'))
		case (r == 'x' || r == 'X') && len(d) == 9:
			d = append(d, 10)
		case r == '-' || r == ' ' || r == '‐' || r == '–':
		default:
			return "", false
		}
	}
	sum := 0
	switch len(d) {
	case 10:
		for i, v := range d {
			sum += (10 - i) * int(v)
		}
		if sum%11 != 0 {
			return "", false
		}
		d = append([]byte{9, 7, 8}, d[:9]...)
		d = append(d, check(d))
	case 13:
		if d[9] == 10 || check(d[:12]) != d[12] || d[0] != 9 || d[1] != 7 {
			return "", false
		}
	default:
		return "", false
	}
	for i := range d {
		d[i] += '0'
	}
	return string(d), true
}

func check(d []byte) byte {
	sum := 0
	for i, v := range d {
		sum += int(v) * (1 + i%2*2)
	}
	return byte((10 - sum%10) % 10)
}

// clean makes what was typed a book, or says what is wrong: Invalid library_….
func (b *Book) clean() error {
	b.Title, b.Author, b.Publisher = campus.CleanName(b.Title), campus.CleanName(b.Author), campus.CleanName(b.Publisher)
	b.Year, b.ClassNo = strings.TrimSpace(b.Year), strings.TrimSpace(b.ClassNo)
	if b.Kind == "" {
		b.Kind = Ordinary
	}
	if strings.TrimSpace(b.ISBN) != "" {
		isbn, ok := ISBN(b.ISBN)
		if !ok {
			return fault.New(fault.Invalid, "library_isbn")
		}
		b.ISBN = isbn
	} else {
		b.ISBN = ""
	}
	switch {
	case b.Title == "" || !sound(b.Title, MaxTitle):
		return fault.New(fault.Invalid, "library_title")
	case !sound(b.Author, MaxTitle) || !sound(b.Publisher, MaxTitle) || !sound(b.Year, 20) || !sound(b.ClassNo, 40):
		return fault.New(fault.Invalid, "library_long")
	case !known(b.Kind):
		return fault.New(fault.Invalid, "library_kind")
	case b.Price < 0 || b.Price > maxPrice:
		return fault.New(fault.Invalid, "library_price")
	}
	return nil
}

func known(kind string) bool {
	for _, k := range Kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// sound is text that a page can show.
func sound(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}

// Barcode is a barcode as it is kept: letters are capitals. False for what none is.
func Barcode(text string) (string, bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if text == "" || len(text) > MaxBarcode {
		return "", false
	}
	for _, r := range text {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && !strings.ContainsRune("-./ ", r) {
			return "", false
		}
	}
	return text, true
}

// Add adds a book and the first n copies of it on a shelf. Invalid library_…; Conflict
// library_there with a book of that ISBN.
func (s *Service) Add(ctx context.Context, a allow.Actor, school string, b Book, n int, shelf string) (id string, err error) {
	if err := b.clean(); err != nil {
		return "", err
	}
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		if b.ISBN != "" {
			there, err := idsByISBN(ctx, tx, school, []string{b.ISBN})
			if err != nil || len(there) > 0 {
				if err == nil {
					err = fault.New(fault.Conflict, "library_there")
				}
				return err
			}
		}
		b.ID, b.SchoolID = db.NewID(), school
		id = b.ID
		if err := insertBooks(ctx, tx, b); err != nil {
			return err
		}
		if n > 0 {
			if err := addCopies(ctx, tx, school, id, n, shelf, nil); err != nil {
				return err
			}
		}
		return note(ctx, tx, a, school, "library.added", map[string]any{"book": id, "copies": n})
	})
	return id, err
}

// Change gives a book other words.
func (s *Service) Change(ctx context.Context, a allow.Actor, school string, b Book) error {
	if err := b.clean(); err != nil {
		return err
	}
	return s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		b.SchoolID = school
		if err := updateBook(ctx, tx, b); err != nil {
			return err
		}
		return note(ctx, tx, a, school, "library.changed", map[string]any{"book": b.ID})
	})
}

// AddCopies adds copies of a book: those of the barcodes, or n with the next free numbers.
func (s *Service) AddCopies(ctx context.Context, a allow.Actor, school, book string, n int, shelf string, barcodes []string) error {
	return s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		if _, err := One(ctx, tx, school, book); err != nil {
			return err
		}
		if err := addCopies(ctx, tx, school, book, n, shelf, barcodes); err != nil {
			return err
		}
		return note(ctx, tx, a, school, "library.copies", map[string]any{"book": book, "copies": max(n, len(barcodes))})
	})
}

func addCopies(ctx context.Context, tx *db.Tx, school, book string, n int, shelf string, barcodes []string) error {
	shelf = campus.CleanName(shelf)
	if !sound(shelf, MaxShelf) {
		return fault.New(fault.Invalid, "library_long")
	}
	if len(barcodes) == 0 {
		if n < 1 || n > MaxCopies {
			return fault.New(fault.Invalid, "library_copies")
		}
		// The school's row orders who counts on from the highest number.
		if err := lockSchool(ctx, tx, school); err != nil {
			return err
		}
		next, err := nextNumber(ctx, tx, school)
		if err != nil {
			return err
		}
		for i := range n {
			barcodes = append(barcodes, number(next+int64(i)))
		}
	}
	copies := make([]Copy, len(barcodes))
	seen := map[string]bool{}
	for i, text := range barcodes {
		code, ok := Barcode(text)
		if !ok || len(barcodes) > MaxCopies {
			return fault.New(fault.Invalid, "library_barcode")
		}
		if seen[code] {
			return fault.New(fault.Conflict, "library_barcode_used")
		}
		seen[code] = true
		copies[i] = Copy{ID: db.NewID(), SchoolID: school, BookID: book, Barcode: code, Shelf: shelf, State: Available}
	}
	used, err := copiesByBarcode(ctx, tx, school, barcodes)
	if err != nil || len(used) > 0 {
		if err == nil {
			err = fault.New(fault.Conflict, "library_barcode_used")
		}
		return err
	}
	return insertCopies(ctx, tx, copies...)
}

// SetCopyIn says in a transaction where a copy is and how, and gives it as it was. Whoever
// calls it passes one that is free now to who waits: package loans does. Conflict
// library_lent for one that is lent or on the hold shelf, whose state is the loan's.
func SetCopyIn(ctx context.Context, tx *db.Tx, a allow.Actor, school string, c Copy) (was Copy, err error) {
	if err := allow.Check(a, allow.LibraryManage, allow.Target{School: school}); err != nil {
		return was, err
	}
	c.Shelf, c.Note = campus.CleanName(c.Shelf), strings.TrimSpace(c.Note)
	if !sound(c.Shelf, MaxShelf) || !sound(c.Note, MaxNote) {
		return was, fault.New(fault.Invalid, "library_long")
	}
	if was, err = LockCopy(ctx, tx, school, c.ID); err != nil {
		return was, err
	}
	if c.State == "" {
		c.State = was.State
	}
	lent, err := isLent(ctx, tx, c.ID)
	switch {
	case err != nil:
		return was, err
	case c.State != was.State && (lent || was.State == Reserved):
		return was, fault.New(fault.Conflict, "library_lent")
	case c.State != was.State && !settable(c.State):
		return was, fault.New(fault.Invalid, "library_state")
	}
	if err := UpdateCopy(ctx, tx, c); err != nil {
		return was, err
	}
	return was, note(ctx, tx, a, school, "library.copy", map[string]any{"copy": c.ID, "state": c.State})
}

func settable(state string) bool {
	for _, s := range States {
		if s == state {
			return true
		}
	}
	return false
}

func (s *Service) act(ctx context.Context, a allow.Actor, school string, fn func(ctx context.Context, tx *db.Tx) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LibraryManage, allow.Target{School: school}); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}

func note(ctx context.Context, tx *db.Tx, a allow.Actor, school, what string, detail map[string]any) error {
	return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: what, Target: "school:" + school, Detail: detail})
}
