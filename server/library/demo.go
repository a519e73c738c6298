package library

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
	"yunka/server/library/marc"
	"yunka/server/terminal"
	"yunka/server/timetable"
)

const (
	demoBooks   = 3_000
	demoReaders = 120
	demoDays    = 90 // of loans that lie behind
	demoDaily   = 25 // loans on a school day
)

// Demo gives a new demo school a library: 3,000 books, a desk that can be paired, and a
// term of loans, some of them late, one that somebody waits for. The past is written as it
// would have been; no message tells of it.
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, terminals *terminal.Service, office allow.Actor, school string) error {
	var readers, days []string
	var sc campus.School
	var c timetable.Calendar
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if sc, err = campus.SchoolByID(ctx, q, school); err != nil {
			return err
		}
		if c, err = timetable.LoadCalendar(ctx, q, school); err != nil {
			return err
		}
		today := timetable.Today(d.Now(), sc.Location())
		for day := timetable.AddDays(today, -demoDays); day < today; day = timetable.AddDays(day, 1) {
			if c.SchoolDay(day) {
				days = append(days, day)
			}
		}
		readers, err = demoPupils(ctx, q, school, demoReaders)
		return err
	})
	if err != nil || len(readers) == 0 {
		return err
	}
	var file catalogue.File
	for i := range demoBooks {
		file.Rows = append(file.Rows, demoBook(i))
	}
	if _, err := catalogue.New(d).Import(ctx, office, school, file); err != nil {
		return err
	}
	desk := ""
	err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		desk, _, err = terminals.AddIn(ctx, tx, school, terminal.Draft{Name: demoDesk, Kind: terminal.Kiosk, Scene: string(rule.LibraryScene), Staff: true})
		return err
	})
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(19, 26))
	at := func(day string) time.Time { return timetable.Instant(day, 12*60+random.IntN(300), sc.Location()) }
	// The first reader has brought everything back, the last has not been here yet: what
	// demoNow does is done by them.
	pool, next := readers[:max(1, len(readers)-1)], 0
	var past []loans.Past
	busy := map[int]int{} // by book: until which of the days somebody has it
	for i, day := range days {
		for range demoDaily {
			book := random.IntN(len(demoTitles)) // what everybody reads, if it is there
			if until, out := busy[book]; out && until >= i {
				book, next = len(demoTitles)+next%(demoBooks-2-len(demoTitles)), next+1
			}
			p := loans.Past{Barcode: demoBarcode(book), Person: pool[random.IntN(len(pool))], Day: day, At: at(day), Due: loans.DueAfter(c, day, 30)}
			n := i + 3 + random.IntN(22)
			if n < len(days) { // most come back in time
				p.Back = at(days[n])
				p.Late = loans.Late(c, p.Due, days[n])
			} else if i+24 < len(days) || p.Person == readers[0] {
				continue // nobody of the demo has a book for a whole term
			}
			past = append(past, p)
			busy[book] = n
		}
	}
	if err := loans.WritePast(ctx, d, school, desk, past); err != nil {
		return err
	}
	return demoNow(ctx, d, f, school, desk, readers)
}

// demoNow is what the first reader has today: a book that is out, one that is kept for
// them, one that they wait for.
func demoNow(ctx context.Context, d *db.DB, f *feed.Feed, school, desk string, readers []string) error {
	s := loans.New(d, f)
	at := allow.Actor{Kind: allow.Terminal, Terminal: desk, TerminalSchool: school, Staff: true}
	lend := func(person, barcode string) error {
		visit := db.NewID()
		err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return loans.InsertVisits(ctx, tx, loans.Visit{ID: visit, SchoolID: school, TerminalID: desk, PersonID: person, Role: string(allow.Student), BegunAt: tx.NowMS()})
		})
		if err != nil {
			return err
		}
		if _, err = s.Lend(ctx, at, school, visit, barcode, "", ""); err != nil {
			return err
		}
		return s.End(ctx, at, school, visit)
	}
	me, other := readers[0], readers[len(readers)-1]
	mine, theirs := demoBarcode(demoBooks-1), demoBarcode(demoBooks-2)
	if err := lend(me, mine); err != nil {
		return err
	}
	if me == other {
		return nil
	}
	if err := lend(other, theirs); err != nil {
		return err
	}
	book := ""
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		book, err = catalogue.BookWith(ctx, q, school, theirs)
		return err
	})
	if err != nil {
		return err
	}
	reader := allow.Actor{Kind: allow.Account, People: map[string]bool{me: true}, Seats: []allow.Seat{{School: school, Person: me, Role: allow.Student}}}
	return s.Place(ctx, reader, school, me, book)
}

func demoBarcode(i int) string { return fmt.Sprintf("03%06d", i+1) }

// demoBook is a book of the demo: some that everybody knows, and many of a series.
func demoBook(i int) catalogue.Row {
	known := demoTitles[i%len(demoTitles)]
	b := catalogue.Book{Title: known.title, Author: known.author, Publisher: demoPublishers[i%len(demoPublishers)], Year: fmt.Sprint(2005 + i%20), ClassNo: known.class, Kind: catalogue.Ordinary, Price: int64(1800 + i%40*100)}
	if n := i / len(demoTitles); n > 0 {
		b.Title = fmt.Sprintf(demoVolume, known.title, n+1)
	}
	switch i % 50 {
	case 7:
		b.Kind = catalogue.Fresh
	case 21:
		b.Kind = catalogue.Magazine
	case 33:
		b.Kind = catalogue.Reference
	}
	return catalogue.Row{Row: i + 1, Book: b, Copies: []marc.Copy{{Barcode: demoBarcode(i), Shelf: fmt.Sprintf("%c-%02d", 'A'+i%6, 1+i/6%30)}}}
}
