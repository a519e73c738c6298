package loans_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
	"yunka/server/schooltest"
	"yunka/server/terminal"
)

// hall is a school's library with two desks, each on a server of its own.
type hall struct {
	*testing.T
	*schooltest.Fixture
	clock *schooltest.Clock
	books *catalogue.Service
	desks [2]allow.Actor
	at    [2]*loans.Service
}

func each(t *testing.T, story func(t *testing.T, h *hall)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := schooltest.NewClock()
			url := dbtest.URL(t, e)
			one := dbtest.Dial(t, url, db.WithClock(clock.Now))
			two := one
			if e == db.Postgres {
				two = dbtest.Dial(t, url, db.WithClock(clock.Now))
			}
			h := &hall{T: t, Fixture: schooltest.New(t, one), clock: clock, books: catalogue.New(one)}
			h.at = [2]*loans.Service{loans.New(one, h.Feed), loans.New(two, h.Feed)}
			for i := range h.desks {
				id, _, err := h.Terminals.Add(context.Background(), h.Admin, h.School, terminal.Draft{Name: fmt.Sprintf("desk %d", i), Kind: terminal.Reader, Scene: string(rule.LibraryScene), Staff: true})
				if err != nil {
					t.Fatal(err)
				}
				h.desks[i] = allow.Actor{Kind: allow.Terminal, Terminal: id, TerminalSchool: h.School, Staff: true}
			}
			story(t, h)
		})
	}
}

func (h *hall) book(title string, copies int) (book string, barcodes []string) {
	h.Helper()
	book, err := h.books.Add(context.Background(), h.Admin, h.School, catalogue.Book{Title: title}, copies, "A-1")
	if err != nil {
		h.Fatal(err)
	}
	err = h.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		list, err := catalogue.Copies(ctx, q, h.School, book)
		for _, c := range list {
			barcodes = append(barcodes, c.Barcode)
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return book, barcodes
}

// comes is somebody who has held up a card at a desk.
func (h *hall) comes(desk int, who *schooltest.Holder) (visit string) {
	h.Helper()
	visit = db.NewID()
	h.Tx(h.T, func(ctx context.Context, tx *db.Tx) error {
		return loans.InsertVisits(ctx, tx, loans.Visit{ID: visit, SchoolID: h.School, TerminalID: h.desks[desk].Terminal, PersonID: who.Person, Role: "student", BegunAt: tx.NowMS()})
	})
	return visit
}

func (h *hall) lend(desk int, visit, barcode string) loans.Answer {
	h.Helper()
	a, err := h.at[desk].Lend(context.Background(), h.desks[desk], h.School, visit, barcode, "", "")
	if err != nil {
		h.Fatal(err)
	}
	return a
}

func (h *hall) back(desk int, barcode string) loans.Back {
	h.Helper()
	b, err := h.at[desk].Return(context.Background(), h.desks[desk], h.School, barcode)
	if err != nil {
		h.Fatal(err)
	}
	return b
}

func (h *hall) count(q string, args ...any) int { return schooltest.Value[int](h.T, h.DB, q, args...) }

// One copy at two desks on two servers at once is lent once, whoever is quicker.
func TestOneCopyAtTwoDesks(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		a, b := h.Holder(t, allow.Student), h.Holder(t, allow.Student)
		visits := [2]string{h.comes(0, a), h.comes(1, b)}
		_, codes := h.book("草房子", 8)
		for _, code := range codes[:5] {
			var wg sync.WaitGroup
			var got [2]loans.Answer
			var errs [2]error
			for i := range 2 {
				wg.Go(func() {
					got[i], errs[i] = h.at[i].Lend(context.Background(), h.desks[i], h.School, visits[i], code, "", "")
				})
			}
			wg.Wait()
			lent := 0
			for i := range 2 {
				if errs[i] != nil {
					t.Fatal(errs[i])
				}
				if got[i].Tier == loans.Lent {
					lent++
				} else if got[i].Why != loans.OutElse {
					t.Errorf("the other was told %q", got[i].Why)
				}
			}
			if lent != 1 {
				t.Fatalf("lent %d times", lent)
			}
		}
		if n := h.count("SELECT count(*) FROM library_loan"); n != 5 {
			t.Errorf("%d loans of 5 copies", n)
		}
		if n := h.count("SELECT count(*) FROM library_try"); n != 5 {
			t.Errorf("%d tries", n)
		}
	})
}

