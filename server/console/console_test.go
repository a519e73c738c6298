package console_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/roster"
	"yunka/server/scan/scantest"
	"yunka/server/web/webtest"
)

func TestAnAdminWalksTheConsole(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		b.Get("/").Want(t, 303, "/console")
		live := b.Get("/console")
		live.Has(t, 200, `id="feed"`, `hx-ws:connect="/live?topics=console%3A`+o.Mine.School+`&amp;since=`, "School")
		person, owner := "/console/people/"+o.Pupil.Person, "/console/people/"+o.Parent.Person
		for _, path := range []string{"/console", "/console/people", person, owner, "/console/terminals", "/console/imports", "/console/audit", "/console/gates"} {
			a := b.Get(path)
			a.Has(t, 200)
			a.HasNot(t, o.Alien.Person, "13812341706", o.AlienReader)
			if a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be stored", path)
			}
			o.EveryFormHasItsRoute(a)
		}
		b.Get(owner).Has(t, 200, "138****1706", "林晨")
		b.Get("/console/gates").Has(t, 200, "00:00–24:00", "学生")
		b.Get("/console/people?q=1706&role=parent&colour=blue").Has(t, 200, "林晨", "****1706")
		b.Get("/console/people?role=emperor&after=").Has(t, 200, "林晨")
		b.Get("/console/people?q=%ff%fe&role=%ff").Has(t, 200)
		b.Get("/console/audit?before=x&colour=1").Has(t, 200)
		b.Get("/console/people?after=nonsense").Has(t, 400)
		for _, path := range []string{"/console/people/nobody", "/console/people/%ff", "/console/imports/nothing", "/console/people/" + strings.Repeat("x", 5000)} {
			b.Get(path).Has(t, 404)
		}

		press := func(path, done, action string) {
			t.Helper()
			before := o.Events(o.Mine.School, action)
			a := b.Post(path, nil)
			a.Want(t, 303, person+"?done="+done)
			if o.Events(o.Mine.School, action) != before+1 {
				t.Errorf("%s: no event %s", path, action)
			}
			b.Get(a.Header.Get("Location")).Has(t, 200, `class="alert ok"`)
		}
		state := func(table, id string) string { return o.Text("SELECT state FROM "+table+" WHERE id = ?", id) }
		press("/console/cards/"+o.Pupil.Card+"/freeze", "frozen", "card.blocked")
		if state("card", o.Pupil.Card) != "blocked" {
			t.Error("the card is not stopped")
		}
		b.Get(person).Has(t, 200, "/console/cards/"+o.Pupil.Card+"/unfreeze")
		press("/console/cards/"+o.Pupil.Card+"/unfreeze", "unfrozen", "card.unblocked")
		press("/console/credentials/"+o.Pupil.Credential+"/lost", "lost", "credential.lost")
		press("/console/credentials/"+o.Pupil.Credential+"/found", "found", "credential.found")
		press("/console/credentials/"+o.Pupil.ChipCredential+"/end", "ended", "credential.ended")
		if state("credential", o.Pupil.ChipCredential) != "ended" || state("credential", o.Pupil.Credential) != "live" || state("card", o.Pupil.Card) != "active" {
			t.Error("the buttons did something else")
		}
		b.Post("/console/credentials/"+o.Pupil.ChipCredential+"/found", nil).Has(t, 409, "不能再改了", `class="alert danger"`)
		press("/console/people/"+o.Pupil.Person+"/suspend", "suspended", "person.suspended")
		press("/console/people/"+o.Pupil.Person+"/restore", "restored", "person.restored")
		b.Post("/console/people/"+webtest.AdminOf(o.Mine)+"/suspend", nil).Has(t, 409, "不能停用或恢复自己")
		b.Post("/console/terminals/"+o.Reader+"/revoke", nil).Want(t, 303, "/console/terminals?done=revoked")
		b.Get("/console/terminals?done=revoked").Has(t, 200, "终端已停用。")
		b.Post("/console/terminals/"+o.Reader+"/renew", nil).Has(t, 409, "已停用")
		b.Get("/console/people?done=%3Cscript%3E").HasNot(t, "<script>")
		b.Get("/console/audit").Has(t, 200, "停用了人", "停用了终端", "发了激活码")
		o.Verified()
	})
}

