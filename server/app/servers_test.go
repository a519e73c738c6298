package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/live"
	"yunka/server/post"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// pair is two servers of one PostgreSQL whose clocks are 3 s apart.
type pair struct {
	*testing.T
	a, b *app.App
	s    *school
}

func newPair(t *testing.T) pair {
	t.Helper()
	cfg := configOn(t, db.Postgres)
	cfg.Recheck = time.Hour // what one server hears of the other it hears from the feed
	p := pair{T: t, a: start(t, cfg)}
	cfg.Data, cfg.Clock = "", func() time.Time { return time.Now().Add(3 * time.Second) }
	p.b = start(t, cfg)
	p.s = settle(t, p.a)
	return p
}

// present posts a presentation to one of the servers.
func (p pair) present(at *app.App, token, body string) reply {
	p.Helper()
	return do(p.T, at, "POST", "/api/v1/scans", ask{bearer: token, json: body, quiet: true})
}

func (p pair) decided(r reply) (a scan.Answer) {
	p.Helper()
	if r.status != 200 {
		p.Fatalf("%d %s", r.status, r.body)
	}
	return scantest.Decode(p.T, []byte(r.body))
}

func TestTwoServersOpenOnce(t *testing.T) {
	p := newPair(t)
	var readers []string
	for range 4 {
		_, token := p.s.Terminal(t, p.s.GateIn, false)
		readers = append(readers, token)
	}
	for round := range 4 {
		code := p.s.Student.Code(time.Now().Add(time.Duration(round)*time.Second), 0)
		replies := make([]reply, 64)
		var ready, callers sync.WaitGroup
		begin := make(chan struct{})
		for i := range replies {
			ready.Add(1)
			callers.Go(func() {
				req := request(t, []*app.App{p.a, p.b}[i%2].URL(), "POST", "/api/v1/scans", ask{bearer: readers[i%len(readers)], quiet: true,
					json: fmt.Sprintf(`{"key":"r%d-%d","code":%q}`, round, i, code)})
				ready.Done()
				<-begin
				replies[i] = send(t, req)
			})
		}
		ready.Wait()
		close(begin)
		callers.Wait()
		open := 0
		for i, r := range replies {
			a := p.decided(r)
			if a.Open {
				open++
			} else if a.Reason != reason.CodeAlreadyUsed && a.Reason != reason.OK {
				t.Errorf("round %d, caller %d: %s", round, i, r.body)
			}
		}
		if open != 1 {
			t.Errorf("round %d: opened %d times", round, open)
		}
	}
}

func TestTwoServersGiveTheSameFirstAnswer(t *testing.T) {
	p := newPair(t)
	body := fmt.Sprintf(`{"key":"lost-1","code":%q}`, p.s.Student.Code(time.Now(), 1))
	first := p.present(p.a, p.s.ReaderToken, body) // and suppose that it was lost on the way
	again := p.present(p.b, p.s.ReaderToken, body)
	if a := p.decided(first); !a.Open {
		t.Errorf("the first answer: %s", first.body)
	}
	if first.body != again.body {
		t.Errorf("another answer on the other server:\n%s\n%s", first.body, again.body)
	}
	if r := p.present(p.b, p.s.ReaderToken, strings.Replace(body, "lost-1", "lost-2", 1)); p.decided(r).Open {
		t.Errorf("opened again with another key: %s", r.body)
	}
	if r := p.present(p.b, p.s.ReaderToken, fmt.Sprintf(`{"key":"lost-1","chip":%q}`, p.s.Student.Chip)); r.status != 422 {
		t.Errorf("the key with another body: %d %s", r.status, r.body)
	}
}

