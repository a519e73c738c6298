// Package entry is the library as a room: who comes in, how long they stay, how many seats
// are free. That one person is inside once, at whichever gate and by phone or chip, is what
// the zone's passback holds (package access); here it is said which zone the library is.
//
//   - A visit is written in the commit of the scan that lets somebody in (Part), and ends
//     with the first passage out of the same day.
//   - How long people stay is counted of pairs alone: who left unseen has a visit and no
//     time.
package entry

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// maxSeats is more than a library has.
const maxSeats = 100_000

// Room is the zone that is the library.
type Room struct {
	ZoneID, Name string
	Seats        int  // 0 is not said
	Once         bool // the zone lets nobody in twice
	Keeps        bool // the zone keeps who is inside
	Inside       int
	Floor        int64 // since when a passage counts
}

// Free is how many seats nobody has.
func (r Room) Free() int { return max(0, r.Seats-r.Inside) }

// Stays are visits counted.
type Stays struct {
	Visits, People int
	Pairs          int   // of which it is known how long
	MS             int64 // of all pairs
}

// Minutes is how long a visit took, on the average of the pairs.
func (s Stays) Minutes() int {
	if s.Pairs == 0 {
		return 0
	}
	return int(s.MS / int64(s.Pairs) / 60_000)
}

// ClassStays are those of a class.
type ClassStays struct {
	ClassID, Grade, Class string
	Stays
}

// Service says which zone it is.
type Service struct{ db *db.DB }

// New makes it.
func New(d *db.DB) *Service { return &Service{d} }

// Set says which zone the library is, and its seats. Invalid library_room.
func (s *Service) Set(ctx context.Context, a allow.Actor, school, zone string, seats int) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LibraryManage, allow.Target{School: school}); err != nil {
			return err
		}
		zones, err := access.Zones(ctx, tx, school)
		if err != nil {
			return err
		}
		there := false
		for _, z := range zones {
			there = there || z.ID == zone && z.Inside != "" // the school itself is no library
		}
		if !there || seats < 0 || seats > maxSeats {
			return fault.New(fault.Invalid, "library_room")
		}
		if err := writeRoom(ctx, tx, school, zone, seats); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "library.room", Target: "zone:" + zone, Detail: map[string]any{"seats": seats}})
	})
}

// Of is a school's library as a room; false while nobody has said which zone it is.
func Of(ctx context.Context, q bun.IDB, school string, now int64) (r Room, is bool, err error) {
	zone, seats, err := roomOf(ctx, q, school)
	if err != nil || zone == "" {
		return r, false, err
	}
	zones, err := access.Zones(ctx, q, school)
	if err != nil {
		return r, false, err
	}
	for _, z := range zones {
		if z.ID == zone {
			r = Room{ZoneID: zone, Name: z.Name, Seats: seats, Once: z.Passback == rule.HardPassback, Keeps: z.Keeps()}
			is = true
			if seats == 0 {
				r.Seats = z.PeopleLimit
			}
		}
	}
	occupied, err := access.Occupancy(ctx, q, school, now)
	for _, o := range occupied {
		if o.ID == zone {
			r.Inside, r.Floor = o.Count, o.Floor
		}
	}
	return r, is, err
}

// Zones are those that may be the library: within the school.
func Zones(ctx context.Context, q bun.IDB, school string) (list []access.ZoneRow, err error) {
	all, err := access.Zones(ctx, q, school)
	for _, z := range all {
		if z.Inside != "" {
			list = append(list, z)
		}
	}
	return list, err
}

// Between are a school's visits of some days.
func Between(ctx context.Context, q bun.IDB, school, from, to string) (Stays, error) {
	return sum(ctx, q, "school_id = ? AND day >= ? AND day <= ?", school, from, to)
}

// Mine are somebody's visits of some days.
func Mine(ctx context.Context, q bun.IDB, school, person, from, to string) (Stays, error) {
	return sum(ctx, q, "school_id = ? AND person_id = ? AND day >= ? AND day <= ?", school, person, from, to)
}

// ByClass are the visits of each class.
func ByClass(ctx context.Context, q bun.IDB, school, from, to string) ([]ClassStays, error) {
	return byClass(ctx, q, school, from, to)
}
