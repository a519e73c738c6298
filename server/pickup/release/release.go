// Package release hands children over. An adult is identified by a scan at a terminal of
// the scene pickup (part.go); staff then confirms each child by itself. What is decided is
// asked of the rules at that second, in the transaction that acts.
//
// What it promises:
//
//   - A child is released once a day, whatever the number of terminals and servers: the
//     child's row is locked, and the order's own row is changed only if it was not released.
//   - A restriction wins always, and what is told to the queue does not say so.
//   - Who comes second for a child is on record, and the family is told.
//   - Without a lockdown's end by two people nobody is released.
//   - Before dismissal a release uses up an approved leave, once, in its own commit.
//   - Whom nobody has come for is told of once (missed.go), where children are released.
package release

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/pickup/custody"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
	"yunka/server/timetable"
)

// Moved is the feed's kind of a change of an order; the subject is the child. Frozen is
// that of a lockdown; the subject is the school.
const (
	Moved  = "pickup.order"
	Frozen = "pickup.lockdown"
)

// The kinds of notices. Their data is a Told.
const (
	NoticeReleased = "pickup.released"
	NoticeUndone   = "pickup.undone"
	NoticeSecond   = "pickup.second"  // somebody came for a child that is gone
	NoticeStopped  = "pickup.stopped" // for staff: a restricted adult came
)

// Told is what a notice says. Adult is not told by name to a family.
type Told struct {
	Child    string `json:"child"`
	Adult    string `json:"adult,omitempty"` // the person's id
	Relation string `json:"relation,omitempty"`
	By       string `json:"by,omitempty"` // the name of who confirmed
	At       int64  `json:"at"`
	Name     string `json:"name,omitempty"` // of the adult, for staff
}

// Right is by whose word a delegate takes a child: Via is the guardian who named them.
type Right struct {
	ID, Child, Via string
	Relation       string // of the delegate, as the guardian calls it
	From, To       int64  // ms, To exclusive
	Revoked        bool
}

// Asks are what release asks of other scenes. Each may be nil.
type Asks struct {
	// Rights are the children for whom somebody named an adult, at an instant. A release
	// holds the adult's lock.
	Rights func(ctx context.Context, q bun.IDB, school, adult string, at time.Time) ([]Right, error)
	// Used notes that a child was released by the right of that id.
	Used func(ctx context.Context, tx *db.Tx, school, id, child, by string) error
	// Away says of children how attendance and leave have them now.
	Away func(ctx context.Context, q bun.IDB, school, day string, children []string, now time.Time) (map[string]Away, error)
	// Gone says which of these people have left the school by a gate since an instant, and
	// not come back.
	Gone func(ctx context.Context, q bun.IDB, school string, people []string, since int64) (map[string]bool, error)
	// UseLeave notes that a release before dismissal used up a leave, and GiveLeave that it
	// did not after all.
	UseLeave  func(ctx context.Context, tx *db.Tx, leave, scan string) error
	GiveLeave func(ctx context.Context, tx *db.Tx, child, scan string) error
	// Came calls the children for whom an adult has come, in the commit of the scan.
	Came func(ctx context.Context, tx *db.Tx, a Arrival) error
}

// Away is how a child is not there, or may go early. Zero is neither.
type Away struct {
	Absent  bool
	OnLeave bool   // and not at school
	Leave   string // approved, not used yet, and it lets the child go now
}

// Service releases.
type Service struct {
	db   *db.DB
	feed *feed.Feed
	asks Asks
}

// New makes it.
func New(d *db.DB, f *feed.Feed, a Asks) *Service { return &Service{db: d, feed: f, asks: a} }

// Child is one that an adult may take, as staff sees it.
type Child struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Class      string      `json:"class"`
	ClassID    string      `json:"-"`
	Relation   string      `json:"relation"`
	State      rule.State  `json:"state"`
	Reason     reason.Code `json:"reason"` // OK, PICK_OTHER_MODE: staff may release
	Mode       rule.Mode   `json:"mode"`
	Note       string      `json:"note,omitempty"`
	Photo      bool        `json:"photo"`
	Taken      int64       `json:"taken,omitempty"`    // released at
	TakenBy    string      `json:"taken_by,omitempty"` // who took the child
	ReleasedBy string      `json:"released_by,omitempty"`
	PlanBy     string      `json:"-"` // the relation of the guardian whom the plan means; "" is any
	HeldWhy    string      `json:"-"`
	Undo       bool        `json:"-"` // released by the scan of this screen, and it can be taken back
	verdict    rule.Verdict
	order      Order
	leave      string // that lets the child go before dismissal
}

