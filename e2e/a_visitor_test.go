package e2e

import (
	"fmt"
	"net/url"
	"testing"
	"time"
)

// A teacher expects the lift's mechanic. The link goes out by a message; the
// mechanic shows the code at the gate, the guard looks at a document and opens.
// The code is used then. Leaving is never refused, the teacher reads that the
// mechanic has gone, and another who does not come is sent away in words.
func TestAVisitorComesAndGoes(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	teacher := s.browse("teacher", phone).login(s.Teacher)
	teacher.visit("/console/people").click(".fold").click(`nav a[href="/console/visits"]`)
	teacher.sees(`document.querySelector('.blank')`).shot("visits-none").accessible()

	invites := func(name, look string, from time.Duration) (path string) {
		t.Helper()
		teacher.enter("[name=name]", name).enter("[name=purpose]", "电梯年检").choose("[name=look]", look)
		for field, d := range map[string]time.Duration{"from": from, "to": from + 2*time.Hour} {
			teacher.says(fmt.Sprintf("(document.querySelector('[name=%s]').value = %q)", field, nine(s.now()).Add(d).Format("2006-01-02T15:04")))
		}
		teacher.click("form.form button.pri").sees(`document.querySelector('.paper .secret')`)
		link := teacher.says(`document.querySelector('.paper .secret').textContent.trim()`)
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		if said, ok := s.decode(teacher.picture()); !ok || said != link {
			t.Errorf("the picture beside the link says %q, the link is %q", said, link)
		}
		return u.Path
	}
	path := invites("李维修", "值班人员核对证件", -5*time.Minute)
	teacher.shot("visits-made").accessible()

	guest := s.browse("guest", phone).visit(path)
	guest.sees(`document.querySelector('.qr')`).shot("guest").accessible()
	code, ok := s.decode(guest.picture())
	if !ok || len(code) != 41 {
		t.Fatalf("the guest's page shows %q", code)
	}

	got := tab.scans(code)
	if got.Decision != "CONFIRM" || got.Name != "李维修" || got.Role != "访客" {
		t.Errorf("a guest shows %+v", got)
	}
	tab.sees(`document.querySelector('[data-checks-list] [data-who]').textContent.includes('` + s.Teacher.Name + `')`).shot("kiosk-guest")
	if got = tab.next(func() { tab.lets(s.Guard.PIN) })[0]; got.Decision != "ALLOW" {
		t.Errorf("a confirmed guest shows %+v", got)
	}
	teacher.visit("/console/visits").sees(`document.querySelector('.visits li').textContent.includes('在校内')`).shot("visits-inside")
	s.later(5 * time.Minute)
	if a := s.shows(gateIn, code); a.Decision == "ALLOW" || a.Open {
		t.Errorf("a second one comes in by the same link: %s", a)
	}
	s.opens(gateOut, code, "李维修")
	teacher.visit("/console/visits").sees(`document.querySelector('.blank')`)
	teacher.visit("/console/visits?past=1").sees(`document.querySelector('.visits li').textContent.includes('已离开')`).shot("visits-left")
	guest.visit(path).sees(`!document.querySelector('.qr') && document.querySelector('.alert')`).shot("guest-left")

	// Tomorrow's guest is too early today, and then is not wanted any more.
	teacher.visit("/console/visits")
	path = invites("Anna Smith", "扫码直接进", 24*time.Hour)
	early, _ := s.decode(guest.visit(path).picture())
	s.refuses(gateIn, early, "VISIT_NOT_YET")
	teacher.visit("/console/visits").accepting(".visits button")
	teacher.sees(`document.querySelector('.alert.ok')`)
	guest.visit(path).sees(`!document.querySelector('.qr')`)
	s.refuses(gateIn, early, "CRED_ENDED")
}
