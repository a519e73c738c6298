package app_test

import (
	"net/url"
	"strings"
	"testing"

	"yunka/server/app"
)

// Two servers deliver: a parent is told once, hears it on both at once, and what is read
// on one is read on the other.
func TestTwoServersTellAParentOnce(t *testing.T) {
	p := newPair(t)
	_, admin := account(t, p.a, p.s.Admin, "admin-1")
	_, parent := account(t, p.a, p.s.Parent, "parent-1")
	// What making this school has told is out of the way.
	idle := func() bool {
		return p.s.text(t, p.a, "SELECT CAST(count(*) AS TEXT) FROM outbox_notice WHERE state = 'waiting'") == "0"
	}
	until(t, "the outbox is empty", idle)
	topics := "/live?topics=inbox:" + p.s.Parent.Person + ",inboxlist:" + p.s.Parent.Person
	frames := map[string]<-chan string{}
	for name, at := range map[string]*app.App{"the one": p.a, "the other": p.b} {
		ws, r := dial(t, at, topics, ask{cookie: map[string]string{"yunka": parent}})
		if ws == nil {
			t.Fatalf("%s: %d %s", name, r.status, r.body)
		}
		frames[name], _ = listen(t, ws)
		<-frames[name] // the state as it is
	}
	hear := func(text string) {
		t.Helper()
		for name, on := range frames {
			until(t, text+" on "+name, func() bool {
				select {
				case f := <-on:
					return strings.Contains(f, text)
				default:
					return false
				}
			})
		}
	}
	form := func(at *app.App, path, cookie string, pairs ...string) {
		t.Helper()
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		if r := do(t, at, "POST", path, ask{cookie: map[string]string{"yunka": cookie}, form: v}); r.status != 303 {
			t.Fatalf("%s: %d %s", path, r.status, r.body)
		}
	}
	form(p.a, "/console/cards/"+p.s.Charge.Card+"/freeze", admin)
	hear("校园卡停用了")
	until(t, "the outbox is empty", idle)
	if n := p.s.text(t, p.a, "SELECT CAST(count(*) AS TEXT) FROM outbox_delivery d JOIN outbox_notice n ON n.school_id = d.school_id AND n.number = d.number WHERE n.kind = 'card.stopped' AND d.person_id = ?", p.s.Parent.Person); n != "1" {
		t.Errorf("told %s times", n)
	}
	form(p.b, "/inbox/read", parent, "of", p.s.Parent.Person)
	hear("没有新消息")
}
