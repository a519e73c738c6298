// Package pickup is the scene of who takes a child home. A plan says what is meant to
// happen; what stands against an adult is kept by the office and wins always.
//
//   - rule is pure: plans, restrictions and custody to the second, and what stops a release.
//   - plan keeps plans, changes after the cut-off and the times of dismissal.
//   - custody keeps restrictions. Nothing of them stands on a page of a parent.
//   - calls brings them from their class to a gate.
//   - floor is the pages of a dismissal as it runs.
//   - release hands children over: once a day each, confirmed by staff, at a terminal of the
//     scene pickup that has its server.
package pickup

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/kiosk"
	"yunka/server/pickup/calls"
	"yunka/server/pickup/custody"
	"yunka/server/pickup/floor"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/picture"
	"yunka/server/scan/part"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/pickup"
	"yunka/views/pickup/queue"
)

// Pickup has the handlers of its routes.
type Pickup struct {
	*console.Console
	plans   *plan.Service
	custody *custody.Service
	release *release.Service
	calls   *calls.Service
	kiosk   *kiosk.Kiosk
	floor   *floor.Floor
}

// New makes the scene on the console and on the kiosks; asks is what other scenes know.
func New(c *console.Console, k *kiosk.Kiosk, asks release.Asks) *Pickup {
	k.Owns(string(rule.PickupScene))
	s := &Pickup{Console: c, plans: plan.New(c.DB, c.Feed), custody: custody.New(c.DB), kiosk: k}
	asks.Came = func(ctx context.Context, tx *db.Tx, a release.Arrival) error { return s.calls.Came(ctx, tx, a) }
	s.release = release.New(c.DB, c.Feed, asks)
	s.calls = calls.New(c.DB, c.Feed, s.release)
	s.floor = floor.New(c, k, s.calls, floor.Away(asks.Away), s.host())
	return s
}

