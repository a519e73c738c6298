// Package day is the day on which those who are to begin at a school come, and what follows:
// arrivals and steps by scan, desks and queues, figures, and how applicants become pupils.
// What is promised stands with package intake.
package day

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/intake"
)

// Service receives those who come, and makes pupils of them.
type Service struct {
	db      *db.DB
	feed    *feed.Feed
	intakes *intake.Service
	world   intake.World
}

// New makes it.
func New(d *db.DB, f *feed.Feed, w intake.World) *Service {
	return &Service{db: d, feed: f, intakes: intake.New(d, f, w), world: w}
}

// Spot is where somebody scans: a desk, or a helper's phone.
type Spot struct {
	School, Intake, Step string
	Name                 string // of the desk, as a second scan says it
	Helper               string // the person who holds the phone; "" at a desk
}

// Target is what scanning there is about, for allow: a helper is asked for as the person who
// runs it.
func (s Spot) Target() allow.Target { return allow.Target{School: s.School, Gives: s.Helper} }

// How long a desk can take back what it has just done, and how old what it kept may be.
const (
	undoFor  = 10 * time.Minute
	longKept = 24 * time.Hour
)

// Scanned is what a scan came to.
type Scanned struct {
	Intake    intake.Intake
	Applicant intake.Applicant
	Step      intake.Step
	First     bool // this scan did it
	At        int64
	Spot      string
	Items     []intake.Item
	Cleared   bool
	Ahead     int // who waits for the next step, before this one
	PerMinute float64
}

// passMark begins what a family's phone shows; a slip shows an address that ends in its code.
const passMark = "YKF"

// PassText is what the symbol on a family's phone says.
func PassText(pass string) string { return passMark + pass }

// find reads whose code was scanned; a text that is no code of the spot's intake is Invalid
// intake_unknown, whatever it is.
func find(ctx context.Context, q bun.IDB, at Spot, text string) (one intake.Applicant, err error) {
	unknown := fault.New(fault.Invalid, "intake_unknown")
	text = strings.TrimSpace(text)
	if len(text) > 400 {
		return one, unknown
	}
	found := false
	if pass, is := strings.CutPrefix(strings.ToUpper(text), passMark); is && len(pass) == 16 {
		one, found, err = intake.By(ctx, q, "pass", pass)
	} else {
		code := intake.Letters(text[strings.LastIndexByte(text, '/')+1:])
		if len(code) == 12 {
			one, found, err = intake.By(ctx, q, "code_hash", intake.HashOf(code))
		}
	}
	switch {
	case err != nil:
		return one, err
	case !found || one.SchoolID != at.School || one.IntakeID != at.Intake:
		return intake.Applicant{}, unknown
	case !one.Comes():
		return one, fault.New(fault.Conflict, "intake_not_expected")
	}
	return one, nil
}

// Scan takes what was scanned at a spot: the arrival, or the spot's step. The first scan does
// it, whoever races; every other one says when and where that was. at is when it was scanned,
// if the spot was alone and kept it; 0 is now. Who was a no-show or deferred is expected again.
// Fails with Invalid intake_unknown; Conflict intake_not_expected, intake_not_arrived, and
// intake_before, whose detail is the step on the day that comes first.
func (s *Service) Scan(ctx context.Context, a allow.Actor, at Spot, text string, when int64) (r Scanned, err error) {
	if err := allow.Check(a, allow.FreshmenDesk, at.Target()); err != nil {
		return r, err
	}
	err = s.db.Urgent(ctx, func(ctx context.Context, tx *db.Tx) error {
		r = Scanned{}
		one, err := find(ctx, tx, at, text)
		if err != nil {
			return err
		}
		if r.Intake, err = intake.ByID(ctx, tx, one.IntakeID); err != nil {
			return err
		}
		if one, err = intake.Lock(ctx, tx, one.ID); err != nil {
			return err
		}
		moment := tx.NowMS()
		if when > 0 && when < moment && when > moment-longKept.Milliseconds() {
			moment = when
		}
		items, err := intake.ListOf(ctx, tx, r.Intake, one, tx.NowMS())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(items, func(item intake.Item) bool { return item.ID == at.Step })
		if i < 0 {
			return fault.New(fault.Invalid, "intake_spot")
		}
		r.Step = items[i].Step
		if err := s.scanned(ctx, tx, a, r.Intake, &one, items[i], items, at, moment, &r); err != nil {
			return err
		}
		return fill(ctx, tx, one, tx.NowMS(), &r)
	})
	return r, err
}

