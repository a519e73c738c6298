package signin_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/signin/meeting"
	"yunka/server/terminal"
	"yunka/server/web/webtest"
)

// kiosk is a paired tablet that signs people in.
func (s hall) kiosk() webtest.Desk {
	d := s.Tablet(s.Mine, s.Mine.GateIn, false)
	s.Exec("UPDATE terminal SET scene = 'signin', gate_id = NULL, name = '报告厅门口' WHERE id = ?", d.Who.ID)
	s.Exec("UPDATE school SET policy_version = policy_version + 1 WHERE id = ?", s.Mine.School)
	return d
}

// scanned presents somebody's chip at a tablet, by the page's own way.
func (s hall) scanned(t *testing.T, d webtest.Browser, h *scantest.Holder) scan.Answer {
	t.Helper()
	a := d.JSON("/kiosk/scans", fmt.Sprintf(`{"key":%q,"chip":%q}`, s.Mine.Key(), h.Chip))
	if a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, a.Body)
	}
	return scantest.Decode(t, []byte(a.Body))
}

// A kiosk at the door signs in whom the session takes, each once, and says no to the others;
// without a session it takes nobody.
func TestAKioskAtTheDoor(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		tablet := s.kiosk()
		if a := s.scanned(t, tablet.Browser, s.Pupil); a.Decision != "DENY" || a.Reason != "SIGN_NOTHING" {
			t.Errorf("without a session: %s %s", a.Decision, a.Reason)
		}
		s.teacher.Get("/signins/new").Has(t, 200, "报告厅门口")
		far := s.Clock().In(time.FixedZone("", 8*3600)).Add(3 * time.Hour)
		soon := s.make(t, "title", "下午的讲座", "from", far.Format("15:04"), "to", far.Add(time.Hour).Format("15:04"), "day", far.Format("2006-01-02"), "door", tablet.Who.ID)
		s.Pass(time.Minute)
		opens := far.Add(-15 * time.Minute)
		if a := s.scanned(t, tablet.Browser, s.Pupil); a.Reason != "SIGN_NOTHING" || !strings.Contains(string(a.Extra), opens.Format("15:04")+" 开始签到：下午的讲座") {
			t.Errorf("before the next one: %s %s", a.Reason, a.Extra)
		}
		s.Exec("UPDATE signin_session SET opens_at = ? WHERE id = ?", s.Clock().Add(20*time.Minute).UnixMilli(), soon)
		s.Pass(time.Minute)
		if a := s.scanned(t, tablet.Browser, s.Pupil); a.Reason != "SIGN_EARLY" || !strings.Contains(string(a.Extra), "开始签到：下午的讲座") {
			t.Errorf("shortly before: %s %s", a.Reason, a.Extra)
		}
		s.teacher.Post("/signins/"+soon+"/close", nil).Has(t, 303)
		id := s.make(t, "who", "list", "list", "林知夏", "door", tablet.Who.ID)
		s.teacher.Post("/signins", nil, s.form("who", "open", "door", tablet.Who.ID)...).Has(t, 409, "那时有别的场次")
		s.Pass(3 * time.Second)
		if a := s.scanned(t, tablet.Browser, s.Foreign); a.Decision != "DENY" || a.Reason != "SIGN_NOT_LISTED" {
			t.Errorf("not on the list: %s %s", a.Decision, a.Reason)
		}
		if a := s.scanned(t, tablet.Browser, s.Pupil); a.Decision != "ALLOW" || !strings.Contains(string(a.Extra), id) {
			t.Errorf("on the list: %s %s %s", a.Decision, a.Reason, a.Extra)
		}
		s.Pass(time.Minute)
		if a := s.scanned(t, tablet.Browser, s.Pupil); a.Decision != "ALLOW" || a.Warning != "SIGN_AGAIN" {
			t.Errorf("again: %s %s %s", a.Decision, a.Reason, a.Warning)
		}
		if n := s.marks(id); n != "1" {
			t.Errorf("%s marks", n)
		}
		s.teacher.Get("/signins/"+id+"?tab=signed").Has(t, 200, "林知夏", "刷卡")
		s.teacher.Post("/signins/"+id+"/close", nil).Has(t, 303)
		s.Pass(time.Minute) // else it is the same chip read again
		if a := s.scanned(t, tablet.Browser, s.Pupil); a.Reason != "SIGN_NOTHING" {
			t.Errorf("after the closing: %s %s", a.Decision, a.Reason)
		}
	})
}

