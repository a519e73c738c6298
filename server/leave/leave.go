// Package leave is the scene of who is excused from school, and who may go out before
// the day ends.
//
//   - A guardian with the right asks for a child, a teacher for themselves; what a pupil
//     asks waits for a guardian first. How long it is says who decides: the class teacher, the
//     head of the grade or the office (Setting), the next one while that one is away
//     (desk.go). Nobody approves their own, nor that of their own child.
//   - A leave is the half-open interval [from, to). Two that still count never share an
//     instant. Approved, it excuses (attendance derives those days again); cancelled or
//     cut short, those days are derived once more and what was punched stays.
//   - Where a school controls who leaves, a pupil goes out before the last session of
//     the day ends only on an approved leave, which opens one exit (part.go), or after
//     a guard has looked.
package leave

import (
	"slices"
	"time"

	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/kiosk"
	"yunka/server/leave/request"
	"yunka/server/picture"
	"yunka/server/scan/part"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/leave"
)

// Leaves has the handlers of its routes.
type Leaves struct {
	*console.Console
	world    request.World
	requests *request.Service
	kiosk    *kiosk.Kiosk
}

// New makes the scene on the console and on the kiosks.
func New(c *console.Console, k *kiosk.Kiosk, w request.World) *Leaves {
	return &Leaves{Console: c, kiosk: k, world: w, requests: request.New(c.DB, c.Feed, w)}
}

// Scene is leave as the program takes it in.
func (s *Leaves) Scene() scene.Scene {
	const upload = picture.MaxBytes + 64<<10
	return scene.Scene{
		Name: "leave",
		Routes: slices.Concat(s.listRoutes(), s.slipRoutes(), []web.Route{
			{Method: "GET", Pattern: "/leave/{id}", Action: allow.LeaveRead, Handle: s.personPage},
			{Method: "POST", Pattern: "/leave/{id}", Action: allow.LeaveAsk, Handle: s.send, MaxBody: upload},
			{Method: "GET", Pattern: "/leaves", Action: allow.SessionUse, Handle: s.list},
			{Method: "GET", Pattern: "/leaves/{id}", Action: allow.LeaveRead, Handle: s.onePage},
			{Method: "GET", Pattern: "/leaves/{id}/evidence", Action: allow.LeaveRead, Handle: s.picture},
			{Method: "POST", Pattern: "/leaves/{id}/evidence", Action: allow.LeaveAsk, Handle: s.sendEvidence, MaxBody: upload},
			{Method: "POST", Pattern: "/leaves/{id}/confirm", Action: allow.LeaveConfirm, Handle: s.agree},
			{Method: "POST", Pattern: "/leaves/{id}/approve", Action: allow.LeaveApprove, Handle: s.approve},
			{Method: "POST", Pattern: "/leaves/{id}/reject", Action: allow.LeaveApprove, Handle: s.reject},
			{Method: "POST", Pattern: "/leaves/{id}/end", Action: allow.LeaveEnd, Handle: s.takeBack},
			{Method: "GET", Pattern: "/console/leave", Action: allow.LeaveManage, Handle: s.office},
			{Method: "POST", Pattern: "/console/leave", Action: allow.LeaveManage, Handle: s.saveControl},
			{Method: "POST", Pattern: "/console/leave/levels", Action: allow.LeaveManage, Handle: s.saveLevels},
		}),
		Rail:      []scene.RailEntry{{Item: view.Rail, Action: allow.LeaveManage}, {Item: view.RailLists, Action: allow.LeaveApprove, Apart: true, Fill: notOffice}},
		Sections:  []scene.Section{{Order: 22, Draw: s.section}},
		Words:     scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Notices:   notices,
		Functions: functions,
		Waiting:   scene.Waiting{Kinds: []string{request.Changed}, List: s.waits},
		Parts:     []part.Part{s.requests.Part()},
		Jobs:      []scene.Job{scene.Every("leave", 30*time.Second, s.Logger, request.NewKeeper(s.DB, s.world).Keep)},
	}
}