func TestTwoServersStopAtOnce(t *testing.T) {
	p := newPair(t)
	_, admin := account(t, p.a, p.s.Admin, "admin-1")
	_, parent := account(t, p.a, p.s.Parent, "parent-1")
	chip := func() reply {
		return p.present(p.b, p.s.ReaderToken, fmt.Sprintf(`{"key":%q,"chip":%q}`, p.s.Key(), p.s.Charge.Chip))
	}
	if a := p.decided(chip()); a.Decision != reason.Allow {
		t.Fatalf("before: %+v", a)
	}
	form := func(path, cookie string) {
		t.Helper()
		if r := do(t, p.a, "POST", path, ask{cookie: map[string]string{"yunka": cookie}, form: url.Values{}}); r.status != 303 {
			t.Fatalf("%s: %d %s", path, r.status, r.body)
		}
	}
	form("/card/"+p.s.Charge.Card+"/freeze", parent) // a guardian's tap on one server
	if a := p.decided(chip()); a.Decision != reason.Deny || a.Reason != reason.CardFrozen {
		t.Errorf("frozen on the one, on the other: %+v", a)
	}
	form("/console/cards/"+p.s.Charge.Card+"/unfreeze", admin)
	if a := p.decided(chip()); a.Decision != reason.Allow {
		t.Errorf("after the unfreeze: %+v", a)
	}
	form("/console/people/"+p.s.Charge.Person+"/suspend", admin)
	if a := p.decided(chip()); a.Reason != reason.PersonSuspended {
		t.Errorf("suspended: %+v", a)
	}
	form("/console/terminals/"+p.s.Reader.ID+"/revoke", admin)
	if r := chip(); r.status != 401 {
		t.Errorf("a revoked terminal on the other server: %d %s", r.status, r.body)
	}
	if r := do(t, p.b, "GET", "/api/v1/scans", ask{bearer: p.s.ReaderToken}); r.status != 401 {
		t.Errorf("a revoked terminal reads: %d", r.status)
	}
	form("/logout", admin)
	if r := do(t, p.b, "GET", "/console", ask{cookie: map[string]string{"yunka": admin}}); r.status != 303 {
		t.Errorf("logged out on the one, on the other: %d", r.status)
	}
}

func TestTwoServersShowOneFeed(t *testing.T) {
	p := newPair(t)
	_, admin := account(t, p.a, p.s.Admin, "admin-1")
	_, parent := account(t, p.a, p.s.Parent, "parent-1")
	pages := map[string]<-chan string{}
	for path, cookie := range map[string]string{"/live?topics=console:" + p.s.School: admin, "/live?topics=child:" + p.s.Charge.Person: parent} {
		ws, r := dial(t, p.b, path, ask{cookie: map[string]string{"yunka": cookie}})
		if ws == nil {
			t.Fatalf("%s: %d %s", path, r.status, r.body)
		}
		frames, _ := listen(t, ws)
		<-frames // the state as it is
		pages[path] = frames
	}
	a := p.decided(p.present(p.a, p.s.ReaderToken, fmt.Sprintf(`{"key":"seen","chip":%q}`, p.s.Charge.Chip)))
	for path, frames := range pages {
		seen := ""
		until(t, path+" on the other server", func() bool {
			select {
			case f := <-frames:
				seen += f
			default:
			}
			return strings.Contains(seen, a.Scan)
		})
	}
}

