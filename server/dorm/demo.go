package dorm

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/dorm/housing"
	"yunka/server/dorm/night"
	"yunka/server/feed"
	"yunka/server/post"
	"yunka/server/terminal"
)

// How a demo's dormitory began.
const (
	demoLived  = 80 // days that its residents have their beds
	demoNights = 30 // nights of which their passages are written
)

// Demo gives a new demo school two buildings with doors, a warden, residents since the term
// began and a month of nights: most are back in time, a few late, one now and then is not.
// Its people go on coming home as the clock passes (Play).
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, terminals *terminal.Service, office allow.Actor, school string) error {
	then := d.Now().AddDate(0, 0, -demoLived)
	past := housing.New(d.At(func() time.Time { return then }), f)
	for i, h := range demoHouses {
		id, err := past.AddBuilding(ctx, office, school, h.name)
		if err != nil {
			return err
		}
		for floor := 1; floor <= 2; floor++ {
			if err := past.AddRooms(ctx, office, school, id, housing.Rooms{First: floor*100 + 1, N: 8, Beds: 4, Floor: floor}); err != nil {
				return err
			}
		}
		if err := past.SetNight(ctx, office, school, id, housing.Curfew, true); err != nil {
			return err
		}
		for _, grade := range demoGrades {
			if _, err := past.AssignByRule(ctx, office, school, housing.Rule{Building: id, Floor: -1, Grade: grade, Gender: h.gender, Apart: true}); err != nil {
				return err
			}
		}
		if err := demoDoor(ctx, d, terminals, school, id, h.door); err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		if err := demoTroubles(ctx, d, f, office, school, id); err != nil {
			return err
		}
	}
	return play(ctx, d, f, school, d.Now().AddDate(0, 0, -demoNights).UnixMilli())
}

// demoDoor leads a gate with a reader into a building, and gives it a warden.
func demoDoor(ctx context.Context, d *db.DB, terminals *terminal.Service, school, building, name string) error {
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		gate, err := access.AddGate(ctx, tx, school, building, name, rule.In)
		if err != nil {
			return err
		}
		if _, _, err = terminals.AddIn(ctx, tx, school, terminal.Draft{Name: name, Kind: terminal.Reader, Scene: string(rule.GateScene), Gate: gate}); err != nil {
			return err
		}
		warden, err := demoWarden(ctx, tx, school)
		if err != nil || warden == "" {
			return err
		}
		_, err = post.Add(ctx, tx, post.Post{SchoolID: school, PersonID: warden, Kind: allow.Warden, OfWhat: allow.OfBuilding, OfID: building})
		return err
	})
}

// demoTroubles are what a house has to do today.
func demoTroubles(ctx context.Context, d *db.DB, f *feed.Feed, office allow.Actor, school, building string) error {
	var people []string
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		beds, err := housing.Beds(ctx, q, building, -1, d.Now().UnixMilli())
		for _, b := range beds {
			if b.PersonID != "" {
				people = append(people, b.PersonID)
			}
		}
		return err
	})
	if err != nil || len(people) == 0 {
		return err
	}
	for i, what := range demoRepairs {
		who := people[i*3%len(people)]
		asks := allow.Actor{Kind: allow.Account, People: map[string]bool{who: true}, Seats: []allow.Seat{{School: school, Person: who, Role: allow.Student}}}
		ago := d.Now().Add(-time.Duration(30-10*i) * time.Hour)
		if err := housing.New(d.At(func() time.Time { return ago }), f).Ask(ctx, asks, school, who, what); err != nil {
			return err
		}
	}
	return demoNotice(ctx, d, school, building)
}

// Play lets the residents of demo schools come home until now.
func Play(ctx context.Context, d *db.DB, f *feed.Feed) error {
	schools, err := demoSchools(ctx, d)
	if err != nil {
		return err
	}
	for _, school := range schools {
		if err := play(ctx, d, f, school, d.Now().AddDate(0, 0, -2).UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

// play writes the passages since an instant that have not been written.
func play(ctx context.Context, d *db.DB, f *feed.Feed, school string, since int64) error {
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		people, until, err := demoResidents(ctx, tx, school)
		if err != nil {
			return err
		}
		since, now := max(since, until), tx.NowMS()
		var passages []demoPassage
		for day := time.UnixMilli(since).In(sc.Location()).AddDate(0, 0, -1); !day.After(tx.Now.In(sc.Location())); day = day.AddDate(0, 0, 1) {
			span, ok := night.SpanOf(day.Format(time.DateOnly), housing.Curfew, sc.Location())
			if !ok {
				continue
			}
			for _, p := range people {
				if at := cameHome(p.Person, span); at > since && at <= now {
					passages = append(passages, demoPassage{p, at, span.Day})
				}
			}
		}
		return writePassages(ctx, tx, f, school, passages)
	})
}

// cameHome is when somebody comes home in a night; 0 is not at all. It follows from who they
// are and which night it is: nothing is drawn by lot.
func cameHome(person string, s night.Span) int64 {
	h := fnv.New64a()
	fmt.Fprint(h, person, s.Day, "dorm")
	x := h.Sum64()
	switch n := x % 1000; {
	case n < 2:
		return 0
	case n < 22: // late
		return s.Curfew + int64(60_000+x%(40*60_000))
	}
	return s.Curfew - int64(5*60_000+x%(4*3600_000))
}
