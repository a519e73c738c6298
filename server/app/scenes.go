package app

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	access "yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/attendance"
	"yunka/server/attendance/register"
	"yunka/server/attendance/roll"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/clocks"
	"yunka/server/console"
	"yunka/server/contact"
	"yunka/server/db"
	"yunka/server/delegate"
	"yunka/server/demo"
	"yunka/server/dorm"
	"yunka/server/dorm/housing"
	"yunka/server/faces"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/freshmen"
	"yunka/server/gate"
	"yunka/server/inbox"
	"yunka/server/intake"
	"yunka/server/kiosk"
	"yunka/server/leave"
	"yunka/server/leave/request"
	"yunka/server/library"
	"yunka/server/mandate"
	"yunka/server/notices"
	"yunka/server/people"
	"yunka/server/pickup"
	"yunka/server/pickup/release"
	"yunka/server/records"
	"yunka/server/scan/history"
	"yunka/server/scene"
	"yunka/server/schoolyear"
	"yunka/server/signin"
	"yunka/server/start"
	"yunka/server/terminals"
	"yunka/server/till"
	"yunka/server/visits"
	"yunka/server/waiting"
	"yunka/server/wallet"
)

// FillDemo gives a new demo school what the scenes have to show.
func (a *App) FillDemo(ctx context.Context, admin allow.Actor, school string) error {
	if err := attendance.Demo(ctx, a.DB, a.Feed, admin, school); err != nil {
		return err
	}
	world := request.World{Segments: segments, Closed: register.ClosedUntil, Watermark: register.Watermark}
	if err := leave.Demo(ctx, a.DB, a.Feed, world, admin, school); err != nil {
		return err
	}
	if err := wallet.Demo(ctx, a.DB, a.Feed, a.Terminals, school); err != nil {
		return err
	}
	if err := library.Demo(ctx, a.DB, a.Feed, a.Terminals, admin, school); err != nil {
		return err
	}
	if err := pickup.Demo(ctx, a.DB, a.Feed, admin, school); err != nil {
		return err
	}
	if err := signin.Demo(ctx, a.DB, a.Feed, a.Terminals, admin, school); err != nil {
		return err
	}
	if err := dorm.Demo(ctx, a.DB, a.Feed, a.Terminals, admin, school); err != nil {
		return err
	}
	if err := freshmen.Demo(ctx, a.DB, a.Feed, a.Terminals, admin, school, demo.Portrait(11, false)); err != nil {
		return err
	}
	return delegate.Demo(ctx, a.DB, a.Feed, a.Cards, school, demo.Grandmother, demo.Portrait(7, true))
}

// scenes is the one list of them. Nothing else imports a scene.
func scenes(d PageDeps, office *console.Console, kiosks *kiosk.Kiosk) []scene.Scene {
	box, todo := inbox.New(office, nil), waiting.New(office)
	looks := faces.New(office)
	folk := people.New(office, people.Deps{Campus: d.Campus, Cards: d.Cards, Posts: d.Posts})
	list := []scene.Scene{
		folk.Scene(),
		visits.New(office, visits.Deps{Visits: d.Visits}).Scene(),
		terminals.New(office, terminals.Deps{Terminals: d.Terminals}).Scene(),
		records.New(office, records.Deps{Roster: d.Roster, Posts: d.Posts, Cards: d.Cards}).Scene(),
		start.New(office, start.Deps{Campus: d.Campus}).Scene(),
		schoolyear.New(office, register.ClosedUntil).Scene(),
		pickup.New(office, kiosks, release.Asks{Rights: rights, Used: mandate.Used, Away: away, Gone: gone, UseLeave: request.Use, GiveLeave: request.GiveBack}).Scene(),
		delegate.New(office, delegate.Deps{Cards: d.Cards}).Scene(),
		attendance.New(office, excuses, departures).Scene(),
		leave.New(office, kiosks, request.World{Segments: segments, Closed: register.ClosedUntil, Watermark: register.Watermark}).Scene(),
		till.New(office, kiosks, d.Pay).Scene(),
		wallet.New(office, wallet.Deps{Pay: d.Pay}).Scene(),
		signin.New(office, kiosks, signin.Deps{Terminals: d.Terminals, Away: onLeave, Roll: rollOf(d)}).Scene(),
		clocks.New(office, clocks.Deps{Terminals: d.Terminals, Listener: d.Clocks, Limit: d.Limit}).Scene(),
		dorm.New(office, dorm.Deps{Away: onLeave, Silent: silent}).Scene(),
		freshmen.New(office, kiosks, intake.World{Bed: bedOf(d.DB, d.Feed)}).Scene(),
		library.New(office, kiosks, d.SIP2...).Scene(),
		gate.New(office, kiosks, gate.Deps{Campus: d.Campus, Terminals: d.Terminals, Scans: d.Scans}).Scene(),
		looks.Scene(),
		notices.New(office).Scene(),
		contact.New(office).Scene(),
		box.Scene(),
		todo.Scene(),
	}
	box.Take(list)
	folk.Take(list)
	todo.Take(list)
	looks.Take(list)
	return list
}

// bedOf is what the dormitory gives new pupils: the bed that their list names as building,
// blank, room-bed. Fails with Invalid dorm_no_such_bed, and with what a bed is refused for.
func bedOf(d *db.DB, f *feed.Feed) func(ctx context.Context, a allow.Actor, school, person, place string) error {
	homes := housing.New(d, f)
	return func(ctx context.Context, a allow.Actor, school, person, place string) error {
		bed := ""
		err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
			bed, err = housing.BedNamed(ctx, q, school, place)
			return err
		})
		if err == nil && bed == "" {
			err = fault.New(fault.Invalid, "dorm_no_such_bed")
		}
		if err != nil {
			return err
		}
		_, err = homes.Assign(ctx, a, school, housing.Give{Bed: bed, Person: person})
		return err
	}
}