// A kiosk that is revoked on one server hears it on both, and its sockets end for
// good; until then it hears on both that its list has moved.
func TestTwoServersTellAKiosk(t *testing.T) {
	p := newPair(t)
	_, admin := account(t, p.a, p.s.Admin, "admin-1")
	cookie := ask{cookie: map[string]string{"yunka-terminal": p.s.KioskToken}}
	ends := map[string]<-chan error{}
	hears := map[string]<-chan string{}
	for name, at := range map[string]*app.App{"the one": p.a, "the other": p.b} {
		ws, r := dial(t, at, "/live?topics=gate:"+p.s.Kiosk.ID, cookie)
		if ws == nil {
			t.Fatalf("%s: %d %s", name, r.status, r.body)
		}
		hears[name], ends[name] = listen(t, ws)
		if first := <-hears[name]; !strings.Contains(first, `"policy":`) {
			t.Fatalf("%s says %q", name, first)
		}
	}
	form := func(path string) {
		t.Helper()
		if r := do(t, p.a, "POST", path, ask{cookie: map[string]string{"yunka": admin}, form: url.Values{}}); r.status != 303 {
			t.Fatalf("%s: %d %s", path, r.status, r.body)
		}
	}
	form("/console/people/" + p.s.Charge.Person + "/suspend")
	for name, frames := range hears {
		until(t, "word of the list from "+name, func() bool {
			select {
			case f := <-frames:
				return strings.Contains(f, `"policy":`)
			default:
				return false
			}
		})
	}
	form("/console/terminals/" + p.s.Kiosk.ID + "/revoke")
	for name, ended := range ends {
		select {
		case err := <-ended:
			if websocket.CloseStatus(err) != live.CloseLoggedOut {
				t.Errorf("%s ends with %v", name, err)
			}
		case <-time.After(patience):
			t.Errorf("%s keeps the socket of a revoked terminal", name)
		}
	}
	if ws, _ := dial(t, p.b, "/live?topics=gate:"+p.s.Kiosk.ID, cookie); ws != nil {
		_, ended := listen(t, ws)
		if err := <-ended; websocket.CloseStatus(err) != live.CloseLoggedOut {
			t.Errorf("it comes back: %v", err)
		}
	}
}

// A server whose clock differs from the database's says that it is not ready:
// it would judge freshness by it.
func TestAServerWithAWrongClockIsNotReady(t *testing.T) {
	p := newPair(t)
	if r := do(t, p.a, "GET", "/readyz", ask{}); r.status != 200 {
		t.Errorf("the right clock: %d %s", r.status, r.body)
	}
	r := do(t, p.b, "GET", "/readyz", ask{})
	var problem struct{ Code string }
	if err := json.Unmarshal([]byte(r.body), &problem); err != nil || r.status != 503 || problem.Code != "clocks_differ" {
		t.Errorf("3 s ahead: %d %s", r.status, r.body)
	}
}

