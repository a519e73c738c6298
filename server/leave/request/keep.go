package request

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/scan/history"
	"yunka/server/timetable"
	"yunka/server/web"
)

// What the keeper goes by.
const (
	keptMS  = int64(14 * 24 * time.Hour / time.Millisecond) // after its end nothing is said of a leave any more
	backMS  = int64(10 * time.Minute / time.Millisecond)    // so long after the end somebody may be late
	nearMS  = int64(2 * time.Hour / time.Millisecond)       // a leave begins soon
	waitsMS = int64(30 * time.Minute / time.Millisecond)    // and a request of it has waited
	oldMS   = int64(12 * time.Hour / time.Millisecond)      // who was not back then is no news
)

// Keeper says once what has been forgotten: a request that waits, a proof that was
// promised, somebody who is not back.
type Keeper struct {
	db    *db.DB
	world World
}

// NewKeeper makes it.
func NewKeeper(d *db.DB, w World) *Keeper { return &Keeper{db: d, world: w} }

// Keep goes through every school. It may be called at any time and by many servers.
func (s *Keeper) Keep(ctx context.Context) (failed error) {
	var schools []string
	now := s.db.Now()
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		schools, err = keptSchools(ctx, q, now.UnixMilli())
		return err
	})
	if err != nil {
		return err
	}
	for _, school := range schools {
		if err := s.keep(ctx, school, now); err != nil {
			failed = err // one school's trouble is not another's
		}
	}
	return failed
}

// keeping is a school as the keeper looks at it.
type keeping struct {
	sc       campus.School
	calendar timetable.Calendar
	now      time.Time
	today    string
	seen     int64 // until when all gates have told what they saw
}

func (s *Keeper) keep(ctx context.Context, school string, now time.Time) error {
	k := keeping{now: now}
	var list []Leave
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if list, err = kept(ctx, q, school, now.UnixMilli()); err != nil || len(list) == 0 {
			return err
		}
		if k.sc, err = campus.SchoolByID(ctx, q, school); err != nil {
			return err
		}
		k.today = timetable.Today(now, k.sc.Location())
		if k.calendar, err = timetable.LoadCalendar(ctx, q, school); err != nil {
			return err
		}
		k.seen, err = s.world.Watermark(ctx, q, school, now.UnixMilli())
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range list {
		for _, one := range []struct {
			due bool
			do  func(ctx context.Context, tx *db.Tx, k keeping, l Leave, m campus.Member) error
		}{{k.waitsLong(l), s.remind}, {k.forgot(l), s.remindEvidence}, {k.over(l), s.lookBack}} {
			if !one.due {
				continue
			}
			err := change(ctx, s.db, school, l.ID, func(ctx context.Context, tx *db.Tx, l Leave, m campus.Member) error {
				return one.do(ctx, tx, k, l, m)
			})
			if err != nil && !fault.Is(err, fault.NotFound) { // who has left the school
				return err
			}
		}
	}
	return nil
}

// waitsLong reports whether who decides has let a request wait: half an hour with its
// beginning near, or more than a school day.
func (k keeping) waitsLong(l Leave) bool {
	if l.State != Asked && l.State != Unconfirmed {
		return false
	}
	now := k.now.UnixMilli()
	if l.FromAt-now < nearMS {
		return now-l.AskedAt > waitsMS
	}
	asked := timetable.Today(web.At(l.AskedAt, k.sc.Location()), k.sc.Location())
	return k.calendar.SchoolDays(timetable.AddDays(asked, 1), k.today) > 1
}

func (s *Keeper) remind(ctx context.Context, tx *db.Tx, k keeping, l Leave, m campus.Member) error {
	if !k.waitsLong(l) {
		return nil
	}
	if first, err := did(ctx, tx, l, remindStep); err != nil || !first {
		return err
	}
	if l.State == Unconfirmed {
		return outbox.Put(ctx, tx, notice(l, NoticeWaits, outbox.Guardians()))
	}
	to, err := approvers(ctx, tx, l, m)
	if err != nil {
		return err
	}
	n := notice(l, NoticeWaits, to...)
	n.Urgent = l.FromAt-tx.NowMS() < nearMS
	return outbox.Put(ctx, tx, n)
}

// forgot reports whether a promised proof is not there a school day before its time is up.
func (k keeping) forgot(l Leave) bool {
	return l.EvidenceDue != "" && !l.HasEvidence && l.EvidenceDue >= k.today && k.calendar.SchoolDays(timetable.AddDays(k.today, 1), l.EvidenceDue) <= 1 &&
		timetable.AddDays(l.LastDay, 1) <= k.today
}

func (s *Keeper) remindEvidence(ctx context.Context, tx *db.Tx, k keeping, l Leave, _ campus.Member) error {
	if !k.forgot(l) {
		return nil
	}
	if first, err := did(ctx, tx, l, evidenceStep); err != nil || !first {
		return err
	}
	n := notice(l, NoticeEvidence, outbox.Person(l.AskedBy))
	n.Data = Told{ID: l.ID, Person: l.PersonID, To: timetable.Instant(l.EvidenceDue, 12*60, k.sc.Location()).UnixMilli()}
	return outbox.Put(ctx, tx, n)
}

// over reports whether a leave has ended and every gate has told what it saw until a
// little later.
func (k keeping) over(l Leave) bool {
	return l.State == Approved && l.ToAt+backMS <= k.now.UnixMilli() && l.ToAt+backMS <= k.seen
}

// lookBack says that a pupil who went out is not back, if more lessons were to come. Who
// never went out, or comes back on another day, is attendance's.
func (s *Keeper) lookBack(ctx context.Context, tx *db.Tx, k keeping, l Leave, m campus.Member) error {
	if !k.over(l) {
		return nil
	}
	if first, err := did(ctx, tx, l, backStep); err != nil || !first || tx.NowMS()-l.ToAt > oldMS || m.Role != allow.Student {
		return err
	}
	segments, err := s.world.Segments(ctx, tx, k.sc, m, l.LastDay)
	if err != nil {
		return err
	}
	ends := int64(0)
	for _, one := range segments {
		ends = max(ends, one.To)
	}
	last, err := history.LastPassages(ctx, tx, []string{l.PersonID}, l.FromAt-earlyMS)
	if err != nil || l.ToAt >= ends {
		return err
	}
	e, passed := last[l.PersonID]
	if !passed || e.Direction != "out" || e.InnerZone != "" {
		return nil
	}
	n := notice(l, NoticeNotBack, outbox.Guardians())
	if m.ClassID != "" {
		n.To = append(n.To, outbox.ClassTeachers(m.ClassID))
	}
	n.Urgent = true
	n.Data = Told{ID: l.ID, Person: l.PersonID, Kind: l.Kind, From: e.At, To: l.ToAt, Gate: e.Gate}
	return outbox.Put(ctx, tx, n)
}
