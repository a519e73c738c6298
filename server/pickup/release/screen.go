package release

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/pickup/rule"
	"yunka/server/shift"
)

// Screen is what staff sees of a scan at a terminal: who came, and each child that they may
// take now. Stopped, only where there is none, are those that they may not take.
type Screen struct {
	Scan, Adult, Name, Relation string
	Photo                       bool
	Manual                      bool // staff said who it is: a second person confirms
	At                          int64
	Children, Stopped           []Child
	Lock                        Lock
	Shift                       shift.Shift
	Handled                     Handling // who deals with this adult already, where nobody may be taken
}

// Against is what stands against an adult, with the document that it rests on; ok is
// false if nothing of the child's own record does.
func (c Child) Against() (r rule.Restriction, ok bool) {
	return c.verdict.Why, c.verdict.Why.ID != ""
}

// Delegate reports whether the adult takes the child by a guardian's word.
func (c Child) Delegate() bool { return c.verdict.By.Delegate }

// May reports whether staff may release the child.
func (c Child) May() bool { return c.verdict.May() }

// Screen reads it as it is now. NotFound if the scan is not one of this terminal's, of
// these minutes.
func (s *Service) Screen(ctx context.Context, q bun.IDB, sc campus.School, terminal, scan string, now time.Time) (v Screen, err error) {
	found, err := readSeen(ctx, q, sc.ID, terminal, scan, now.Add(-scanLife).UnixMilli())
	if err != nil {
		return v, err
	}
	if len(found) == 0 {
		return v, fault.New(fault.NotFound, "not_found")
	}
	one := found[0]
	v = Screen{Scan: scan, Adult: one.PersonID, Name: one.Name, Manual: one.Kind == "manual", At: one.At}
	if v.Children, v.Stopped, err = s.children(ctx, q, sc, one.PersonID, now); err != nil {
		return v, err
	}
	if len(v.Children) > 0 {
		v.Stopped = nil
	}
	for _, c := range slices.Concat(v.Children, v.Stopped) {
		if v.Relation == "" {
			v.Relation = c.Relation
		}
	}
	if len(v.Stopped) > 0 {
		if v.Handled, err = handling(ctx, q, sc, v.Adult, now); err != nil {
			return v, err
		}
	}
	for i, c := range v.Children {
		v.Children[i].Undo = c.State == rule.Released && c.order.ScanID == scan && c.order.TerminalID == terminal && now.UnixMilli()-c.Taken <= undoWithin.Milliseconds()
	}
	// Who stands at the gate first, then by class.
	slices.SortStableFunc(v.Children, func(a, b Child) int {
		if (a.State == rule.Ready) != (b.State == rule.Ready) {
			if a.State == rule.Ready {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Class+a.Name, b.Class+b.Name)
	})
	if v.Photo, err = campus.HasPhoto(ctx, q, sc.ID, v.Adult); err != nil {
		return v, err
	}
	if v.Lock, err = Lockdown(ctx, q, sc.ID); err != nil {
		return v, err
	}
	v.Shift, err = shift.At(ctx, q, sc.ID, terminal, now)
	return v, err
}

// PhotoOf is whose photo a terminal may show beside a scan: the adult's, a child's of that
// screen, or that of a child it has just released. NotFound otherwise.
func (s *Service) PhotoOf(ctx context.Context, q bun.IDB, sc campus.School, terminal, scan, person string, now time.Time) error {
	v, err := s.Screen(ctx, q, sc, terminal, scan, now)
	if err != nil {
		return err
	}
	if person == v.Adult || slices.ContainsFunc(slices.Concat(v.Children, v.Stopped), func(c Child) bool { return c.ID == person }) {
		return nil
	}
	here, err := releasedHere(ctx, q, sc.ID, terminal, person, now.Add(-scanLife).UnixMilli())
	if err == nil && !here {
		err = fault.New(fault.NotFound, "not_found")
	}
	return err
}
