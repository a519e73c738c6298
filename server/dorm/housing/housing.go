// Package housing is who lives where: buildings, their rooms and beds, and the stays of
// people in them. What doors open by it is read by package access from the same rows, so no
// copy of a right can go stale.
//
//   - A stay is the half-open interval [from, until) of one person in one bed. Two of one bed
//     or of one person never share an instant: every writer holds the school's row, and each
//     stay begins open under two unique indexes.
//   - A move ends the old stay at the instant at which the new one begins; the old doors may
//     open for Overlap longer. Nothing is moved in the past.
//   - Stays end, they are not deleted: who slept where is known.
//
// Instants are Unix milliseconds.
package housing

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// Changed is the kind of the feed's items: subject is a building, person who is concerned.
const Changed = "dorm.changed"

// Limits.
const (
	maxName   = 20
	maxFloor  = 99
	maxRooms  = 200 // that are added at once
	maxBeds   = 20  // of a room
	ahead     = 92 * 24 * time.Hour
	justNow   = time.Minute // a form that was open for a moment means now
	Overlap   = 2 * time.Hour
	Curfew    = 22 * 60 // minute of the day, of a new building
	minuteDay = 24 * 60
)

// States of a bed.
const (
	Open = "open"
	Kept = "kept" // for somebody who comes later
	Out  = "out"  // of use
)

// States in the order in which people choose.
var States = []string{Open, Kept, Out}

// Building is one with how it stands now.
type Building struct {
	ID, SchoolID, Name string
	Curfew             int // minute of the day
	Tells              bool
	Rooms, Beds        int
	Lived, Closed      int   // beds with somebody in them; beds kept or out of use
	Floors             []int `bun:"-"`
}

// Free are the beds that somebody could be given now.
func (b Building) Free() int { return b.Beds - b.Lived - b.Closed }

// Room is a room.
type Room struct {
	ID, SchoolID, BuildingID, Name string
	Floor                          int
	ZoneID                         string // of its own door; "" without one
}

// Bed is a bed with who is in it now.
type Bed struct {
	ID, SchoolID, RoomID, BuildingID, Name, State string
	Room                                          string
	Floor                                         int
	StayID, PersonID, Person                      string // "" without anybody
	Since                                         int64
	NextID, Next                                  string // who comes
	NextAt                                        int64
}

// Stay is somebody's time in a bed.
type Stay struct {
	ID, SchoolID, BedID, PersonID    string
	FromAt                           int64
	UntilAt, DoorUntil               int64 // 0 is open
	GivenBy, EndedBy                 string
	GivenAt                          int64
	Building, Room, Bed, BuildingID  string
	RoomID, Person, Number, RoomZone string
}

// Service writes them.
type Service struct {
	db   *db.DB
	feed *feed.Feed
}

// New makes it.
func New(d *db.DB, f *feed.Feed) *Service { return &Service{db: d, feed: f} }

// act runs a change by the office. The school's row is the lock of all of them, and its new
// version makes every door ask again.
func (s *Service) act(ctx context.Context, a allow.Actor, school string, fn func(ctx context.Context, tx *db.Tx) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.DormManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}

// noted ends a change: the audit's event, then the feed's item.
func (s *Service) noted(ctx context.Context, tx *db.Tx, a allow.Actor, school, building, person, verb string, detail map[string]any) error {
	target := "zone:" + building
	switch {
	case building == "":
		target = "school:" + school
	case person != "":
		target = "person:" + person
	}
	if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: verb, Target: target, Detail: detail}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, school, feed.Item{Kind: Changed, Subject: building, Person: person})
}

// text cleans a typed name; false for what no page can show.
func text(s string, most int) (string, bool) {
	s = campus.CleanName(s)
	return s, s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}

// AddBuilding makes a building: a zone of its name in an outermost zone of the school, into
// which the office leads gates. Fails with Invalid dorm_name, Conflict dorm_name_taken.
func (s *Service) AddBuilding(ctx context.Context, a allow.Actor, school, name string) (id string, err error) {
	name, ok := text(name, maxName)
	if !ok {
		return "", fault.New(fault.Invalid, "dorm_name")
	}
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		taken, around, err := zoneOf(ctx, tx, school, name)
		if err != nil || taken {
			if err == nil {
				err = fault.New(fault.Conflict, "dorm_name_taken")
			}
			return err
		}
		if id, err = access.AddZone(ctx, tx, school, name, around); err != nil {
			return err
		}
		if err := insertBuilding(ctx, tx, school, id); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, id, "", "dorm.building", map[string]any{"name": name})
	})
	return id, err
}

