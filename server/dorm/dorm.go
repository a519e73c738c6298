// Package dorm is the scene of the dormitory: beds on a plan, doors that open for who lives
// behind them, a resident's room, and who is back at night.
//
//   - The right to a door follows the bed: package access reads the stays of package housing,
//     online and in the lists of gates that are alone. Nothing here copies it.
//   - A warden (post.Warden of the building) sees the building's nights, repairs and events;
//     who lives where is the office's.
//   - Roommates see of each other the name, and the telephone number by that one's word.
package dorm

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/dorm/housing"
	"yunka/server/dorm/night"
	"yunka/server/fault"
	"yunka/server/scan/part"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/dorm"
)

// Dorm has the handlers of its routes.
type Dorm struct {
	*console.Console
	Deps
	homes  *housing.Service
	nights *night.Service
}

// Deps is what the scene asks of others.
type Deps struct {
	// Away are those of some people who are on leave at an instant.
	Away func(ctx context.Context, q bun.IDB, school string, people []string, at int64) (map[string]bool, error)
	// Silent are the terminals that are not complete until an instant: until when they are.
	Silent func(ctx context.Context, q bun.IDB, school string, at int64) (map[string]int64, error)
}

// New makes the scene on the console.
func New(c *console.Console, d Deps) *Dorm {
	return &Dorm{Console: c, Deps: d, homes: housing.New(c.DB, c.Feed), nights: night.New(c.DB, c.Feed, night.World{Away: d.Away, Silent: d.Silent})}
}

// Scene is the dormitory as the program takes it in.
func (s *Dorm) Scene() scene.Scene {
	return scene.Scene{
		Name:     "dorm",
		Routes:   slices.Concat(s.officeRoutes(), s.wardenRoutes(), s.roomRoutes()),
		Topics:   []web.Topic{s.nightTopic()},
		Rail:     []scene.RailEntry{{Item: view.Rail, Action: allow.DormWatch}},
		Sections: []scene.Section{{Order: 25, Draw: s.section}},
		Words:    scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Notices:  notices,
		Persons:  []scene.PersonPart{s.person},
		Parts:    []part.Part{s.homes.Part()},
		Jobs: []scene.Job{
			scene.Every("dorm", time.Minute, s.Logger, s.homes.Settle),
			scene.Every("dorm-night", time.Minute, s.Logger, s.nights.Tell),
			scene.Every("dorm-demo", time.Minute, s.Logger, func(ctx context.Context) error { return Play(ctx, s.DB, s.Feed) }),
		},
	}
}

func (s *Dorm) officeRoutes() []web.Route {
	get := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "GET", Pattern: "/console/dorm" + path, Action: allow.DormManage, Handle: handle}
	}
	post := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "POST", Pattern: "/console/dorm" + path, Action: allow.DormManage, Handle: handle}
	}
	file := post("/import", s.importFile)
	file.MaxBody = housing.MaxBytes + 64<<10
	return []web.Route{
		post("", s.addBuilding), file, post("/rule", s.rule), get("/beds.csv", s.bedsCSV),
		get("/houses/{id}", s.planPage), get("/houses/{id}/free", s.freePage), post("/houses/{id}/rooms", s.addRooms), post("/houses/{id}/settings", s.setNight),
		get("/beds/{id}", s.bedPage), post("/beds/{id}", s.setBed), post("/beds/{id}/give", s.give),
		post("/rooms/{id}/door", s.giveDoor), post("/stays/{id}/end", s.endStay),
	}
}

func (s *Dorm) wardenRoutes() []web.Route {
	get := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "GET", Pattern: "/console/dorm" + path, Action: allow.DormWatch, Handle: handle}
	}
	post := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "POST", Pattern: "/console/dorm" + path, Action: allow.DormWatch, Handle: handle}
	}
	return []web.Route{
		get("", s.buildingsPage),
		get("/houses/{id}/night", s.nightPage), post("/houses/{id}/note", s.noteNight),
		get("/houses/{id}/nights", s.nightsPage), get("/houses/{id}/nights.csv", s.nightsCSV),
		get("/houses/{id}/repairs", s.repairsPage), post("/repairs/{id}", s.answerRepair),
		get("/houses/{id}/events", s.eventsPage), post("/events/{id}/seen", s.seen),
		get("/houses/{id}/notices", s.noticesPage), post("/houses/{id}/notices", s.postNotice), post("/notices/{id}/end", s.endNotice),
		get("/houses/{id}/locks", s.locksPage),
	}
}

func (s *Dorm) roomRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/dorm/{id}", Action: allow.DormRead, Handle: s.roomPage},
		{Method: "POST", Pattern: "/dorm/{id}/repairs", Action: allow.DormAsk, Handle: s.askRepair},
		{Method: "POST", Pattern: "/dorm/{id}/mended", Action: allow.DormAsk, Handle: s.mended},
		{Method: "POST", Pattern: "/dorm/{id}/phone", Action: allow.DormAsk, Handle: s.setPhone},
	}
}

// refusedForm is what a form says beside itself; what else is wrong is a page.
func refusedForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.TooLarge) || fault.Is(err, fault.Malformed)
}

// beside is the words of a refusal that its form shows; else the error goes on.
func (s *Dorm) beside(r *http.Request, err error) (string, error) {
	s.CheckedByService(r)
	words := s.FaultWords(r.Context(), fault.As(err))
	if words == "" || !refusedForm(err) {
		return "", err
	}
	return words, nil
}