func TestATeacherSeesTheOwnClassAndNothingElse(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(o.Teacher.Person)
		list := b.Get("/console/people")
		list.Has(t, 200, o.Pupil.Person, "共 1 人")
		list.HasNot(t, o.Foreign.Person, o.Parent.Person, "/console/terminals", "/console/imports", "/console/audit")
		b.Get("/console/people?role=parent").HasNot(t, o.Parent.Person)
		own := b.Get("/console/people/" + o.Pupil.Person)
		own.Has(t, 200, "三年级2班", "林晨")
		own.HasNot(t, "/suspend", "/freeze", "/activation", "/lost", "/console/people/"+o.Parent.Person)
		o.EveryFormHasItsRoute(own)
		for _, who := range []string{o.Foreign.Person, o.Parent.Person, webtest.AdminOf(o.Mine), "nobody"} {
			b.Get("/console/people/"+who).Has(t, 403)
		}
		b.Get("/console/people/"+o.Alien.Person).Has(t, 404)
		before := o.Books()
		for _, path := range []string{"/console", "/console/terminals", "/console/imports", "/console/audit", "/console/gates"} {
			b.Get(path).Has(t, 403)
		}
		for _, path := range []string{"/console/people/" + o.Pupil.Person + "/suspend", "/console/people/" + o.Pupil.Person + "/restore", "/console/people/" + o.Pupil.Person + "/activation",
			"/console/cards/" + o.Pupil.Card + "/freeze", "/console/cards/" + o.Pupil.Card + "/unfreeze", "/console/credentials/" + o.Pupil.Credential + "/lost",
			"/console/credentials/" + o.Pupil.Credential + "/found", "/console/credentials/" + o.Pupil.Credential + "/end", "/console/terminals", "/console/terminals/" + o.Reader + "/revoke",
			"/console/terminals/" + o.Reader + "/renew", "/console/imports"} {
			b.Post(path, nil, "name", "x", "scene", "identify", "kind", "reader").Has(t, 403)
		}
		if after := o.Books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
		// The class given away, the page is gone with the next request.
		o.Exec("UPDATE post SET valid_to = ?", o.DB.Now().UnixMilli())
		b.Get("/console/people").Has(t, 403)
	})
}

// uploads are the forms with a file, and what the file is called in each.
var uploads = map[string]string{
	"/console/imports":          "roster",
	"/console/teachers":         "roster",
	"/console/calendar/file":    "file",
	"/console/timetable/import": "file",
}

func TestAnotherSchoolsIDsAreNotThere(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		// The other school has an import, too.
		if _, err := roster.New(o.DB, o.Mine.Feed).Import(context.Background(), o.Other.Admin, o.Other.School, "r.csv", strings.NewReader("学号,姓名,年级,班级\n1,王小明,一年级,1班\n"), roster.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		imported := o.Text("SELECT id FROM roster_import")
		b := o.As(webtest.AdminOf(o.Mine))
		before := o.Books()
		n := 0
		for _, rt := range o.ConsolePaths(o.Alien, o.AlienReader, imported) {
			method, path := rt.Method, rt.Path
			switch {
			case rt.Named && rt.Stranger: // its form may be refused first; app's probes fill it
			case rt.Named:
				n++
				if method == "GET" {
					b.Get(path).Has(t, 404)
				} else {
					b.Post(path, nil).Has(t, 404)
				}
			case method == "POST": // the school is in the form
				n++
				if field := uploads[path]; field != "" {
					b.File(path, field, "r.csv", []byte("学号,姓名\n"), "school", o.Other.School, "apply", "yes").Has(t, 404)
				} else {
					b.Post(path, nil, "school", o.Other.School, "id", o.Other.School, "name", "x", "kind", "reader", "scene", "identify").Has(t, 404)
				}
			}
		}
		if n < 18 { // a loop over nothing proves nothing
			t.Errorf("%d routes asked", n)
		}
		if after := o.Books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
		if o.Events(o.Other.School, "people.read") != 0 {
			t.Error("read")
		}
	})
}