// silent is what attendance knows of terminals that have not told all until an instant.
func silent(ctx context.Context, q bun.IDB, school string, at int64) (map[string]int64, error) {
	list, err := register.Silent(ctx, q, school, at)
	by := map[string]int64{}
	for _, one := range list {
		by[one.ID] = one.Until
	}
	return by, err
}

// onLeave is what leave says to sessions that people sign in to.
func onLeave(ctx context.Context, q bun.IDB, school string, people []string, at int64) (map[string]bool, error) {
	away := map[string]bool{}
	for part := range slices.Chunk(people, 500) {
		leaves, err := request.Away(ctx, q, school, part, at, at+1)
		if err != nil {
			return nil, err
		}
		for person := range leaves {
			away[person] = true
		}
	}
	return away, nil
}

// rollOf is what a session of a lesson says to attendance.
func rollOf(d PageDeps) func(ctx context.Context, a allow.Actor, l signin.Lesson, key string, came map[string]bool) error {
	rolls := roll.New(d.DB, d.Feed, register.New(d.DB, d.Feed, excuses).Departs(departures))
	return func(ctx context.Context, a allow.Actor, l signin.Lesson, key string, came map[string]bool) error {
		in := roll.Asked{School: l.School, Class: l.Class, Day: l.Day, Period: l.Period, Key: key, States: map[string]roll.State{}}
		err := d.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
			lesson, err := rolls.Find(ctx, q, l.School, l.Class, l.Day, l.Period)
			in.After = lesson.Book.N()
			for _, m := range lesson.Pupils() {
				late, there := came[m.PersonID]
				switch {
				case there && late:
					in.States[m.PersonID] = roll.Late
				case there:
					in.States[m.PersonID] = roll.Here
				default:
					in.States[m.PersonID] = roll.Absent
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		return rolls.Call(ctx, a, in)
	}
}

// rights are what delegates may collect by a guardian's word.
func rights(ctx context.Context, q bun.IDB, school, adult string, at time.Time) (list []release.Right, err error) {
	all, err := mandate.Of(ctx, q, school, adult, at)
	for _, m := range all {
		list = append(list, release.Right{ID: m.Mandate, Child: m.Child, Via: m.Guardian, Relation: m.Relation, From: m.From, To: m.To})
	}
	return list, err
}

// away is what attendance and leave say to pickup. Who was seen today is at school, and a
// leave that lets them go is for an early pickup; who was not is on that leave. Absent is
// who has missed all that has come to an end.
func away(ctx context.Context, q bun.IDB, school, day string, children []string, now time.Time) (map[string]release.Away, error) {
	cells, err := register.OfPeople(ctx, q, school, children, day, day)
	if err != nil {
		return nil, err
	}
	was, missed := map[string]bool{}, map[string]bool{}
	for _, c := range cells {
		was[c.PersonID] = was[c.PersonID] || c.State.Attended()
		missed[c.PersonID] = missed[c.PersonID] || c.State == rule.Absent
	}
	leaves, err := request.Now(ctx, q, school, children, now.UnixMilli())
	if err != nil {
		return nil, err
	}
	all := map[string]release.Away{}
	for _, child := range children {
		a := release.Away{Absent: missed[child] && !was[child]}
		for _, l := range leaves[child] {
			begun := time.UnixMilli(l.FromAt).Add(justBegun).Before(now)
			switch {
			case l.ScanID != "", begun && !was[child]:
				a.OnLeave = true
			case a.Leave == "":
				a.Leave = l.ID
			}
		}
		all[child] = a
	}
	return all, nil
}

// gone is what the gates say to pickup.
func gone(ctx context.Context, q bun.IDB, _ string, people []string, since int64) (map[string]bool, error) {
	last, err := history.LastPassages(ctx, q, people, since)
	out := map[string]bool{}
	for person, e := range last {
		out[person] = e.Direction == string(access.Out) && e.InnerZone == ""
	}
	return out, err
}

// justBegun is how long after its beginning a leave still is one to be collected for, where
// nobody knows whether the child has come.
const justBegun = 30 * time.Minute

// departures is what pickup says to attendance.
func departures(ctx context.Context, q bun.IDB, school string, people []string, from, to int64) (map[string][]rule.Punch, error) {
	gone, err := release.Departures(ctx, q, school, people, from, to)
	by := map[string][]rule.Punch{}
	for person, list := range gone {
		for _, at := range list {
			by[person] = append(by[person], rule.Punch{ID: "pickup", At: at, Way: rule.Out})
		}
	}
	return by, err
}

// excuses is what leave says to attendance.
func excuses(ctx context.Context, q bun.IDB, school string, people []string, from, to int64) (map[string][]rule.Excuse, error) {
	away, err := request.Away(ctx, q, school, people, from, to)
	by := map[string][]rule.Excuse{}
	for person, list := range away {
		for _, l := range list {
			by[person] = append(by[person], rule.Excuse{From: l.FromAt, To: l.ToAt, Official: l.Kind == request.Official, Type: l.Kind})
		}
	}
	return by, err
}

// segments is what attendance says to leave.
func segments(ctx context.Context, q bun.IDB, sc campus.School, m campus.Member, day string) (list []request.Segment, err error) {
	expected, err := register.Expected(ctx, q, sc, m, day)
	for _, w := range expected {
		list = append(list, request.Segment{Name: w.Session, From: w.Starts, To: w.Ends})
	}
	return list, err
}