// An organiser's phone becomes a terminal of one session, with the kiosk's own camera, and
// ends with it.
func TestAnOrganisersPhoneScansPeople(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.pupil.Post(s.path()+"/phone", nil).Has(t, 403)
		s.teacher.Post(s.path()+"/phone", nil).Want(t, 303, "/kiosk")
		s.teacher.Get("/kiosk").Has(t, 200, "签到 · 天体物理讲座")
		if a := s.scanned(t, s.teacher, s.Pupil); a.Decision != "ALLOW" {
			t.Errorf("%s %s", a.Decision, a.Reason)
		}
		if a := s.scanned(t, s.teacher, s.Foreign); a.Reason != "SIGN_NOT_LISTED" {
			t.Errorf("%s %s", a.Decision, a.Reason)
		}
		s.teacher.Post(s.path()+"/close", nil).Has(t, 303)
		if a := s.teacher.JSON("/kiosk/scans", `{"key":"k","chip":"04AA"}`); a.StatusCode != 401 {
			t.Errorf("the phone scans on: %d", a.StatusCode)
		}
	})
}

// One person by two codes and two servers at once is one sign-in, two who close at once close
// once, and a claim that is sent twice counts once.
func TestTwoServersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		ctx := context.Background()
		servers := []*meeting.Service{meeting.New(s.DB, s.Mine.Feed, terminal.New(s.DB, s.Mine.Feed)), meeting.New(s.DB, feed.New(), terminal.New(s.DB, s.Mine.Feed))}
		me := allow.Actor{Kind: allow.Account, Account: "a", People: map[string]bool{s.Pupil.Person: true},
			Seats: []allow.Seat{{School: s.Mine.School, Person: s.Pupil.Person, Membership: s.Pupil.Membership, Role: allow.Student}}}
		code := strings.TrimPrefix(s.code(s.id, 0), "/in/"+s.id+"/")
		tokens := make([]string, 8)
		for i := range tokens {
			var err error
			if tokens[i], err = servers[i%2].Trade(ctx, me, s.id, code, meeting.From{Device: "d"}); err != nil {
				t.Fatal(err)
			}
		}
		var fresh, again, used atomic.Int64
		var all sync.WaitGroup
		for i := range 16 { // each claim twice
			all.Go(func() {
				said, err := servers[i%2].Submit(ctx, me, tokens[i/2], meeting.From{Device: "d"}, meeting.Says{})
				switch {
				case fault.Is(err, fault.Conflict):
					used.Add(1)
				case err != nil:
					t.Error(err)
				case said.Again:
					again.Add(1)
				default:
					fresh.Add(1)
				}
			})
		}
		all.Wait()
		if fresh.Load() != 1 || again.Load() != 7 || used.Load() != 8 {
			t.Errorf("%d signed in, %d again, %d used", fresh.Load(), again.Load(), used.Load())
		}
		var closed, late atomic.Int64
		for i := range 6 {
			all.Go(func() {
				err := servers[i%2].Close(ctx, s.Mine.Admin, s.id)
				if err == nil {
					closed.Add(1)
				} else if fault.As(err).Code == "signin_closed" {
					late.Add(1)
				} else {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if closed.Load() != 1 || late.Load() != 5 || s.Events(s.Mine.School, "signin.closed") != 1 {
			t.Errorf("closed %d times, %d late", closed.Load(), late.Load())
		}
	})
}

// What happens by itself: who is expected is told once, and what is over closes and becomes
// final; a pupil who came to the class meanwhile is expected, too.
func TestWhatKeepsItself(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		ctx := context.Background()
		m := meeting.New(s.DB, s.Mine.Feed, terminal.New(s.DB, s.Mine.Feed))
		s.teacher.Post(s.path()+"/phone", nil).Has(t, 303)
		s.Exec("UPDATE membership SET class_id = ? WHERE id = ?", s.Class, s.Foreign.Membership)
		for range 2 {
			if err := m.Keep(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if n := s.Text("SELECT COUNT(*) FROM outbox_notice WHERE kind = 'signin.soon'"); n != "1" {
			t.Errorf("%s reminders", n)
		}
		if n := s.Text("SELECT COUNT(*) FROM signin_expected WHERE session_id = ?", s.id); n != "2" {
			t.Errorf("%s expected", n)
		}
		s.Pass(2 * time.Hour)
		for range 2 {
			if err := m.Keep(ctx); err != nil {
				t.Fatal(err)
			}
		}
		state := func() string { return s.Text("SELECT state FROM signin_session WHERE id = ?", s.id) }
		if state() != "closed" || s.Text("SELECT COUNT(*) FROM terminal WHERE scene = 'signin' AND revoked_at IS NULL") != "0" {
			t.Errorf("it is %s, or a phone scans on", state())
		}
		s.Pass(73 * time.Hour)
		if err := m.Keep(ctx); err != nil {
			t.Fatal(err)
		}
		if state() != "final" {
			t.Errorf("it is %s", state())
		}
		if s.Text("SELECT COUNT(*) FROM signin_claim") != "0" {
			t.Error("claims are kept")
		}
	})
}
