// Package signin is the scene of signing in to a class, a meeting, an event, in both
// directions: organisers scan people, or people scan the code that the room shows. What is
// promised stands with package meeting; here are the pages: of who organises (list, room,
// console), of who signs in (claim, mine).
package signin

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/kiosk"
	"yunka/server/scan/part"
	"yunka/server/scene"
	"yunka/server/signin/hall"
	"yunka/server/signin/meeting"
	"yunka/server/terminal"
	"yunka/server/web"
	view "yunka/views/signin"
)

// Deps is what the scene asks of others.
type Deps struct {
	Terminals *terminal.Service
	// Away are those of some people who are on leave at an instant.
	Away func(ctx context.Context, q bun.IDB, school string, people []string, at int64) (map[string]bool, error)
	// Roll hands in the roll of a lesson of today, by what its session says of pupils: true
	// is late, false in time; who is in neither did not come.
	Roll func(ctx context.Context, a allow.Actor, l Lesson, key string, came map[string]bool) error
}

// Lesson names one.
type Lesson struct {
	School, Class, Day string
	Period             int
}

// Signin has the handlers of its routes.
type Signin struct {
	*hall.Hall
	Deps
	meetings *meeting.Service
}

// New makes the scene on the console and the kiosks.
func New(c *console.Console, k *kiosk.Kiosk, d Deps) *Signin {
	return &Signin{Hall: hall.New(c, k, hall.Away(d.Away)), Deps: d, meetings: meeting.New(c.DB, c.Feed, d.Terminals)}
}

// Scene is signing in as the program takes it in.
func (s *Signin) Scene() scene.Scene {
	return scene.Scene{
		Name: string(rule.SigninScene),
		Routes: slices.Concat(s.officeRoutes(), s.claimRoutes(), s.ShowRoutes(), []web.Route{
			{Method: "GET", Pattern: "/signins", Action: allow.SessionUse, Handle: s.mine},
			{Method: "GET", Pattern: "/signed/{id}", Action: allow.AttendanceRead, Handle: s.childPage},
			{Method: "GET", Pattern: "/signins/new", Action: allow.SigninMake, Handle: s.newPage},
			{Method: "POST", Pattern: "/signins", Action: allow.SigninMake, Handle: s.make, MaxBody: maxForm},
			{Method: "GET", Pattern: "/signins/{id}", Action: allow.SigninRun, Handle: s.listPage},
			{Method: "GET", Pattern: "/signins/{id}/list.csv", Action: allow.SigninRun, Handle: s.listFile(false)},
			{Method: "GET", Pattern: "/signins/{id}/list.xlsx", Action: allow.SigninRun, Handle: s.listFile(true)},
			{Method: "GET", Pattern: "/signins/{id}/people/{person}", Action: allow.SigninRun, Handle: s.personPage},
			{Method: "POST", Pattern: "/signins/{id}/people/{person}", Action: allow.SigninRun, Handle: s.hand},
			{Method: "POST", Pattern: "/signins/{id}/close", Action: allow.SigninRun, Handle: s.close},
			{Method: "POST", Pattern: "/signins/{id}/reopen", Action: allow.SigninRun, Handle: s.reopen},
			{Method: "POST", Pattern: "/signins/{id}/check", Action: allow.SigninRun, Handle: s.check},
			{Method: "POST", Pattern: "/signins/{id}/phone", Action: allow.SigninRun, Handle: s.phone},
			{Method: "POST", Pattern: "/signins/{id}/here", Action: allow.SigninSelf, Handle: s.here},
		}),
		Topics:    append(s.ShowTopics(), s.listTopic()),
		Rail:      []scene.RailEntry{{Item: view.Rail, Action: allow.SigninMake, Apart: true}},
		Sections:  []scene.Section{{Order: 24, Draw: s.section}},
		Words:     scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Notices:   noticeWords,
		Functions: functions,
		Parts:     []part.Part{s.meetings.Part()},
		Jobs:      []scene.Job{scene.Every("signin", 30*time.Second, s.Logger, s.meetings.Keep)},
	}
}
