package signin

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/signin/meeting"
	"yunka/server/terminal"
)

// demoSession is one of a demo's week: when it begins, in days and minutes of the day from
// today or, with day 0, from now; how many of its people come, out of ten.
type demoSession struct {
	title, place string
	who          meeting.Who
	day, minute  int
	length       time.Duration
	come         int
	weeks        int
	signOut      bool
	capacity     int
}

// Demo gives a new demo school a week of sessions: some that are over, one that is open
// now, some to come. Who came signed in by the code of the room, as people do.
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, t *terminal.Service, admin allow.Actor, school string) error {
	var sc campus.School
	var pupils, staff []allow.Seat
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if sc, err = campus.SchoolByID(ctx, q, school); err != nil {
			return err
		}
		if pupils, err = demoSeats(ctx, q, school, allow.Student); err != nil {
			return err
		}
		staff, err = demoSeats(ctx, q, school, allow.Teacher)
		return err
	})
	if err != nil || len(pupils) == 0 || len(staff) == 0 {
		return err
	}
	now := d.Now().In(sc.Location())
	for _, one := range demoSessions {
		start := time.Date(now.Year(), now.Month(), now.Day()+one.day, 0, one.minute, 0, 0, sc.Location())
		if one.day == 0 {
			start = now.Truncate(time.Minute).Add(time.Duration(one.minute) * time.Minute)
		}
		in := meeting.Draft{School: school, Title: one.title, Place: one.place, Who: one.who, Start: start, End: start.Add(one.length), OpensBefore: 15 * time.Minute, LateAfter: 5 * time.Minute,
			Weeks: max(one.weeks, 1), SignOut: one.signOut, Capacity: one.capacity, Organisers: []string{staff[0].Person}}
		seats := staff
		if one.who != meeting.Staff {
			seats = pupils
			for _, seat := range pupils {
				in.People = append(in.People, seat.Person)
			}
		}
		if err := hold(ctx, d, f, t, admin, in, seats, one.come); err != nil {
			return err
		}
	}
	return nil
}

// hold makes a session before it begins, lets people come and closes it if it is over by
// now.
func hold(ctx context.Context, d *db.DB, f *feed.Feed, t *terminal.Service, admin allow.Actor, in meeting.Draft, seats []allow.Seat, come int) error {
	at := func(moment time.Time) *meeting.Service {
		if moment.After(d.Now()) {
			moment = d.Now()
		}
		return meeting.New(d.At(func() time.Time { return moment }), f, t)
	}
	id, err := at(in.Start.Add(-time.Hour)).Make(ctx, admin, in)
	if err != nil || in.Start.Add(-in.OpensBefore).After(d.Now()) {
		return err
	}
	var one meeting.Session
	if err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		one, err = meeting.Plain(ctx, q, id)
		return err
	}); err != nil {
		return err
	}
	for i, seat := range seats {
		if i%10 >= come {
			continue
		}
		moment := in.Start.Add(time.Duration(i*23-600) * time.Second)
		if moment.After(d.Now()) || !moment.Before(in.End) {
			continue
		}
		a := allow.Actor{Kind: allow.Account, Account: seat.Person, People: map[string]bool{seat.Person: true}, Seats: []allow.Seat{seat}}
		s, from := at(moment), meeting.From{Device: fmt.Sprintf("demo-%d", i)}
		token, err := s.Trade(ctx, a, id, one.Code(meeting.Turn(moment.UnixMilli())), from)
		if err != nil {
			return err
		}
		if _, err := s.Submit(ctx, a, token, from, meeting.Says{}); err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	if in.End.After(d.Now()) {
		return nil
	}
	return at(in.End.Add(2*time.Minute)).Close(ctx, admin, id)
}