func (s *Service) scanned(ctx context.Context, tx *db.Tx, a allow.Actor, in intake.Intake, one *intake.Applicant, item intake.Item, items []intake.Item, at Spot, moment int64, r *Scanned) error {
	if item.State == intake.ItemDone {
		r.At, r.Spot = item.Tick.At, item.Tick.Spot
		return nil
	}
	arrival := item.Does == intake.Arrival
	if !arrival {
		if one.ArrivedAt == 0 {
			return fault.New(fault.Conflict, "intake_not_arrived")
		}
		for _, before := range items {
			if slices.Contains(item.After, before.ID) && before.Required && before.State != intake.ItemDone {
				f := fault.New(fault.Conflict, "intake_before")
				if before.Owner == intake.AtDesk { // what is missing before the day is not said at a desk
					f.Detail = before.Name
				}
				return f
			}
		}
	}
	first, err := intake.Mark(ctx, tx, one.SchoolID, intake.Tick{ApplicantID: one.ID, StepID: item.ID, How: intake.Done, Who: a.Name(), Spot: at.Name, At: moment})
	if err != nil || !first {
		return err
	}
	r.First, r.At, r.Spot = true, moment, at.Name
	verb := "freshmen.step_done"
	if arrival {
		verb = "freshmen.arrived"
		one.Late = in.DeadlineAt > 0 && moment > in.DeadlineAt
		one.ArrivedAt, one.ArrivedSpot = moment, at.Name
		if one.State == intake.NoShow || one.State == intake.Deferred {
			one.State, one.StateWhy = intake.Expected, ""
		}
		if err := setArrived(ctx, tx, *one); err != nil {
			return err
		}
	}
	if err := audit.Record(ctx, tx, audit.Event{School: one.SchoolID, Actor: a.Name(), Action: verb, Target: "applicant:" + one.ID, Detail: map[string]any{"step": item.ID, "spot": at.Name}}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, one.SchoolID, feed.Item{Kind: intake.Arrived, Subject: in.ID})
}

// fill reads what a desk shows after a scan.
func fill(ctx context.Context, q bun.IDB, one intake.Applicant, now int64, r *Scanned) (err error) {
	r.Applicant = one
	if r.Items, err = intake.ListOf(ctx, q, r.Intake, one, now); err != nil {
		return err
	}
	r.Cleared = intake.Cleared(r.Items)
	if next := intake.Next(r.Items, intake.AtDesk); next != nil {
		w, err := WaitFor(ctx, q, r.Intake.ID, next.Step, now)
		if err != nil {
			return err
		}
		r.Ahead, r.PerMinute = max(0, w.Waiting-1), w.PerMinute
	}
	return nil
}

// Reported is what a desk shows of somebody who has come, for the paper that it prints; it
// changes nothing.
func Reported(ctx context.Context, q bun.IDB, at Spot, applicant string, now int64) (r Scanned, err error) {
	one, err := intake.ApplicantByID(ctx, q, applicant)
	if err != nil {
		return r, err
	}
	if one.SchoolID != at.School || one.IntakeID != at.Intake || one.ArrivedAt == 0 {
		return r, intake.ErrNone
	}
	if r.Intake, err = intake.ByID(ctx, q, one.IntakeID); err != nil {
		return r, err
	}
	r.At, r.Spot = one.ArrivedAt, one.ArrivedSpot
	return r, fill(ctx, q, one, now, &r)
}

