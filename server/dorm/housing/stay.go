package housing

import (
	"context"
	"strconv"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/outbox"
)

// Notices that stays put.
const (
	NoticeBed   = "dorm.bed"   // a bed was given, or another one
	NoticeEnded = "dorm.ended" // and taken
)

// Told is what a notice of a stay tells.
type Told struct {
	Person, Building, Room, Bed string
	At                          int64
}

// Give is a bed for somebody.
type Give struct {
	Bed, Person string
	At          int64 // 0 is now
	Overlap     bool  // the doors that they leave open for Overlap longer
}

func itoa(n int) string { return strconv.Itoa(n) }

// when checks an instant that was typed.
func when(at, now int64) (int64, error) {
	switch {
	case at == 0:
		return now, nil
	case at < now-justNow.Milliseconds():
		return 0, fault.New(fault.Invalid, "dorm_past")
	case at > now+ahead.Milliseconds():
		return 0, fault.New(fault.Invalid, "dorm_far")
	}
	return max(at, now), nil
}

// Assign gives somebody a bed: their first one, or a move from where they are. What was
// planned for them later is given up. Fails with Invalid dorm_past, dorm_far, dorm_person;
// Conflict dorm_taken, dorm_closed (kept, or out of use) and dorm_same.
func (s *Service) Assign(ctx context.Context, a allow.Actor, school string, g Give) (building string, err error) {
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		at, err := when(g.At, tx.NowMS())
		if err != nil {
			return err
		}
		bed, err := BedIn(ctx, tx, school, g.Bed, at)
		if err != nil {
			return err
		}
		building = bed.BuildingID
		if bed.State != Open {
			return fault.New(fault.Conflict, "dorm_closed")
		}
		if ok, err := isMember(ctx, tx, school, g.Person, at); err != nil || !ok {
			if err == nil {
				err = fault.New(fault.Invalid, "dorm_person")
			}
			return err
		}
		own, err := staysAfter(ctx, tx, school, "s.person_id", g.Person, at)
		if err != nil {
			return err
		}
		verb := "dorm.given"
		for _, st := range own {
			if st.BedID == g.Bed && st.FromAt <= at && st.UntilAt == 0 {
				return fault.New(fault.Conflict, "dorm_same")
			}
			if st.FromAt < at {
				verb = "dorm.moved"
			}
			if err := endStay(ctx, tx, st, at, g.Overlap, a.Name()); err != nil {
				return err
			}
		}
		others, err := staysAfter(ctx, tx, school, "s.bed_id", g.Bed, at)
		if err != nil || len(others) > 0 {
			if err == nil {
				err = fault.New(fault.Conflict, "dorm_taken")
			}
			return err
		}
		if err := insertStays(ctx, tx, []Stay{{ID: db.NewID(), SchoolID: school, BedID: g.Bed, PersonID: g.Person, FromAt: at, GivenBy: a.Name()}}); err != nil {
			return taken(err)
		}
		if err := s.tell(ctx, tx, school, NoticeBed, Told{g.Person, bed.building(ctx, tx), bed.Room, bed.Name, at}); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, building, g.Person, verb, map[string]any{"bed": g.Bed, "from": at})
	})
	return building, err
}

func taken(err error) error {
	if db.IsUnique(err) {
		return fault.New(fault.Conflict, "dorm_taken")
	}
	return err
}

// End ends a stay at an instant, 0 is now; one that is over stays as it is.
func (s *Service) End(ctx context.Context, a allow.Actor, school, id string, at int64, overlap bool) (building string, err error) {
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		st, err := StayIn(ctx, tx, school, id)
		if err != nil {
			return err
		}
		building = st.BuildingID
		if at, err = when(at, tx.NowMS()); err != nil {
			return err
		}
		if st.UntilAt != 0 && st.UntilAt <= at {
			return nil
		}
		if err := endStay(ctx, tx, st, at, overlap, a.Name()); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, school, NoticeEnded, Told{st.PersonID, st.Building, st.Room, st.Bed, at}); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, building, st.PersonID, "dorm.ended", map[string]any{"bed": st.BedID, "to": at})
	})
	return building, err
}

// endStay ends a stay at an instant; one that had not begun then never was.
func endStay(ctx context.Context, tx *db.Tx, st Stay, at int64, overlap bool, by string) error {
	st.EndedBy = by
	st.UntilAt, st.DoorUntil = max(at, st.FromAt), max(at, st.FromAt)
	if overlap && st.FromAt < at {
		st.DoorUntil += Overlap.Milliseconds()
	}
	return updateStay(ctx, tx, st)
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, school, kind string, t Told) error {
	return outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: kind, Key: kind + ":" + t.Person + ":" + strconv.FormatInt(t.At, 10) + ":" + t.Room + "-" + t.Bed,
		To: []outbox.To{outbox.Self(), outbox.Guardians()}, About: t.Person, Data: t})
}

// Settle marks what is over for every door, so that doors read only what may still open.
func (s *Service) Settle(ctx context.Context) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return settle(ctx, tx) })
}
