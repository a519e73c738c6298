package sale

import (
	"context"
	"strings"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/timetable"
)

// Merchant is who is paid.
type Merchant struct {
	ID, SchoolID, Name, Kind, AccountID string
	State                               string
}

// The states of a merchant.
const (
	Open   = "open"
	Closed = "closed"
)

// Sale is one number of a till.
type Sale struct {
	ID, SchoolID, TerminalID string
	Seq                      int64
	MerchantID, PersonID     string
	ScanID, Kind             string
	Amount, Subsidy          int64
	Meal                     string
	State                    State
	Reason                   reason.Code
	Refunded                 int64
	Day                      string
	At                       int64
}

// Wechat is the kind of a sale that a code of WeChat paid (package codepay): it has no
// person.
const Wechat = "wechat"

// Service keeps merchants and takes sales back.
type Service struct {
	db   *db.DB
	feed *feed.Feed
}

// New makes it.
func New(d *db.DB, f *feed.Feed) *Service { return &Service{db: d, feed: f} }

// AddMerchant adds who is paid. Invalid merchant.
func (s *Service) AddMerchant(ctx context.Context, a allow.Actor, school, name, kind string) (id string, err error) {
	name = strings.TrimSpace(name)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.MoneyManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := soundMerchant(name, kind); err != nil {
			return err
		}
		id = db.NewID()
		account, err := ledger.OpenAccount(ctx, tx, ledger.Account{SchoolID: school, Code: "merchant:" + id, Kind: "merchant", OwnerID: id, Mode: ledger.Deferred})
		if err != nil {
			return err
		}
		if err := insertMerchant(ctx, tx, Merchant{ID: id, SchoolID: school, Name: name, Kind: kind, AccountID: account, State: Open}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "merchant.added", Target: "merchant:" + id, Detail: map[string]any{"name": name, "kind": kind}})
	})
	return id, err
}

func soundMerchant(name, kind string) error {
	if name == "" || utf8.RuneCountInString(name) > 40 || !known(kind) {
		return fault.New(fault.Invalid, "merchant")
	}
	return nil
}

func known(kind string) bool {
	for _, k := range purse.Kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// ChangeMerchant changes a merchant's name and kind, and closes it or opens it again.
// Invalid merchant, NotFound.
func (s *Service) ChangeMerchant(ctx context.Context, a allow.Actor, school string, m Merchant) error {
	m.Name = strings.TrimSpace(m.Name)
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.MoneyManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := soundMerchant(m.Name, m.Kind); err != nil {
			return err
		}
		if m.State != Open && m.State != Closed {
			return fault.New(fault.Invalid, "merchant")
		}
		m.SchoolID = school
		if err := updateMerchant(ctx, tx, m); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "merchant.changed", Target: "merchant:" + m.ID, Detail: map[string]any{"name": m.Name, "kind": m.Kind, "state": m.State}})
	})
}

// Bind says for whom a terminal of the scene till takes money. NotFound for a terminal or
// a merchant of another school.
func (s *Service) Bind(ctx context.Context, a allow.Actor, school, terminal, merchant string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.MoneyManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := writeTill(ctx, tx, school, terminal, merchant); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "till.bound", Target: "terminal:" + terminal, Detail: map[string]any{"merchant": merchant}})
	})
}

// Find is a sale by its till's number, for that till. One that has not arrived is fenced:
// from now on it is not taken, so the answer stays true. found says whether it had.
func (s *Service) Find(ctx context.Context, t allow.Actor, seq int64) (one Sale, found bool, err error) {
	return s.fence(ctx, t, seq, Fenced)
}