// Order is where a child stands.
type Order struct {
	ChildID, AdultID, ScanID, TerminalID string
	State                                rule.State
	ArrivedAt, ReleasedAt                int64
	ReleasedBy, HeldBy, HeldWhy          string
	Adult, Staff                         string // names
}

// Ask is a release that staff confirms.
type Ask struct {
	Scan, Child string
	Staff       string // on shift, by PIN
	Second      string // another one, where it takes two
	Differs     bool   // staff has read that the plan means somebody else
	Sure        bool   // staff has looked again at two who are alike
}

// Answer is what came of it. Released: the child may go now. Otherwise Reason says why
// not, or what staff must say besides: PICK_OTHER_MODE that the plan differs, Alike who
// was released a moment ago.
type Answer struct {
	Released bool        `json:"released"`
	Reason   reason.Code `json:"reason"`
	At       int64       `json:"at,omitempty"`
	Alike    string      `json:"alike,omitempty"`    // the name of the child before
	AlikeID  string      `json:"alike_id,omitempty"` // and who it is
	TakenBy  string      `json:"taken_by,omitempty"` // of one that is gone
	Staff    string      `json:"staff,omitempty"`
}

// alikeWithin is how soon after each other two near-identical releases ask again.
const alikeWithin = 10 * time.Second

// scanLife is how long after the scan its adult is still the one who stands there.
const scanLife = 10 * time.Minute

// undoWithin is how long after a release it is known that they have not gone.
const undoWithin = 5 * time.Minute

// Release hands one child over to the adult of a scan of this terminal. A refusal is an
// Answer, because it is on record; errors are faults: NotFound for a scan or a child that
// is not there, Invalid pickup_second where a second person must confirm.
func (s *Service) Release(ctx context.Context, terminal allow.Actor, a Ask) (out Answer, err error) {
	school := terminal.TerminalSchool
	if err := allow.Check(terminal, allow.PickupRelease, allow.Target{School: school}); err != nil {
		return out, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		out = Answer{}
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		seen, err := readScan(ctx, tx, school, terminal.Terminal, a.Scan, tx.NowMS()-scanLife.Milliseconds())
		if err != nil {
			return err
		}
		if seen.Kind == "manual" && (a.Second == "" || a.Second == a.Staff) {
			return fault.New(fault.Invalid, "pickup_second")
		}
		// A lockdown waits for who is being released now, and nobody is after it.
		if err := campus.ShareSchool(ctx, tx, school); err != nil {
			return err
		}
		people := []string{a.Child, seen.PersonID}
		slices.Sort(people)
		for _, id := range slices.Compact(people) {
			if err := campus.LockPerson(ctx, tx, school, id); err != nil {
				return err
			}
		}
		list, stopped, err := s.children(ctx, tx, sc, seen.PersonID, tx.Now, a.Child)
		if err != nil {
			return err
		}
		day := timetable.Today(tx.Now, sc.Location())
		switch no, err := doubted(ctx, tx, school, day, a.Child, a.Scan); {
		case err != nil:
			return err
		case no:
			return fault.New(fault.Conflict, "pickup_doubted")
		}
		e := event{School: school, Day: day, Child: a.Child, Adult: seen.PersonID, By: a.Staff, Second: a.Second, Terminal: terminal.Terminal, Scan: a.Scan}
		i := slices.IndexFunc(list, func(c Child) bool { return c.ID == a.Child })
		if i < 0 {
			if out.Reason, err = s.lost(ctx, tx, school, day, a.Child, seen.PersonID); err != nil {
				return err
			}
			if len(stopped) > 0 {
				out.Reason = stopped[0].Reason
			}
			if out.Reason == "" {
				return fault.New(fault.NotFound, "not_found")
			}
			e.Event, e.Reason = rule.Refuse, out.Reason
			if out.Reason == reason.PickCustodyRestricted {
				if err := s.alarm(ctx, tx, school, day, stopped[0], seen.PersonID, a.Scan, tx.NowMS()); err != nil {
					return err
				}
			}
			return s.note(ctx, tx, terminal, e)
		}
		c := list[i]
		switch {
		case c.Reason == reason.PickAlreadyReleased:
			return s.tooLate(ctx, tx, sc, terminal, e, c, &out)
		case !c.verdict.May():
			out.Reason = c.Reason
			e.Event, e.Reason = rule.Refuse, out.Reason
			return s.note(ctx, tx, terminal, e)
		case c.Reason == reason.PickOtherMode && !a.Differs:
			out.Reason = c.Reason
			return nil
		}
		if !a.Sure {
			if out.AlikeID, out.Alike, err = alike(ctx, tx, school, terminal.Terminal, day, a.Child, tx.NowMS()-alikeWithin.Milliseconds()); err != nil || out.Alike != "" {
				return err
			}
		}
		once, err := setReleased(ctx, tx, e, tx.NowMS())
		if err != nil {
			return err
		}
		if !once { // the second wall: the lock on the child is the first
			return fault.New(fault.Conflict, "pickup_released")
		}
		told := Told{Child: a.Child, Adult: seen.PersonID, Relation: c.Relation, At: tx.NowMS()}
		if by := c.verdict.By; by.Delegate {
			told.Relation = ""
			if s.asks.Used != nil {
				if err := s.asks.Used(ctx, tx, school, by.ID, a.Child, a.Staff); err != nil {
					return err
				}
			}
		}
		if c.verdict.Early && s.asks.UseLeave != nil {
			if err := s.asks.UseLeave(ctx, tx, c.leave, a.Scan); err != nil {
				return err
			}
		}
		e.Event, e.Reason = rule.Release, c.Reason
		out = Answer{Released: true, Reason: c.Reason, At: tx.NowMS()}
		if out.Staff, err = campus.PersonName(ctx, tx, school, a.Staff); err != nil {
			return err
		}
		told.By = out.Staff
		not, err := custody.Never(ctx, tx, sc, a.Child, tx.Now)
		if err != nil {
			return err
		}
		if err := outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: NoticeReleased, Key: releasedKey(day, a.Child, tx.NowMS()), To: []outbox.To{outbox.Guardians()}, Not: not, About: a.Child, Day: day,
			Urgent: true, Data: told}); err != nil {
			return err
		}
		return s.note(ctx, tx, terminal, e)
	})
	return out, err
}