// Somebody at two desks at once does not get more than the rules allow, and one book scanned
// by many at once in one visit is one loan.
func TestNobodyBorrowsMoreByBeingQuick(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		who := h.Holder(t, allow.Student)
		visits := [2]string{h.comes(0, who), h.comes(1, who)}
		_, codes := h.book("小王子", 12)
		var wg sync.WaitGroup
		for i, code := range codes {
			wg.Go(func() {
				for range 2 {
					if _, err := h.at[i%2].Lend(context.Background(), h.desks[i%2], h.School, visits[i%2], code, "", ""); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := h.count("SELECT count(*) FROM library_loan WHERE state = 'out'"); n != 5 {
			t.Errorf("%d books, the rule says 5", n)
		}
	})
}

// A book comes back twice, once by a friend, while somebody waits for it: it goes to the
// hold shelf and nobody else gets it (scenario 27).
func TestReturnedTwiceWithAHold(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx := context.Background()
		a, b, c := h.Holder(t, allow.Student), h.Holder(t, allow.Student), h.Holder(t, allow.Student)
		book, codes := h.book("窗边的小豆豆", 1)
		place := func(who *schooltest.Holder) string {
			if err := h.at[0].Place(ctx, who.Actor, h.School, who.Person, book); err != nil {
				return fault.As(err).Code
			}
			return ""
		}
		if why := place(b); why != "library_hold_free" {
			t.Errorf("a hold on a free book: %q", why)
		}
		visit := h.comes(0, a)
		if got := h.lend(0, visit, codes[0]); got.Tier != loans.Lent || got.Loan.DueDay != "2026-12-23" || got.Rule.Name() != "student/" {
			t.Fatalf("%+v", got)
		}
		if got := h.lend(0, visit, codes[0]); got.Tier != loans.Lent || !got.Again {
			t.Errorf("scanned twice in a visit: %+v", got)
		}
		if why := place(a); why != "library_hold_mine" {
			t.Errorf("a hold on the own book: %q", why)
		}
		if why := place(b); why != "" {
			t.Fatal(why)
		}
		if why := place(b); why != "library_hold_there" {
			t.Errorf("twice: %q", why)
		}
		// The renewal is refused because somebody waits (scenario 28).
		loan := schooltest.Value[string](t, h.DB, "SELECT id FROM library_loan")
		if _, err := h.at[0].Renew(ctx, a.Actor, h.School, loan, ""); err == nil || fault.As(err).Code != "library_renew_wanted" {
			t.Errorf("renewed: %v", err)
		}
		var wg sync.WaitGroup
		var got [2]loans.Back
		for i := range 2 {
			wg.Go(func() {
				var err error
				if got[i], err = h.at[i].Return(ctx, h.desks[i], h.School, codes[0]); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got[0].Was == got[1].Was || !got[0].Kept || !got[1].Kept {
			t.Errorf("%+v", got)
		}
		if s := schooltest.Value[string](t, h.DB, "SELECT state FROM library_copy"); s != catalogue.Reserved {
			t.Errorf("the copy is %s", s)
		}
		if n := h.count("SELECT count(*) FROM outbox_notice WHERE kind = ? AND about_id = ?", loans.NoticeReady, b.Person); n != 1 {
			t.Errorf("%d notices", n)
		}
		if got := h.lend(1, h.comes(1, c), codes[0]); got.Tier != loans.NeedsStaff || got.Why != loans.Reserved {
			t.Errorf("another reader: %+v", got)
		}
		visit = h.comes(1, b)
		mine := h.lend(1, visit, codes[0])
		if mine.Tier != loans.Lent || !mine.Filled {
			t.Fatalf("who waited: %+v", mine)
		}
		// Undone, it lies on the hold shelf again for the same reader.
		for range 2 {
			if err := h.at[1].Undo(ctx, h.desks[1], h.School, visit, mine.Loan.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n := h.count("SELECT count(*) FROM library_hold WHERE state = 'ready' AND person_id = ?", b.Person); n != 1 {
			t.Error("the hold is lost")
		}
		if n := h.count("SELECT count(*) FROM library_loan WHERE state <> 'undone'"); n != 1 {
			t.Errorf("%d loans in the history", n)
		}
		// Not fetched in time it is free, and nobody is told twice.
		h.clock.Add(20 * 24 * time.Hour)
		for range 2 {
			if err := h.at[0].Keep(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if s := schooltest.Value[string](t, h.DB, "SELECT state FROM library_copy"); s != catalogue.Available {
			t.Errorf("the copy is %s", s)
		}
	})
}

// Late costs a pupil days, counted without closed days, and a longer pause stays.
func TestLateCostsDays(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		who := h.Holder(t, allow.Student)
		_, codes := h.book("海底两万里", 3)
		visit := h.comes(0, who)
		h.lend(0, visit, codes[0])
		h.lend(0, visit, codes[1])
		h.clock.Add(28 * 24 * time.Hour) // 2026-12-21, two days before
		if err := h.at[0].Keep(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := h.at[1].Keep(context.Background()); err != nil {
			t.Fatal(err)
		}
		if n := h.count("SELECT count(*) FROM outbox_notice WHERE kind = ?", loans.NoticeDue); n != 1 {
			t.Errorf("%d reminders of two books", n)
		}
		h.clock.Add(9 * 24 * time.Hour) // Wednesday 2026-12-30: five school days late, one of them free
		b := h.back(0, codes[0])
		if b.Late != 5 || b.Until != "2027-01-03" {
			t.Errorf("%+v", b)
		}
		visit = h.comes(0, who)
		if got := h.lend(0, visit, codes[2]); got.Tier != loans.Impossible || got.Why != loans.Paused {
			t.Errorf("%+v", got)
		}
		h.back(0, codes[1])
		if n := h.count("SELECT count(*) FROM library_loan WHERE book_id IN (SELECT id FROM library_book)"); n != 2 {
			t.Errorf("%d loans: what was tried is among them", n)
		}
		h.clock.Add(5 * 24 * time.Hour)
		if got := h.lend(0, h.comes(0, who), codes[2]); got.Tier != loans.Lent {
			t.Errorf("after the pause: %+v", got)
		}
	})
}

// What nobody may: another school's copy, another terminal's visit, a visit that is over.
func TestWhatIsNotLent(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx := context.Background()
		who := h.Holder(t, allow.Student)
		_, codes := h.book("昆虫记", 2)
		other := schooltest.New(t, h.DB)
		if _, err := h.books.Add(ctx, other.Admin, other.School, catalogue.Book{Title: "别校的书"}, 0, ""); err != nil {
			t.Fatal(err)
		}
		book := schooltest.Value[string](t, h.DB, "SELECT id FROM library_book WHERE school_id = ?", other.School)
		if err := h.books.AddCopies(ctx, other.Admin, other.School, book, 0, "", []string{"FOREIGN-1"}); err != nil {
			t.Fatal(err)
		}
		visit := h.comes(0, who)
		for _, code := range []string{"FOREIGN-1", "99999999", "", "\x00", "'; DROP TABLE library_loan", "草"} {
			if got := h.lend(0, visit, code); got.Tier != loans.Impossible || got.Why != loans.NotFound {
				t.Errorf("%q: %+v", code, got)
			}
			if b := h.back(0, code); b.Found {
				t.Errorf("%q came back", code)
			}
		}
		refused := func(name string, err error, kind fault.Kind) {
			t.Helper()
			if !fault.Is(err, kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := h.at[1].Lend(ctx, h.desks[1], h.School, visit, codes[0], "", "")
		refused("the visit of another desk", err, fault.Conflict)
		_, err = h.at[0].Lend(ctx, h.desks[0], other.School, visit, codes[0], "", "")
		refused("another school", err, fault.NotFound)
		_, err = h.at[0].Lend(ctx, h.Admin, h.School, visit, codes[0], "", "")
		refused("no terminal", err, fault.Forbidden)
		h.comes(0, h.Holder(t, allow.Student)) // the next one holds up a card
		_, err = h.at[0].Lend(ctx, h.desks[0], h.School, visit, codes[0], "", "")
		refused("the reader before", err, fault.Conflict)
		visit = h.comes(0, who)
		h.clock.Add(loans.VisitLife + time.Second)
		_, err = h.at[0].Lend(ctx, h.desks[0], h.School, visit, codes[0], "", "")
		refused("an old visit", err, fault.Conflict)
		if n := h.count("SELECT count(*) FROM library_loan"); n != 0 {
			t.Errorf("%d loans", n)
		}
		// Lost, and found again.
		visit = h.comes(0, who)
		l := h.lend(0, visit, codes[0]).Loan
		refused("lost by the desk", h.at[0].SetLost(ctx, h.desks[0], h.School, l.ID), fault.Forbidden)
		if err := h.at[0].SetLost(ctx, h.Admin, h.School, l.ID); err != nil {
			t.Fatal(err)
		}
		if got := h.lend(0, visit, codes[0]); got.Why != loans.LostCopy {
			t.Errorf("%+v", got)
		}
		h.back(0, codes[0])
		if got := h.lend(0, visit, codes[0]); got.Tier != loans.Lent {
			t.Errorf("found again: %+v", got)
		}
	})
}