func TestWhoHasNoConsoleIsRefusedEverywhere(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("INSERT INTO roster_import (id, school_id, file_name, file_hash, state, counts, problems, created_at) VALUES ('i1', ?, 'f', 'h', 'refused', '{}', '[]', 0)", o.Mine.School)
		paths := o.ConsolePaths(o.Pupil, o.Reader, "i1")
		if len(paths) < 27 {
			t.Errorf("%d routes", len(paths))
		}
		ask := func(b webtest.Browser, rt webtest.Path) webtest.Answer {
			if rt.Method == "GET" {
				return b.Get(rt.Path)
			}
			return b.Post(rt.Path, nil, "id", o.Mine.School, "school", o.Mine.School, "name", "x", "kind", "reader", "scene", "identify")
		}
		for _, who := range []*scantest.Holder{o.Parent, o.Pupil, o.Guard} {
			b := o.As(who.Person)
			before := o.Books()
			for _, rt := range paths {
				ask(b, rt).Has(t, 403)
			}
			if after := o.Books(); after != before {
				t.Errorf("changed:\n%s\n%s", before, after)
			}
		}
		nobody := o.Browser()
		for _, rt := range paths {
			a := ask(nobody, rt)
			if want := "/login"; a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), want) {
				t.Errorf("%v: %d %s", rt, a.StatusCode, a.Header.Get("Location"))
			}
		}
		admin := o.As(webtest.AdminOf(o.Mine))
		before := o.Books()
		for _, rt := range paths {
			if rt.Method == "POST" {
				admin.Post(rt.Path, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}).Has(t, 403)
				admin.Post(rt.Path, []string{"Sec-Fetch-Site", "", "Origin", ""}).Has(t, 403)
			}
		}
		if after := o.Books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
	})
}

func TestOneAccountInTwoSchools(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		ctx := context.Background()
		code, _, err := o.Accounts.IssueActivation(ctx, allow.Actor{Kind: allow.System}, webtest.AdminOf(o.Other))
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Accounts.Link(ctx, o.Text("SELECT account_id FROM account_person WHERE person_id = ?", webtest.AdminOf(o.Mine)), code); err != nil {
			t.Fatal(err)
		}
		current := func(a webtest.Answer) string {
			m := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(a.Body)
			if m == nil {
				return ""
			}
			return m[1]
		}
		if got := current(b.Get("/console/gates")); got != min(o.Mine.School, o.Other.School) {
			t.Errorf("begins at %s", got)
		}
		b.Post("/console/school", nil, "id", o.Other.School).Want(t, 303, "/console")
		if got := current(b.Get("/console/gates")); got != o.Other.School {
			t.Errorf("switched to %s", got)
		}
		b.Post("/console/school", nil, "id", "s1").Has(t, 404)
		// The tab of before still shows mine: its form means mine.
		b.Post("/console/terminals", nil, "school", o.Mine.School, "name", "tab", "kind", "reader", "scene", "identify").Has(t, 200)
		if got := o.Text("SELECT school_id FROM terminal WHERE name = 'tab'"); got != o.Mine.School {
			t.Errorf("made in %s", got)
		}
		if got := current(b.Get("/console/gates")); got != o.Mine.School {
			t.Errorf("goes on at %s", got)
		}
		a := b.Get("/console/people/" + o.Alien.Person) // by an old link
		a.Has(t, 200)
		if got := current(b.Get("/console/gates")); current(a) != o.Other.School || got != o.Other.School {
			t.Errorf("shows %s, goes on at %s", current(a), got)
		}
		b.Get("/console/people").HasNot(t, o.Pupil.Person)
	})
}
