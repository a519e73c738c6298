package release

import (
	"context"
	"slices"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
	"yunka/server/timetable"
)

// NoticeDoubt is for staff: who came is not whom the code is of.
const NoticeDoubt = "pickup.doubt"

// Doubt says that who stands there is not whom the code is of: the children of the scan
// are refused on record, and the office and their class teachers are called. A scan that
// stopped by itself is noted as being dealt with. Repeated, it is the same.
func (s *Service) Doubt(ctx context.Context, terminal allow.Actor, scan, staff string) error {
	school := terminal.TerminalSchool
	if err := allow.Check(terminal, allow.PickupRelease, allow.Target{School: school}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		v, err := s.Screen(ctx, tx, sc, terminal.Terminal, scan, tx.Now)
		if err != nil {
			return err
		}
		left := slices.DeleteFunc(v.Children, func(c Child) bool { return c.State == rule.Released })
		if len(left) == 0 {
			first, err := setHandled(ctx, tx, school, timetable.Today(tx.Now, sc.Location()), scan, v.Adult, terminal.Terminal, staff)
			if err != nil || !first {
				return err
			}
			if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: terminal.Name(), Action: "pickup.handled", Target: "person:" + v.Adult, Detail: map[string]any{"staff": staff, "scan": scan}}); err != nil {
				return err
			}
			return s.feed.Append(ctx, tx, school, feed.Item{Kind: Handled, Subject: scan})
		}
		slices.SortFunc(left, func(a, b Child) int {
			if a.ID < b.ID {
				return -1
			}
			return 1
		})
		for _, c := range left {
			if err := campus.LockPerson(ctx, tx, school, c.ID); err != nil {
				return err
			}
		}
		day := timetable.Today(tx.Now, sc.Location())
		for _, c := range left {
			if err := insertEvent(ctx, tx, event{School: school, Day: day, Child: c.ID, Event: rule.Refuse, Reason: reason.PickIdentityUnverified, Adult: v.Adult, By: staff, Terminal: terminal.Terminal, Scan: scan}); err != nil {
				return err
			}
		}
		for _, c := range left {
			if err := outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: NoticeDoubt, Key: NoticeDoubt + ":" + c.ID + ":" + scan, To: staffOf(c.ClassID), About: c.ID, Day: day, Urgent: true,
				Data: Told{Child: c.ID, Adult: v.Adult, Name: v.Name, At: tx.NowMS()}}); err != nil {
				return err
			}
		}
		for _, c := range left {
			if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: terminal.Name(), Action: "pickup.doubted", Target: "person:" + c.ID, Detail: map[string]any{"adult": v.Adult, "staff": staff, "scan": scan}}); err != nil {
				return err
			}
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: Moved, Subject: left[0].ID, Person: left[0].ID})
	})
}