// Undo takes back what this spot did in the last ten minutes. Conflict intake_undo for
// anything else, and for an arrival after which more has been done.
func (s *Service) Undo(ctx context.Context, a allow.Actor, at Spot, applicant string) error {
	if err := allow.Check(a, allow.FreshmenDesk, at.Target()); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		one, err := intake.Lock(ctx, tx, applicant)
		if err != nil {
			return err
		}
		if one.SchoolID != at.School || one.IntakeID != at.Intake {
			return intake.ErrNone
		}
		in, err := intake.ByID(ctx, tx, one.IntakeID)
		if err != nil {
			return err
		}
		items, err := intake.ListOf(ctx, tx, in, one, tx.NowMS())
		if err != nil {
			return err
		}
		var mine *intake.Item
		more := false
		for i, item := range items {
			if item.ID == at.Step {
				mine = &items[i]
			} else if item.Owner == intake.AtDesk && item.State == intake.ItemDone && slices.Contains(item.After, at.Step) {
				more = true
			}
		}
		if mine == nil || mine.State != intake.ItemDone || mine.Tick.Spot != at.Name || more || tx.NowMS()-mine.Tick.At > undoFor.Milliseconds() {
			return fault.New(fault.Conflict, "intake_undo")
		}
		if err := intake.Unmark(ctx, tx, one.ID, at.Step); err != nil {
			return err
		}
		if mine.Does == intake.Arrival {
			one.ArrivedAt, one.ArrivedSpot, one.Late = 0, "", false
			if err := setArrived(ctx, tx, one); err != nil {
				return err
			}
		}
		if err := audit.Record(ctx, tx, audit.Event{School: one.SchoolID, Actor: a.Name(), Action: "freshmen.undone", Target: "applicant:" + one.ID, Detail: map[string]any{"step": at.Step, "spot": at.Name}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, one.SchoolID, feed.Item{Kind: intake.Arrived, Subject: in.ID})
	})
}

// SetDesk says what a paired terminal does on the day; step "" takes it off. Fails with
// Invalid intake_spot for a step that is not done at a desk, or a terminal of another use.
func (s *Service) SetDesk(ctx context.Context, a allow.Actor, id, terminal, step string) error {
	return s.intakes.Act(ctx, a, id, func(ctx context.Context, tx *db.Tx, in intake.Intake) error {
		if step != "" {
			steps, err := intake.Steps(ctx, tx, id)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(steps, func(st intake.Step) bool { return st.ID == step && st.Owner == intake.AtDesk }) {
				return fault.New(fault.Invalid, "intake_spot")
			}
		}
		ok, err := putDesk(ctx, tx, in, terminal, step)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Invalid, "intake_spot")
		}
		return s.intakes.Noted(ctx, tx, a.Name(), in, "", "freshmen.desk", map[string]any{"terminal": terminal, "step": step})
	})
}

// Beat is what a desk says of itself: that it is there, and how many scans it has kept.
func (s *Service) Beat(ctx context.Context, a allow.Actor, at Spot, terminal string, kept int) error {
	if err := allow.Check(a, allow.FreshmenDesk, at.Target()); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return setBeat(ctx, tx, terminal, max(0, min(kept, 10_000)))
	})
}

// SetHelpers says who of the staff scans with an own phone. Invalid intake_helpers, whose
// detail is a name that is not one teacher's alone.
func (s *Service) SetHelpers(ctx context.Context, a allow.Actor, id string, names []string) error {
	return s.intakes.Act(ctx, a, id, func(ctx context.Context, tx *db.Tx, in intake.Intake) error {
		var people []string
		for _, name := range names {
			ids, err := staffNamed(ctx, tx, in.SchoolID, name, tx.NowMS())
			if err != nil {
				return err
			}
			if len(ids) != 1 {
				return &fault.Error{Kind: fault.Invalid, Code: "intake_helpers", Detail: name}
			}
			people = append(people, ids[0])
		}
		slices.Sort(people)
		people = slices.Compact(people)
		if err := putHelpers(ctx, tx, in, people); err != nil {
			return err
		}
		return s.intakes.Noted(ctx, tx, a.Name(), in, "", "freshmen.helpers", map[string]any{"people": len(people)})
	})
}