func (s *Service) fence(ctx context.Context, t allow.Actor, seq int64, as State) (one Sale, found bool, err error) {
	if err := allow.Check(t, allow.ChargeTake, allow.Target{School: t.TerminalSchool}); err != nil {
		return one, false, err
	}
	if seq <= 0 || seq >= 1<<53 {
		return one, false, fault.New(fault.Invalid, "sale_seq")
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		merchants, err := LockTills(ctx, tx, t.TerminalSchool, t.Terminal)
		if err != nil {
			return err
		}
		m, ok := merchants[t.Terminal]
		if !ok {
			return fault.New(fault.NotFound, "not_found")
		}
		if one, found, err = bySeq(ctx, tx, t.Terminal, seq); err != nil || found {
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, t.TerminalSchool)
		if err != nil {
			return err
		}
		one = Sale{ID: db.NewID(), SchoolID: sc.ID, TerminalID: t.Terminal, Seq: seq, MerchantID: m.ID, State: as, Reason: reason.PayReversed,
			Day: timetable.Today(tx.Now, sc.Location()), At: tx.NowMS()}
		return Insert(ctx, tx, one)
	})
	return one, found, err
}

// Void takes a whole sale back on its day, by its own till; one that has not arrived will
// not be taken any more. Saying it again answers the same. Conflict sale_day after its
// day, sale_refunded if a part was paid back or is asked for.
func (s *Service) Void(ctx context.Context, t allow.Actor, seq int64, staff string) (one Sale, err error) {
	one, found, err := s.fence(ctx, t, seq, Voided)
	if err != nil || !found {
		return one, err
	}
	if one.State != Paid {
		if one, err = s.drop(ctx, one); err != nil || one.State != Paid { // its payer may just have said yes
			return one, err
		}
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, t.TerminalSchool)
		if err != nil {
			return err
		}
		if err := lockPayer(ctx, tx, one); err != nil {
			return err
		}
		if one, err = lockSale(ctx, tx, sc.ID, one.ID); err != nil {
			return err
		}
		waiting, err := waitingSum(ctx, tx, one.ID)
		if err != nil {
			return err
		}
		switch id := "void:" + one.ID; {
		case one.Day != timetable.Today(tx.Now, sc.Location()):
			return fault.New(fault.Conflict, "sale_day")
		case one.Refunded == one.Amount:
			return nil
		case one.Refunded > 0 || waiting > 0:
			return fault.New(fault.Conflict, "sale_refunded")
		default:
			r := Refund{ID: id, SchoolID: sc.ID, SaleID: one.ID, Amount: one.Amount, Why: "void", State: RefundDone, AskedBy: staff, AskedAt: tx.NowMS(), AnsweredBy: staff, AnsweredAt: tx.NowMS()}
			if err := insertRefund(ctx, tx, r); err != nil {
				return err
			}
			if err := giveBack(ctx, tx, &one, r); err != nil {
				return err
			}
			return s.note(ctx, tx, t.Name(), one, "sale.voided", map[string]any{"fen": one.Amount, "staff": staff})
		}
	})
	return one, err
}

// Undo takes back the sale of a scan that was taken back: for the part of a scan, under
// the person's lock, which says itself who did it.
func Undo(ctx context.Context, tx *db.Tx, school, scan string) error {
	one, found, err := byScan(ctx, tx, school, scan)
	if err != nil || !found || one.State != Paid || one.Refunded > 0 {
		return err
	}
	if one, err = lockSale(ctx, tx, school, one.ID); err != nil || one.Refunded > 0 {
		return err
	}
	r := Refund{ID: "undo:" + one.ID, SchoolID: school, SaleID: one.ID, Amount: one.Amount, Why: "void", State: RefundDone, AskedAt: tx.NowMS(), AnsweredAt: tx.NowMS()}
	if err := insertRefund(ctx, tx, r); err != nil {
		return err
	}
	return giveBack(ctx, tx, &one, r)
}

func (s *Service) note(ctx context.Context, tx *db.Tx, by string, one Sale, action string, detail map[string]any) error {
	if err := audit.Record(ctx, tx, audit.Event{School: one.SchoolID, Actor: by, Action: action, Target: "sale:" + one.ID, Detail: detail}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, one.SchoolID, feed.Item{Kind: purse.Moved, Subject: one.PersonID, Person: one.PersonID})
}