func releasedKey(day, child string, at int64) string {
	return NoticeReleased + ":" + day + ":" + child + ":" + time.UnixMilli(at).UTC().Format("150405.000")
}

// TakeBack says that somebody has not gone after all, by staff at the terminal that
// released, within a few minutes. Conflict pickup_gone otherwise.
func (s *Service) TakeBack(ctx context.Context, terminal allow.Actor, child, staff string) error {
	school := terminal.TerminalSchool
	if err := allow.Check(terminal, allow.PickupRelease, allow.Target{School: school}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, child); err != nil {
			return err
		}
		day := timetable.Today(tx.Now, sc.Location())
		o, err := readOrder(ctx, tx, school, day, child)
		if err != nil {
			return err
		}
		if o.State != rule.Released || o.TerminalID != terminal.Terminal || o.ReleasedAt < tx.NowMS()-undoWithin.Milliseconds() {
			return fault.New(fault.Conflict, "pickup_gone")
		}
		if err := setState(ctx, tx, school, day, child, rule.Ready); err != nil {
			return err
		}
		if s.asks.GiveLeave != nil {
			if err := s.asks.GiveLeave(ctx, tx, child, o.ScanID); err != nil {
				return err
			}
		}
		not, err := custody.Never(ctx, tx, sc, child, tx.Now)
		if err != nil {
			return err
		}
		key := releasedKey(day, child, o.ReleasedAt)
		if err := outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: NoticeUndone, Key: NoticeUndone + ":" + key, Replaces: key, To: []outbox.To{outbox.Guardians()}, Not: not, About: child, Day: day, Urgent: true,
			Data: Told{Child: child, At: tx.NowMS()}}); err != nil {
			return err
		}
		return s.note(ctx, tx, terminal, event{School: school, Day: day, Child: child, Event: rule.TakeBack, Reason: reason.StaffUndone, Adult: o.AdultID, By: staff, Terminal: terminal.Terminal, Scan: o.ScanID})
	})
}

// note writes an event with its audit and feed item: the end of every transaction here.
func (s *Service) note(ctx context.Context, tx *db.Tx, by allow.Actor, e event) error {
	if err := insertEvent(ctx, tx, e); err != nil {
		return err
	}
	action := "pickup.stopped"
	switch e.Event {
	case rule.Release:
		action = "pickup.released"
	case rule.TakeBack:
		action = "pickup.undone"
	}
	if err := audit.Record(ctx, tx, audit.Event{School: e.School, Actor: by.Name(), Action: action, Target: "person:" + e.Child,
		Detail: map[string]any{"adult": e.Adult, "staff": e.By, "second": e.Second, "reason": e.Reason, "scan": e.Scan}}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, e.School, feed.Item{Kind: Moved, Subject: e.Child, Person: e.Child})
}
