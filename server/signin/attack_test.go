package signin_test

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/scan/scantest"
	"yunka/server/signin/meeting"
	"yunka/server/terminal"
)

// Who says to come from the school's network does not: what a stranger writes into a header
// is not where a request comes from.
func TestAHeaderIsNoNetwork(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.admin.Post("/console/signins/networks", nil, "school", s.Mine.School, "networks", "10.20.0.0/16").Has(t, 303)
		id := s.make(t, "in_school", "1")
		for _, header := range []string{"X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP"} {
			s.pupil.Get(s.code(id, 0), header, "10.20.0.1").Has(t, 409, "请连上学校的无线网再扫")
		}
	})
}

// A claim that somebody wrote, or changed so that it is for another session, another account
// or a longer time, is none, and no fault of the server's.
func TestAForgedClaim(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		other := s.make(t)
		s.pupil.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		token := s.pupil.Cookie("__Host-yunka-signin")
		b, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			t.Fatal(err)
		}
		forged := []string{"", "x", strings.Repeat("A", 900), token[:len(token)-2], token + "A", base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("\x00", 16) + `{"s":"` + other + `"}`)),
			base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("\x00", 16) + `{"s":"\u0000"}`))}
		for from, to := range map[string]string{s.id: other, `"u":1`: `"u":2`} {
			forged = append(forged, base64.RawURLEncoding.EncodeToString([]byte(strings.ReplaceAll(string(b), from, to))))
		}
		for _, f := range forged {
			s.pupil.SetCookie("__Host-yunka-signin", f)
			if got := s.pupil.Post("/in", nil).StatusCode; got != 409 {
				t.Errorf("%.60q: %d", f, got)
			}
			if got := s.pupil.Get("/in").StatusCode; got != 409 && got != 200 {
				t.Errorf("%.60q: the page is %d", f, got)
			}
		}
		if s.marks(s.id) != "0" || s.marks(other) != "0" {
			t.Error("a forged claim signs in")
		}
	})
}

// At the end, who is told that they are in is in, and nobody else: however many press while
// the session is closed.
func TestWhoPressesWhileItCloses(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		ctx := context.Background()
		m := meeting.New(s.DB, s.Mine.Feed, terminal.New(s.DB, s.Mine.Feed))
		id := s.make(t, "capacity", "7")
		code := strings.TrimPrefix(s.code(id, 0), "/in/"+id+"/")
		type one struct {
			who   allow.Actor
			token string
		}
		var crowd []one
		for range 12 {
			h := s.Mine.Holder(t, allow.Student)
			a := actor(s, h)
			token, err := m.Trade(ctx, a, id, code, meeting.From{Device: h.Person})
			if err != nil {
				t.Fatal(err)
			}
			crowd = append(crowd, one{a, token})
		}
		var in, waits, over atomic.Int64
		var all sync.WaitGroup
		for i, c := range crowd {
			all.Go(func() {
				said, err := m.Submit(ctx, c.who, c.token, meeting.From{Device: c.who.Seats[0].Person}, meeting.Says{})
				switch {
				case fault.Is(err, fault.Conflict):
					over.Add(1)
				case err != nil:
					t.Error(err)
				case said.Rank > 0:
					waits.Add(1)
				default:
					in.Add(1)
				}
			})
			if i == 8 {
				all.Go(func() {
					if err := m.Close(ctx, s.Mine.Admin, id); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		kept := s.Text("SELECT COUNT(*) FROM signin_mark WHERE session_id = ? AND state = 'in'", id)
		queue := s.Text("SELECT COUNT(*) FROM signin_mark WHERE session_id = ? AND state = 'waiting'", id)
		if got := []int64{in.Load(), waits.Load()}; kept != text(got[0]) || queue != text(got[1]) || in.Load() > 7 || in.Load()+waits.Load()+over.Load() != 12 {
			t.Errorf("%s in and %s wait in the books; told: %d in, %d wait, %d over", kept, queue, in.Load(), waits.Load(), over.Load())
		}
	})
}

// Another school's terminals, classes and people are not to be had for a session, and
// another teacher's lesson gets no roll from whoever makes a session of it.
func TestWhatIsAnothers(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		terminals := terminal.New(s.DB, s.Other.Feed)
		screen, _, err := terminals.Add(t.Context(), s.Other.Admin, s.Other.School, terminal.Draft{Name: "别人的屏", Kind: terminal.Kiosk, Scene: "signin-screen"})
		if err != nil {
			t.Fatal(err)
		}
		s.teacher.Get("/signins/new").HasNot(t, "别人的屏")
		s.teacher.Post("/signins", nil, s.form("screen", screen)...).Has(t, 422, "没有这台签到设备")
		s.teacher.Post("/signins", nil, s.form("school", s.Other.School)...).Has(t, 404)
		day, key := s.taught(t)
		h := s.Mine.Holder(t, allow.Teacher)
		colleague := s.As(h.Person)
		made := colleague.Post("/signins", nil, s.form("who", "classes", "class", s.Class, "lesson", key, "day", day)...)
		made.Has(t, 303)
		colleague.Get("/signins/new").Has(t, 200, "谁参加") // a teacher without a post has no console, and makes sessions
		colleague.Get("/signins").HasNot(t, "/console/signins")
		path, _, _ := strings.Cut(made.Header.Get("Location"), "?")
		colleague.Post(path+"/close", nil).Want(t, 303, path+"?done=signin-closed-only")
		if n := s.Text("SELECT count(*) FROM attendance_roll"); n != "0" {
			t.Errorf("%s rolls of a lesson that is another's", n)
		}
	})
}

func actor(s hall, h *scantest.Holder) allow.Actor {
	return allow.Actor{Kind: allow.Account, Account: h.Person, People: map[string]bool{h.Person: true},
		Seats: []allow.Seat{{School: s.Mine.School, Person: h.Person, Membership: h.Membership, Role: allow.Student}}}
}

func text(n int64) string { return strconv.FormatInt(n, 10) }