// Scene is pickup as the program takes it in.
func (s *Pickup) Scene() scene.Scene {
	const upload = picture.MaxBytes + 64<<10
	return scene.Scene{
		Name: "pickup",
		Routes: slices.Concat(s.floor.Routes(), []web.Route{
			{Method: "GET", Pattern: "/pickup/{id}", Action: allow.PickupRead, Handle: s.planPage},
			{Method: "POST", Pattern: "/pickup/{id}/day", Action: allow.PickupPlan, Handle: s.setDay},
			{Method: "POST", Pattern: "/pickup/{id}/week", Action: allow.PickupPlan, Handle: s.setWeek},
			{Method: "GET", Pattern: "/pickup/class/{id}", Action: allow.PickupStaff, Handle: s.classPage},
			{Method: "GET", Pattern: "/pickup/requests", Action: allow.SessionUse, Handle: s.requestsPage},
			{Method: "POST", Pattern: "/pickup/requests/{id}/accept", Action: allow.PickupStaff, Handle: s.accept},
			{Method: "POST", Pattern: "/pickup/requests/{id}/refuse", Action: allow.PickupStaff, Handle: s.refuse},
			{Method: "POST", Pattern: "/pickup/requests/{id}/withdraw", Action: allow.PickupPlan, Handle: s.withdraw},
			{Method: "POST", Pattern: "/pickup/{id}/hold", Action: allow.PickupStaff, Handle: s.hold},
			{Method: "POST", Pattern: "/pickup/{id}/return", Action: allow.PickupStaff, Handle: s.returned},
			{Method: "POST", Pattern: "/kiosk/pickup/release", Action: allow.PickupRelease, Handle: s.handOver, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/kiosk/pickup/undo", Action: allow.PickupRelease, Handle: s.takeBack, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "GET", Pattern: "/kiosk/pickup", Action: allow.ScanPresent, Handle: s.desk, JSON: true, Bare: true},
			{Method: "GET", Pattern: "/kiosk/pickup/scans/{id}", Action: allow.PickupRelease, Handle: s.came, JSON: true, Bare: true},
			{Method: "GET", Pattern: "/kiosk/pickup/scans/{id}/photo", Action: allow.PickupRelease, Handle: s.facePhoto, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/kiosk/pickup/shift", Action: allow.PickupRelease, Handle: s.takeShift, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/kiosk/pickup/shift/end", Action: allow.PickupRelease, Handle: s.endShift, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/kiosk/pickup/doubt", Action: allow.PickupRelease, Handle: s.doubt, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/console/pickup/lockdown", Action: allow.PickupManage, Handle: s.lockDown},
			{Method: "POST", Pattern: "/console/pickup/lockdown/end", Action: allow.PickupManage, Handle: s.liftLock},
			{Method: "GET", Pattern: "/console/pickup", Action: allow.PickupManage, Handle: s.office},
			{Method: "POST", Pattern: "/console/pickup/times", Action: allow.PickupManage, Handle: s.setTimes},
			{Method: "GET", Pattern: "/console/guardianships/{id}/pickup", Action: allow.PickupRestrict, Handle: s.custodyPage},
			{Method: "POST", Pattern: "/console/guardianships/{id}/pickup", Action: allow.PickupRestrict, Handle: s.restrict, MaxBody: upload},
			{Method: "POST", Pattern: "/console/restrictions/{id}/end", Action: allow.PickupRestrict, Handle: s.unrestrict},
			{Method: "GET", Pattern: "/console/restrictions/{id}/evidence", Action: allow.PickupRestrict, Handle: s.restrictionScan},
		}),
		Functions: functions,
		Topics:    s.floor.Topics(),
		Rail:      []scene.RailEntry{{Item: view.RailPickup, Action: allow.PickupManage}},
		Sections:  []scene.Section{{Order: 30, Draw: s.section}},
		Words:     scene.Words{Action: either(actionWords, callAction), Done: either(doneWords, callDone), Fault: either(faultWords, callFault)},
		Notices:   slices.Concat(notices, releaseNotices, callNotices),
		Parts:     []part.Part{s.release.Part(), lockPart()},
		Jobs:      []scene.Job{scene.Every("missed", time.Minute, s.Logger, s.release.Miss)},
		Waiting:   scene.Waiting{Kinds: []string{plan.Changed, release.Handled}, List: s.waiting},
	}
}

// section is a child's plan on the card of a guardian, and a teacher's classes.
func (s *Pickup) section(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if h.Child {
		if !allow.Can(h.Actor, allow.PickupRead, allow.Target{School: h.School.ID, Person: h.PersonID, Class: h.Class}) {
			return nil, nil
		}
		if err := custody.Barred(ctx, q, h.Actor, h.School, h.PersonID, h.Now); err != nil {
			if fault.Is(err, fault.Forbidden) { // as who has no right: the line is not there
				err = nil
			}
			return nil, err
		}
		days, err := s.days(ctx, q, h.School, h.PersonID, timetable.Today(h.Now, h.Loc), 1, false, h.Actor)
		if err != nil {
			return nil, err
		}
		if len(days) == 0 {
			return view.ChildEntry(h.PersonID, nil), nil
		}
		return view.ChildEntry(h.PersonID, &days[0]), nil
	}
	if h.Role != allow.Teacher {
		return nil, nil
	}
	ids := allow.ClassesFor(h.Actor, allow.PickupStaff, h.School.ID)
	if len(ids) == 0 {
		return nil, nil
	}
	classes, err := campus.Classes(ctx, q, h.School.ID)
	if err != nil {
		return nil, err
	}
	var lines []templ.Component
	for _, c := range classes {
		for _, id := range ids {
			if c.ID == id {
				lines = append(lines, queue.ReadyEntry(c.ID, campus.ClassName(c.Grade, c.Name)), view.ClassEntry(c.ID, campus.ClassName(c.Grade, c.Name)))
			}
		}
	}
	return templ.Join(lines...), nil
}

// answers reports whether somebody answers late changes in a school.
func answers(a allow.Actor, school string) bool {
	return allow.Can(a, allow.PickupStaff, allow.Target{School: school}) || len(allow.ClassesFor(a, allow.PickupStaff, school)) > 0
}

func (s *Pickup) waiting(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) ([]scene.WaitingLine, error) {
	if !answers(a, sc.ID) {
		return nil, nil
	}
	stopped, err := s.stopsWaiting(ctx, q, a, sc)
	if err != nil {
		return nil, err
	}
	open, err := s.open(ctx, q, a, sc)
	line := scene.WaitingLine{Icon: view.RailPickup.Icon, Title: view.RequestsTitle, Link: "/pickup/requests", N: len(open)}
	if len(open) > 0 {
		line.Since, line.Late = open[0].AskedAt, true // it is about an hour that comes
	}
	return append([]scene.WaitingLine{line}, stopped...), err
}
