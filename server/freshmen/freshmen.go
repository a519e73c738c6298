// Package freshmen is the scene of those who are to begin at a school: a family's pages behind
// the slip that it was sent, the office's pages, and by package desk the day itself. What is
// promised stands with package intake.
//
// A family is nobody of the school: its pages ask for allow.FreshmenFamily, which holds for
// the applicants that this browser has proved itself for (see family). A page that it may not
// see is the same answer as one that does not exist, and names nobody.
package freshmen

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/freshmen/desk"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/intake/file"
	"yunka/server/kiosk"
	"yunka/server/scene"
	"yunka/server/web"
	"yunka/views/freshmen/office"
)

// Freshmen has the handlers of its routes.
type Freshmen struct {
	*console.Console
	intakes *intake.Service
	days    *day.Service
	desk    *desk.Desk
}

// New makes the scene on the console and the kiosks.
func New(c *console.Console, k *kiosk.Kiosk, w intake.World) *Freshmen {
	days := day.New(c.DB, c.Feed, w)
	return &Freshmen{Console: c, intakes: intake.New(c.DB, c.Feed, w), days: days, desk: desk.New(c, k, days)}
}

// Scene is the intake as the program takes it in.
func (s *Freshmen) Scene() scene.Scene {
	return scene.Scene{
		Name:    "freshmen",
		Routes:  slices.Concat(s.familyRoutes(), s.officeRoutes(), s.setupRoutes(), s.desk.Routes()),
		Topics:  s.desk.Topics(),
		Rail:    []scene.RailEntry{{Item: office.Rail, Action: allow.FreshmenManage}},
		Words:   scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Notices: notices,
		Waiting: scene.Waiting{Kinds: []string{intake.Changed}, List: s.waiting},
		Jobs:    []scene.Job{scene.Every("freshmen", 30*time.Second, s.Logger, s.intakes.Settle)},
	}
}

func (s *Freshmen) familyRoutes() []web.Route {
	get := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "GET", Pattern: "/freshman/{id}" + path, Action: allow.FreshmenFamily, Handle: handle}
	}
	post := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "POST", Pattern: "/freshman/{id}" + path, Action: allow.FreshmenFamily, Handle: handle}
	}
	form, picture := post("/form", s.saveForm), post("/picture/{field}", s.sendPicture)
	form.MaxBody, picture.MaxBody = maxFormBody, maxPictureBody
	return []web.Route{
		{Method: "GET", Pattern: "/join", Action: allow.PagePublic, Handle: s.joinPage},
		{Method: "POST", Pattern: "/join", Action: allow.PagePublic, Handle: s.typeCode},
		{Method: "GET", Pattern: "/join/{code}", Action: allow.PagePublic, Handle: s.slipPage},
		{Method: "POST", Pattern: "/join/{code}", Action: allow.PagePublic, Handle: s.prove},
		{Method: "GET", Pattern: "/freshman", Action: allow.PagePublic, Handle: s.childrenPage},
		{Method: "POST", Pattern: "/freshman/leave", Action: allow.PagePublic, Handle: s.leave},
		get("", s.homePage), get("/form", s.formPage), form, get("/picture/{field}", s.ownPicture), picture,
		get("/guide/{page}", s.guidePage), post("/read", s.read), post("/account", s.account),
	}
}

func (s *Freshmen) officeRoutes() []web.Route {
	get, post := s.console("GET"), s.console("POST")
	list := post("/{id}/import", s.importFile)
	list.MaxBody = file.MaxBytes + 64<<10
	slips := post("/{id}/slips", s.makeSlips)
	slips.MaxBody = 256 << 10
	enrol := post("/{id}/enrol", s.enrol)
	enrol.MaxBody = 1 << 20
	return []web.Route{
		get("", s.intakesPage), post("", s.addIntake), get("/template.csv", s.template),
		get("/{id}", s.overviewPage), post("/{id}", s.saveIntake), list, get("/{id}/report.csv", s.report),
		get("/{id}/list", s.listPage), slips, get("/{id}/enrol", s.enrolPage), enrol, post("/{id}/no-shows", s.closeNoShows),
		get("/people/{id}", s.applicantPage), post("/people/{id}", s.saveApplicant), post("/people/{id}/review", s.review),
		get("/people/{id}/picture/{field}", s.picture), post("/people/{id}/steps/{step}", s.tick), post("/people/{id}/steps/{step}/undo", s.untick),
	}
}

func (s *Freshmen) setupRoutes() []web.Route {
	get, post := s.console("GET"), s.console("POST")
	return []web.Route{
		get("/{id}/form", s.fieldsPage), post("/{id}/form", s.saveField),
		get("/{id}/steps", s.stepsPage), post("/{id}/steps", s.saveStep),
		get("/{id}/guide", s.guideSetupPage), post("/{id}/guide", s.savePage),
		get("/{id}/day", s.dayPage), post("/{id}/desks/{terminal}", s.saveDesk), post("/{id}/helpers", s.saveHelpers),
	}
}

// console makes routes of the office's pages.
func (s *Freshmen) console(method string) func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
	return func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: method, Pattern: "/console/freshmen" + path, Action: allow.FreshmenManage, Handle: handle}
	}
}

const (
	maxFormBody    = 1 << 20 // a hundred fields, each a text of 2,000 characters at most
	maxPictureBody = 12 << 20
)

// beside is the words of a refusal that its form shows; else the error goes on.
func (s *Freshmen) beside(r *http.Request, err error) (string, error) {
	s.CheckedByService(r)
	words := s.FaultWords(r.Context(), fault.As(err))
	known := fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.TooLarge) || fault.Is(err, fault.Malformed) || fault.Is(err, fault.TooMany)
	if words == "" || !known {
		return "", err
	}
	return words, nil
}

// waiting is the forms that wait for a review.
func (s *Freshmen) waiting(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) ([]scene.WaitingLine, error) {
	if !allow.Can(a, allow.FreshmenManage, allow.Target{School: sc.ID}) {
		return nil, nil
	}
	list, err := intake.Of(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	line := scene.WaitingLine{Icon: office.Rail.Icon, Title: waitingTitle, Link: "/console/freshmen"}
	for _, in := range list {
		if in.State != "open" {
			continue
		}
		n, since, err := intake.ToReview(ctx, q, in.ID)
		if err != nil {
			return nil, err
		}
		if n > 0 && line.N == 0 {
			line.Link = "/console/freshmen/" + in.ID + "/list?tab=review"
		}
		if line.N += n; n > 0 && (line.Since.IsZero() || time.UnixMilli(since).Before(line.Since)) {
			line.Since = time.UnixMilli(since).In(sc.Location())
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	return []scene.WaitingLine{line}, nil
}