// SetNight says by when residents are back, and whether guardians are told of who is not.
// Invalid dorm_curfew.
func (s *Service) SetNight(ctx context.Context, a allow.Actor, school, building string, curfew int, tells bool) error {
	if curfew < 0 || curfew >= minuteDay || curfew >= 4*60 && curfew < 18*60 { // an evening, or until the night's own end
		return fault.New(fault.Invalid, "dorm_curfew")
	}
	return s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		if err := setNight(ctx, tx, school, building, curfew, tells); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, building, "", "dorm.night", map[string]any{"curfew": curfew, "tells": tells})
	})
}

// Rooms are rooms to add: n from a first number, each with as many beds.
type Rooms struct {
	First, N, Beds, Floor int
}

// AddRooms adds rooms with beds 1 to Beds. Invalid dorm_rooms; Conflict dorm_room_taken.
func (s *Service) AddRooms(ctx context.Context, a allow.Actor, school, building string, r Rooms) error {
	if r.First < 1 || r.First > 99_999 || r.N < 1 || r.N > maxRooms || r.Beds < 1 || r.Beds > maxBeds || r.Floor < 0 || r.Floor > maxFloor {
		return fault.New(fault.Invalid, "dorm_rooms")
	}
	return s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		if _, err := buildingIn(ctx, tx, school, building); err != nil {
			return err
		}
		var rooms []Room
		var beds []Bed
		for i := range r.N {
			room := Room{ID: db.NewID(), SchoolID: school, BuildingID: building, Name: itoa(r.First + i), Floor: r.Floor}
			rooms = append(rooms, room)
			for b := range r.Beds {
				beds = append(beds, Bed{ID: db.NewID(), SchoolID: school, RoomID: room.ID, Name: itoa(b + 1), State: Open})
			}
		}
		if err := insertRooms(ctx, tx, rooms); err != nil {
			if db.IsUnique(err) {
				return fault.New(fault.Conflict, "dorm_room_taken")
			}
			return err
		}
		if err := insertBeds(ctx, tx, beds); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, building, "", "dorm.rooms", map[string]any{"rooms": r.N, "beds": len(beds)})
	})
}

// SetBed says whether a bed may be given. Conflict dorm_bed_lived while somebody has it, or
// will. It answers with the building.
func (s *Service) SetBed(ctx context.Context, a allow.Actor, school, bed, state string) (building string, err error) {
	if state != Open && state != Kept && state != Out {
		return "", fault.New(fault.Invalid, "dorm_state")
	}
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		b, err := BedIn(ctx, tx, school, bed, tx.NowMS())
		if err != nil {
			return err
		}
		building = b.BuildingID
		if state != Open && (b.StayID != "" || b.NextID != "") {
			return fault.New(fault.Conflict, "dorm_bed_lived")
		}
		if err := setBed(ctx, tx, bed, state); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, building, "", "dorm.bed", map[string]any{"bed": bed, "state": state})
	})
	return building, err
}

// GiveDoor gives a room a door of its own: a zone inside the building's, into which the
// office leads a gate. Once is enough; it answers with the building.
func (s *Service) GiveDoor(ctx context.Context, a allow.Actor, school, room string) (building string, err error) {
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		r, name, err := roomIn(ctx, tx, school, room)
		if building = r.BuildingID; err != nil || r.ZoneID != "" {
			return err
		}
		name += " " + r.Name
		taken, _, err := zoneOf(ctx, tx, school, name)
		if err != nil || taken {
			if err == nil {
				err = fault.New(fault.Conflict, "dorm_name_taken")
			}
			return err
		}
		zone, err := access.AddZone(ctx, tx, school, name, building)
		if err != nil {
			return err
		}
		if err := setRoomZone(ctx, tx, room, zone); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, building, "", "dorm.door", map[string]any{"room": room})
	})
	return building, err
}
