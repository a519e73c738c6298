package register

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/demoday"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/projection"
	"yunka/server/timetable"
)

// A demo school is played: its people come and go as the clock passes, with a term of
// days behind them, so that no page is empty. What everybody does on a day follows
// from who they are and which day it is; nothing is drawn by lot.

// demoBack is how many days a demo begins with: a term so far.
const demoBack = 84

// Demo gives a new demo school its sessions and plays the days behind it.
func (s *Service) Demo(ctx context.Context, admin allow.Actor, school string) error {
	for _, one := range demoSessions {
		one.SchoolID, one.Weekdays = school, 31
		if _, err := s.AddSession(ctx, admin, one); err != nil {
			return err
		}
	}
	if err := s.schoolToday(ctx, admin, school); err != nil {
		return err
	}
	// They were held since the term began.
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return demoBegan(ctx, tx, school, demoBack) })
	if err != nil {
		return err
	}
	for day := demoBack; day >= 0; day-- {
		if err := s.playDay(ctx, school, day); err != nil {
			return err
		}
	}
	if err := s.openDays(ctx, school, demoBack); err != nil {
		return err
	}
	if err := s.knowDays(ctx, school, demoBack); err != nil {
		return err
	}
	return projection.Catch(ctx, s.db, s.Projection(), school, 100_000)
}

// schoolToday has a day on which nobody would come worked as a Wednesday, so that a
// demo that is made at a weekend shows something.
func (s *Service) schoolToday(ctx context.Context, admin allow.Actor, school string) error {
	var w *world
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		w, err = newWorld(ctx, q, school)
		return err
	})
	if err != nil {
		return err
	}
	today := timetable.Today(s.db.Now(), w.loc)
	if w.calendar.SchoolDay(today) {
		return nil
	}
	return timetable.NewService(s.db, s.feed, nil).SetDays(ctx, admin, school, []access.Span{{First: today, Last: today, WorksAs: 3, Name: demoOpenDay}}, true)
}

// Play lets the demo schools' people do what they do until now.
func (s *Service) Play(ctx context.Context) error {
	schools, err := s.demos(ctx)
	if err != nil {
		return err
	}
	for _, school := range schools {
		for day := 7; day >= 0; day-- {
			if err := s.playDay(ctx, school, day); err != nil {
				return err
			}
		}
	}
	return nil
}

// playDay writes the scans of a day so many days ago that have not been written yet.
func (s *Service) playDay(ctx context.Context, school string, ago int) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		until, err := demoUntil(ctx, tx, school)
		if err != nil {
			return err
		}
		w, err := newWorld(ctx, tx, school)
		if err != nil {
			return err
		}
		day := timetable.AddDays(timetable.Today(tx.Now, w.loc), -ago)
		from, to := w.bounds(day)
		if to <= until || !w.calendar.SchoolDay(day) {
			return nil
		}
		to = min(to, tx.NowMS()+1)
		members, err := campus.MembersAt(ctx, tx, school, to-1, rule.Expects)
		if err != nil {
			return err
		}
		var scans []demoScan
		for _, m := range members {
			for i, p := range demoday.Plan(m, day) {
				at := from + int64(p.Second)*1000
				if at >= max(from, until) && at < to {
					scan := demoScan{who: m, way: p.Way, at: at, key: fmt.Sprintf("demo %s %d", day, i)}
					if demoday.Silent(day, ago) && p.Second < demoday.SilentTill {
						scan.received = from + demoday.SilentTill*1000
					}
					scans = append(scans, scan)
				}
			}
		}
		return s.writeDemo(ctx, tx, school, scans, to)
	})
}