// Whatever takes a right or a session away on one server ends the pages it opened
// on the other, at once: nobody is asked about here but after a feed item.
func TestTwoServersEndWhatIsNoLongerAllowed(t *testing.T) {
	p := newPair(t)
	ctx := t.Context()
	guardianship := p.s.text(t, p.a, "SELECT id FROM guardianship WHERE adult_id = ? AND child_id = ?", p.s.Parent.Person, p.s.Charge.Person)
	child, console := "child:"+p.s.Charge.Person, "console:"+p.s.School
	parent, _ := account(t, p.a, p.s.Parent, "parent-1")
	account(t, p.a, p.s.Admin, "admin-1")
	second, _ := account(t, p.a, p.s.Holder(t, allow.Admin), "admin-2")
	office, err := p.a.Accounts.Actor(ctx, second)
	if err != nil {
		t.Fatal(err)
	}
	rights := campus.RightsOf("mother")
	guardian := func(r campus.Rights, restricted, end bool) func() error {
		return func() error {
			_, err := p.a.Campus.SaveGuardianship(ctx, office, p.s.School, guardianship, r, restricted, end)
			return err
		}
	}
	for _, c := range []struct {
		name, login, topic string
		change, back       func() error
	}{
		{"a restriction", "parent-1", child, guardian(rights, true, false), guardian(rights, false, false)},
		{"the right to look", "parent-1", child, guardian(campus.Rights{Pay: true}, false, false), guardian(rights, false, false)},
		{"every session", "parent-1", child, func() error { return p.a.Accounts.EndSessions(ctx, parent, "") }, nil},
		{"another password", "parent-1", child, func() error {
			return p.a.Accounts.ChangePassword(ctx, parent, passphrase, passphrase+"8", "")
		}, func() error { return p.a.Accounts.ChangePassword(ctx, parent, passphrase+"8", passphrase, "") }},
		{"a disabled account", "parent-1", child, func() error { _, err := p.a.Accounts.Disable(ctx, office, p.s.Parent.Person); return err },
			func() error { return p.a.Accounts.Enable(ctx, office, p.s.Parent.Person) }},
		{"a reset", "parent-1", child, func() error {
			code, _, err := p.a.Accounts.IssueReset(ctx, office, p.s.Parent.Person)
			if err != nil {
				return err
			}
			_, err = p.a.Accounts.Reset(ctx, code, passphrase)
			return err
		}, nil},
		{"a suspension", "parent-1", child, func() error { return p.a.Cards.Suspend(ctx, office, p.s.Parent.Person) }, func() error { return p.a.Cards.Restore(ctx, office, p.s.Parent.Person) }},
		{"the end of the role", "parent-1", child, func() error { return p.a.Campus.EndMember(ctx, office, p.s.School, p.s.Parent.Membership) },
			func() error { return p.a.Campus.ResumeMember(ctx, office, p.s.School, p.s.Parent.Membership) }},
		{"the end of the guardianship", "parent-1", child, guardian(rights, false, true), nil},
		{"the end of an admin's role", "admin-1", console, func() error { return p.a.Campus.EndMember(ctx, office, p.s.School, p.s.Admin.Membership) },
			func() error { return p.a.Campus.ResumeMember(ctx, office, p.s.School, p.s.Admin.Membership) }},
		{"logging out", "admin-1", console, nil, nil},
	} {
		login := do(t, p.a, "POST", "/login", ask{form: url.Values{"login": {c.login}, "password": {passphrase}}})
		cookie := ask{cookie: map[string]string{"yunka": login.cookies["yunka"]}}
		ws, r := dial(t, p.b, "/live?topics="+c.topic, cookie)
		if ws == nil {
			t.Fatalf("%s: %d %s", c.name, r.status, r.body)
		}
		frames, ended := listen(t, ws)
		<-frames
		if c.change == nil {
			cookie.form = url.Values{}
			do(t, p.a, "POST", "/logout", cookie)
		} else if err := c.change(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		select {
		case err := <-ended:
			if websocket.CloseStatus(err) != live.CloseLoggedOut {
				t.Errorf("%s: ended with %v", c.name, err)
			}
		case <-time.After(patience):
			t.Errorf("%s: the page on the other server goes on", c.name)
		}
		if c.back != nil {
			if err := c.back(); err != nil {
				t.Fatalf("%s taken back: %v", c.name, err)
			}
		}
	}
}

// A post that is given or ended on one server moves rights that the other has let
// pages open by: that account is asked about there at once.
func TestTwoServersAskAgainWhenAPostMoves(t *testing.T) {
	p := newPair(t)
	account(t, p.a, p.s.Teacher, "teacher-1")
	second, _ := account(t, p.a, p.s.Admin, "admin-1")
	office, err := p.a.Accounts.Actor(t.Context(), second)
	if err != nil {
		t.Fatal(err)
	}
	login := do(t, p.a, "POST", "/login", ask{form: url.Values{"login": {"teacher-1"}, "password": {passphrase}}})
	ws, r := dial(t, p.b, "/live?topics=card:"+p.s.Teacher.Card, ask{cookie: map[string]string{"yunka": login.cookies["yunka"]}})
	if ws == nil {
		t.Fatal(r.status, r.body)
	}
	frames, _ := listen(t, ws)
	<-frames
	posts := post.New(p.a.DB, p.a.Feed)
	var id string
	for _, change := range []func() error{
		func() (err error) {
			id, err = posts.Give(t.Context(), office, p.s.School, p.s.Teacher.Person, post.Draft{Kind: allow.Auditor})
			return err
		},
		func() error { _, err := posts.End(t.Context(), office, p.s.School, id); return err },
	} {
		before := p.b.Hub.Stats().Rechecks
		if err := change(); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(patience); p.b.Hub.Stats().Rechecks == before; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("nobody is asked about on the other server")
			}
		}
	}
}

// text asks the books for one text.
func (s *school) text(t *testing.T, at *app.App, query string, args ...any) (text string) {
	t.Helper()
	err := at.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(query, args...).Scan(ctx, &text)
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
