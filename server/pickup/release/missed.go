package release

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/pickup/custody"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
	"yunka/server/timetable"
)

// NoticeMissed says that nobody has come for a child.
const NoticeMissed = "pickup.missed"

// missChunk is how many children one transaction writes: on SQLite others wait for it.
const missChunk = 20

// Miss notes, in each school that releases children, whom nobody has come for half an hour
// after dismissal, and tells the family, the class teacher and the office: once a day. It is
// to be called every minute.
func (s *Service) Miss(ctx context.Context) (failed error) {
	var schools []string
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		schools, err = releasing(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range schools {
		if err := s.missIn(ctx, id); err != nil {
			failed = err // one school's trouble is not another's
		}
	}
	return failed
}

// missIn does one school's day. What a crash has left out is done by the next call: a
// child's order is written with its notice, and the day is done after all of them.
func (s *Service) missIn(ctx context.Context, school string) error {
	var sc campus.School
	var day string
	var left []campus.Member
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if sc, err = campus.SchoolByID(ctx, q, school); err != nil {
			return err
		}
		now := s.db.Now()
		day = timetable.Today(now, sc.Location())
		if done, err := missedDone(ctx, q, school, day); err != nil || done {
			day = ""
			return err
		}
		world, err := plan.Load(ctx, q, sc)
		if err != nil {
			return err
		}
		works := world.Calendar.Day(day).WorksAs
		if works == 0 || now.Before(world.Times.Dismissed(day, works, sc.Location()).Add(rule.MissAfter)) {
			day = ""
			return nil
		}
		left, err = s.uncollected(ctx, q, sc, world, day, now)
		return err
	})
	if err != nil || day == "" {
		return err
	}
	for chunk := range slices.Chunk(left, missChunk) {
		if err := s.miss(ctx, sc, day, chunk); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return setMissedDone(ctx, tx, school, day, len(left)) })
}

// uncollected are the children whom somebody is meant to collect and who are still there,
// as far as anybody knows, by id.
func (s *Service) uncollected(ctx context.Context, q bun.IDB, sc campus.School, world plan.World, day string, now time.Time) (left []campus.Member, err error) {
	all, err := campus.MembersAt(ctx, q, sc.ID, now.UnixMilli(), []allow.Role{allow.Student})
	if err != nil {
		return nil, err
	}
	orders, err := Orders(ctx, q, sc.ID, day)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(all))
	for _, m := range all {
		if o := orders[m.PersonID]; (o.State == "" || o.State == rule.Expected) && o.HeldBy == "" {
			ids = append(ids, m.PersonID)
		}
	}
	plans, err := world.Planned(ctx, q, sc.ID, day, day, ids...)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool {
		mode := plans[id][day].Mode
		return mode != rule.ByParent && mode != rule.ByDelegate
	})
	if len(ids) == 0 {
		return nil, nil
	}
	var away map[string]Away
	if s.asks.Away != nil {
		if away, err = s.asks.Away(ctx, q, sc.ID, day, ids, now); err != nil {
			return nil, err
		}
	}
	var gone map[string]bool
	if s.asks.Gone != nil {
		start, _ := campus.DayOf(now, sc.Location())
		if gone, err = s.asks.Gone(ctx, q, sc.ID, ids, start.UnixMilli()); err != nil {
			return nil, err
		}
	}
	meant := make(map[string]bool, len(ids))
	for _, id := range ids {
		meant[id] = true
	}
	for _, m := range all {
		if a := away[m.PersonID]; meant[m.PersonID] && !a.Absent && !a.OnLeave && !gone[m.PersonID] {
			left = append(left, m)
		}
	}
	slices.SortFunc(left, func(a, b campus.Member) int { return cmp.Compare(a.PersonID, b.PersonID) })
	return slices.CompactFunc(left, func(a, b campus.Member) bool { return a.PersonID == b.PersonID }), nil
}

// miss writes that nobody came for some children, unless somebody has since.
func (s *Service) miss(ctx context.Context, sc campus.School, day string, list []campus.Member) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, m := range list {
			if err := campus.LockPerson(ctx, tx, sc.ID, m.PersonID); err != nil {
				return err
			}
		}
		var missed []campus.Member
		for _, m := range list {
			once, err := setMissed(ctx, tx, sc.ID, day, m.PersonID)
			if err != nil {
				return err
			}
			if !once {
				continue
			}
			missed = append(missed, m)
			if err := insertEvent(ctx, tx, event{School: sc.ID, Day: day, Child: m.PersonID, Event: rule.Miss, Reason: reason.OK}); err != nil {
				return err
			}
		}
		for _, m := range missed {
			not, err := custody.Never(ctx, tx, sc, m.PersonID, tx.Now)
			if err != nil {
				return err
			}
			n := outbox.Notice{School: sc.ID, Kind: NoticeMissed, Key: NoticeMissed + ":" + day + ":" + m.PersonID, To: []outbox.To{outbox.Guardians()}, Not: not, About: m.PersonID, Day: day, Urgent: true,
				Data: Told{Child: m.PersonID, At: tx.NowMS()}}
			if err := outbox.Put(ctx, tx, n); err != nil {
				return err
			}
			n.Key, n.To, n.Not = NoticeMissed+":staff:"+day+":"+m.PersonID, staffOf(m.ClassID), nil
			if err := outbox.Put(ctx, tx, n); err != nil {
				return err
			}
		}
		for _, m := range missed {
			if err := s.feed.Append(ctx, tx, sc.ID, feed.Item{Kind: Moved, Subject: m.PersonID, Person: m.PersonID}); err != nil {
				return err
			}
		}
		return nil
	})
}
