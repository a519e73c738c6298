package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/feed"
	pickupcalls "yunka/server/pickup/calls"
	"yunka/server/pickup/plan"
	handover "yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/scan"
	"yunka/server/terminal"
	"yunka/server/timetable"
	"yunka/server/web"
)

// dismissal is a school that lets its children go at 09:05 today, with a staffed terminal
// of the scene pickup at a gate and a board that waits for its code.
type dismissal struct {
	*school
	admin              allow.Actor
	id, today          string // of the school
	class              string // of the demo's pupil
	child              string
	desk               terminal.Identity
	token              string
	guard              string
	boardID, boardCode string
}

// aChild is one of the school with an adult who may collect it.
type aChild struct{ ID, Name, ClassID, Adult string }

func (s *school) dismisses() *dismissal {
	s.Helper()
	d := &dismissal{school: s}
	ctx := s.Context()
	d.admin, d.id = s.office()
	d.today = timetable.Today(s.now(), morning.Location())
	check := func(err error) {
		s.Helper()
		if err != nil {
			s.Fatal(err)
		}
	}
	check(timetable.NewService(s.app.DB, s.app.Feed, register.ClosedUntil).SetDays(ctx, d.admin, d.id, []access.Span{{First: d.today, Last: d.today, WorksAs: 3, Name: "开放日"}}, true))
	times := rule.Times{CutOff: 0, Dismissal: [6]int{0, 545, 545, 545, 545, 545}}
	check(plan.New(s.app.DB, s.app.Feed).SetTimes(ctx, d.admin, d.id, times))
	var gate string
	check(s.app.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		if err := q.NewRaw("SELECT p.id, m.class_id FROM person p JOIN membership m ON m.person_id = p.id AND m.role = 'student' WHERE p.name = ? AND p.school_id = ?", s.Student.Name, d.id).
			Scan(ctx, &d.child, &d.class); err != nil {
			return err
		}
		if err := q.NewRaw("SELECT p.id FROM person p JOIN account_person x ON x.person_id = p.id JOIN account a ON a.id = x.account_id WHERE a.login = ?", s.Guard.Login).Scan(ctx, &d.guard); err != nil {
			return err
		}
		return q.NewRaw("SELECT id FROM gate WHERE school_id = ? ORDER BY name LIMIT 1", d.id).Scan(ctx, &gate)
	}))
	_, code, err := s.app.Terminals.Add(ctx, d.admin, d.id, terminal.Draft{Name: "接送点 1", Kind: terminal.Kiosk, Scene: "pickup", Staff: true, Gate: gate})
	check(err)
	d.token, d.desk, err = s.app.Terminals.Pair(ctx, code)
	check(err)
	d.boardID, d.boardCode, err = s.app.Terminals.Add(ctx, d.admin, d.id, terminal.Draft{Name: "大厅", Kind: terminal.Kiosk, Scene: "board"})
	check(err)
	return d
}

// children are those that somebody may collect, the demo pupil's class first.
func (d *dismissal) children() (list []aChild) {
	d.Helper()
	if err := d.app.DB.Read(d.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
			SELECT p.id, p.name, m.class_id, MIN(g.adult_id) AS adult
			FROM person p
			JOIN membership m ON m.person_id = p.id AND m.role = 'student' AND m.valid_to IS NULL
			JOIN guardianship g ON g.child_id = p.id AND g.can_pickup AND g.valid_to IS NULL
			WHERE p.school_id = ? AND p.state = 'active'
			GROUP BY p.id, p.name, m.class_id
			ORDER BY m.class_id = ? DESC, p.id`, d.id, d.class).Scan(ctx, &list)
	}); err != nil {
		d.Fatal(err)
	}
	return list
}

// comes is an adult whom staff has identified at the gate; it returns the scan.
func (d *dismissal) comes(adult, key string) string {
	d.Helper()
	raw, err := d.app.Scans.Manual(d.Context(), scan.Presentation{Terminal: d.desk, Key: key, Person: adult, Staff: d.guard, Note: "看了身份证"})
	if err != nil {
		d.Fatal(err)
	}
	var a struct {
		Scan     string `json:"scan"`
		Decision string `json:"decision"`
		Reason   string `json:"reason"`
	}
	if err := json.Unmarshal(raw, &a); err != nil || a.Decision != "ALLOW" {
		d.Fatalf("%s %v", raw, err)
	}
	return a.Scan
}

// at sends JSON as the pickup terminal's page does.
func (d *dismissal) at(path string, body map[string]any, into any) int {
	d.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		d.Fatal(err)
	}
	req, err := http.NewRequest("POST", d.url+path, bytes.NewReader(b))
	if err != nil {
		d.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", d.url)
	req.AddCookie(&http.Cookie{Name: web.TerminalCookie, Value: d.token})
	res, err := d.client.Do(req)
	if err != nil {
		d.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		d.Fatalf("%s: %d %v", path, res.StatusCode, err)
	}
	return res.StatusCode
}

// hung is a browser window that is the board.
func (d *dismissal) hung(name string) *window {
	d.Helper()
	w := d.browse(name, sight{1920, 1080, 1}).visit("/board").enter("[name=code]", d.boardCode).click(`form[action="/board/pair"] button`)
	return w.sees(`location.pathname === '/board' && document.querySelector('#board')`).reads(pill, "live")
}

// releases hands the demo's child over, confirmed by two because staff named the adult.
func (d *dismissal) releases(scan string) {
	d.Helper()
	var second string
	if err := d.app.DB.Read(d.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT p.id FROM person p JOIN account_person x ON x.person_id = p.id JOIN account a ON a.id = x.account_id WHERE a.login = ?", d.Teacher.Login).Scan(ctx, &second)
	}); err != nil {
		d.Fatal(err)
	}
	out, err := handover.New(d.app.DB, d.app.Feed, handover.Asks{}).Release(d.Context(), d.desk.Actor(), handover.Ask{Scan: scan, Child: d.child, Staff: d.guard, Second: second, Differs: true, Sure: true})
	if err != nil || !out.Released {
		d.Fatalf("%+v, %v", out, err)
	}
}

// calls calls a child by hand, as the office does.
func (d *dismissal) calls(child string) {
	d.Helper()
	all := pickupcalls.New(d.app.DB, d.app.Feed, handover.New(d.app.DB, d.app.Feed, handover.Asks{}))
	if _, err := all.Call(d.Context(), d.admin, d.id, child, ""); err != nil {
		d.Fatal(err)
	}
}

// lastFeed is the number of the school's newest fact.
func (d *dismissal) lastFeed() (n int64) {
	d.Helper()
	if err := d.app.DB.Read(d.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		n, err = feed.Last(ctx, q, d.id)
		return err
	}); err != nil {
		d.Fatal(err)
	}
	return n
}
