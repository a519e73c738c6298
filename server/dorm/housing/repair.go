package housing

import (
	"context"
	"strings"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox"
)

// States of a repair.
const (
	RepairOpen    = "open"
	RepairWork    = "work"
	RepairDone    = "done"
	RepairRefused = "refused"
)

// RepairStates in the order in which people choose.
var RepairStates = []string{RepairOpen, RepairWork, RepairDone, RepairRefused}

// NoticeRepair tells who asked what became of it.
const NoticeRepair = "dorm.repair"

// ToldRepair is what that notice tells.
type ToldRepair struct{ Person, What, State, Told string }

const (
	maxText     = 200 // characters of what is broken, and of the answer
	maxWaiting  = 10  // repairs of one room that nobody has ended
	repairsKept = 200
)

// Repair is something broken in a room.
type Repair struct {
	ID, SchoolID, RoomID, PersonID, What, State, Told string
	AskedAt, ChangedAt                                int64
	ConfirmedAt                                       int64 // somebody of the room says that it is mended; 0 is not yet
	ChangedBy                                         string
	Room, BuildingID, Person                          string
}

// Ask reports what is broken in the room in which somebody lives now. Invalid dorm_repair;
// Conflict dorm_no_bed, dorm_repairs_many.
func (s *Service) Ask(ctx context.Context, a allow.Actor, school, who, what string) error {
	what = strings.TrimSpace(what)
	if what == "" || utf8.RuneCountInString(what) > maxText || !utf8.ValidString(what) || strings.ContainsRune(what, 0) {
		return fault.New(fault.Invalid, "dorm_repair")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.DormAsk, allow.Target{School: school, Person: who}); err != nil {
			return err
		}
		st, err := Now(ctx, tx, school, who, tx.NowMS())
		if err != nil {
			return err
		}
		if st.ID == "" {
			return fault.New(fault.Conflict, "dorm_no_bed")
		}
		if n, err := waitingIn(ctx, tx, st.RoomID); err != nil || n >= maxWaiting {
			if err == nil {
				err = fault.New(fault.Conflict, "dorm_repairs_many")
			}
			return err
		}
		r := Repair{ID: db.NewID(), SchoolID: school, RoomID: st.RoomID, PersonID: who, What: what, State: RepairOpen, AskedAt: tx.NowMS(), ChangedAt: tx.NowMS(), ChangedBy: a.Name()}
		if err := insertRepair(ctx, tx, r); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, st.BuildingID, who, "dorm.repair_asked", map[string]any{"repair": r.ID})
	})
}

// Answer moves a repair on. A refusal needs its reason: Invalid dorm_repair_why.
func (s *Service) Answer(ctx context.Context, a allow.Actor, school, id, state, told string) (building string, err error) {
	told = strings.TrimSpace(told)
	switch {
	case state != RepairOpen && state != RepairWork && state != RepairDone && state != RepairRefused:
		return "", fault.New(fault.Invalid, "dorm_state")
	case utf8.RuneCountInString(told) > maxText || !utf8.ValidString(told) || strings.ContainsRune(told, 0):
		return "", fault.New(fault.Invalid, "dorm_repair")
	case state == RepairRefused && told == "":
		return "", fault.New(fault.Invalid, "dorm_repair_why")
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := repairIn(ctx, tx, school, id)
		if err != nil {
			return err
		}
		building = r.BuildingID
		if err := allow.Check(a, allow.DormWatch, allow.Target{School: school, Building: building}); err != nil {
			return err
		}
		if r.State == state && r.Told == told {
			return nil
		}
		r.State, r.Told, r.ChangedAt, r.ChangedBy, r.ConfirmedAt = state, told, tx.NowMS(), a.Name(), 0
		if err := updateRepair(ctx, tx, r); err != nil {
			return err
		}
		if err := outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: NoticeRepair, Key: NoticeRepair + ":" + id + ":" + db.NewID(), To: []outbox.To{outbox.Self()},
			About: r.PersonID, Data: ToldRepair{r.PersonID, r.What, state, told}}); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, building, r.PersonID, "dorm.repair_changed", map[string]any{"repair": id, "state": state})
	})
	return building, err
}

// Confirm is what a resident says of a repair of the own room that is said to be done: that it
// is, or that it is not, and then it waits again. Conflict dorm_repair_state for one that is
// not done, or confirmed already.
func (s *Service) Confirm(ctx context.Context, a allow.Actor, school, who, id string, mended bool) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.DormAsk, allow.Target{School: school, Person: who}); err != nil {
			return err
		}
		r, err := repairIn(ctx, tx, school, id)
		if err != nil {
			return err
		}
		st, err := Now(ctx, tx, school, who, tx.NowMS())
		if err != nil {
			return err
		}
		if st.RoomID != r.RoomID {
			return errNone
		}
		if r.State != RepairDone || r.ConfirmedAt != 0 {
			return fault.New(fault.Conflict, "dorm_repair_state")
		}
		verb := "dorm.repair_confirmed"
		r.ConfirmedAt = tx.NowMS()
		if !mended {
			verb = "dorm.repair_reopened"
			r.State, r.ConfirmedAt = RepairOpen, 0
		}
		r.ChangedAt, r.ChangedBy = tx.NowMS(), a.Name()
		if err := updateRepair(ctx, tx, r); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, r.BuildingID, who, verb, map[string]any{"repair": id})
	})
}

// Consent says whether roommates see the telephone number.
func (s *Service) Consent(ctx context.Context, a allow.Actor, school, who string, phone bool) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.DormAsk, allow.Target{School: school, Person: who}); err != nil {
			return err
		}
		if err := writeConsent(ctx, tx, school, who, phone); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "dorm.consent", Target: "person:" + who, Detail: map[string]any{"phone": phone}})
	})
}

// Seen marks an event as looked at.
func (s *Service) Seen(ctx context.Context, a allow.Actor, school, id string) (building string, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, err := eventIn(ctx, tx, school, id)
		if err != nil {
			return err
		}
		building = e.BuildingID
		if err := allow.Check(a, allow.DormWatch, allow.Target{School: school, Building: building}); err != nil || e.SeenAt != 0 {
			return err
		}
		if err := setSeen(ctx, tx, id, a.Name()); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "dorm.seen", Target: "zone:" + building, Detail: map[string]any{"event": id}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: Changed, Subject: building})
	})
	return building, err
}
