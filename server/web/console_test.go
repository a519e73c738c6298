package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/post"
	"yunka/server/roster"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	hashes "yunka/server/secret"
	"yunka/server/terminal"
	"yunka/server/visit"
	"yunka/server/web"
)

// office is two schools behind one site; the stories are told in mine.
type office struct {
	site
	mine, other      *scantest.World
	class, elsewhere string // classes of mine
	teacher          *scantest.Holder
	pupil, foreign   *scantest.Holder // of mine: in class, in elsewhere
	parent, guard    *scantest.Holder
	alien            *scantest.Holder // a pupil of other
	reader           string           // terminals
	alienReader      string
}

func eachOffice(t *testing.T, story func(t *testing.T, o office)) {
	t.Helper()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) { story(t, openOffice(t, e)) })
	}
}

func openOffice(t *testing.T, e db.Engine) office {
	t.Helper()
	o := office{site: open(t, e, func(d *app.PageDeps) {
		d.Campus, d.Cards, d.Terminals, d.Visits = campus.New(d.DB, d.Feed), card.New(d.DB, d.Feed), terminal.New(d.DB, d.Feed), visit.New(d.DB)
		d.Roster = roster.New(d.DB, d.Feed)
		scans, err := scan.New(context.Background(), scan.Config{DB: d.DB, Feed: d.Feed, Words: scantest.Words{}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(scans.Close)
		d.Scans = scans
	})}
	o.exec("UPDATE school SET slug = 'first'") // scantest counts its own
	o.mine, o.other = scantest.New(t, o.db), scantest.New(t, o.db)
	o.teacher, o.pupil, o.foreign = o.mine.Holder(t, allow.Teacher), o.mine.Holder(t, allow.Student), o.mine.Holder(t, allow.Student)
	o.parent, o.guard = o.mine.Holder(t, allow.Parent), o.mine.Holder(t, allow.Guard)
	o.alien = o.other.Holder(t, allow.Student)
	if err := o.db.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		if o.class, err = campus.AddClass(ctx, tx, o.mine.School, "三年级", "2班"); err != nil {
			return err
		}
		if o.elsewhere, err = campus.AddClass(ctx, tx, o.mine.School, "三年级", "3班"); err != nil {
			return err
		}
		if _, err := post.Add(ctx, tx, post.Post{SchoolID: o.mine.School, PersonID: o.teacher.Person, Kind: allow.ClassTeacher, OfWhat: allow.OfClass, OfID: o.class}); err != nil {
			return err
		}
		_, err = campus.AddGuardianship(ctx, tx, campus.Guardianship{SchoolID: o.mine.School, AdultID: o.parent.Person, ChildID: o.pupil.Person, Relation: "母亲", Rights: campus.RightsOf("母亲")})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.exec("UPDATE membership SET class_id = ? WHERE id = ?", o.class, o.pupil.Membership)
	o.exec("UPDATE membership SET class_id = ? WHERE id = ?", o.elsewhere, o.foreign.Membership)
	o.exec("UPDATE person SET phone = '13812341706', name = '林晨' WHERE id = ?", o.parent.Person)
	r, _ := o.mine.Terminal(t, o.mine.GateIn, false)
	a, _ := o.other.Terminal(t, o.other.GateIn, false)
	o.reader, o.alienReader = r.ID, a.ID
	return o
}

func adminOf(w *scantest.World) string {
	for p := range w.Admin.People {
		return p
	}
	return ""
}

// as signs a person in.
func (o office) as(person string) browser {
	o.Helper()
	ctx := context.Background()
	code, _, err := o.accounts.IssueActivation(ctx, allow.Actor{Kind: allow.System}, person)
	if err != nil {
		o.Fatal(err)
	}
	login := "u" + person
	if _, err := o.accounts.Activate(ctx, code, login, secretPhrase, "zh-CN"); err != nil {
		o.Fatal(err)
	}
	b := o.browser()
	b.login(login, secretPhrase).want(o.T, 303, "/")
	return b
}

const secretPhrase = "correct horse battery 7"

func (o office) events(school, action string) int {
	o.Helper()
	var n int
	if _, err := fmt.Sscan(o.text("SELECT count(*) FROM audit_event WHERE school_id = ? AND action = ?", school, action), &n); err != nil {
		o.Fatal(err)
	}
	return n
}

func (o office) verified() {
	o.Helper()
	if _, err := audit.Verify(context.Background(), o.db); err != nil {
		o.Error(err)
	}
}

// books is everything a button could change, by table and count of states.
func (o office) books() string {
	o.Helper()
	var all []string
	for _, q := range []string{
		"SELECT COALESCE(MAX(state_at), 0) || ' ' || count(*) FROM person WHERE state = 'active'", "SELECT count(*) || '' FROM person", "SELECT count(*) || '' FROM card WHERE state = 'active'",
		"SELECT count(*) || '' FROM credential WHERE state = 'live'", "SELECT count(*) || '' FROM terminal WHERE token_hash IS NOT NULL", "SELECT count(*) || '' FROM terminal",
		"SELECT count(*) || '' FROM activation", "SELECT count(*) || '' FROM roster_import", "SELECT SUM(last) || '' FROM feed_head", "SELECT SUM(policy_version) || '' FROM school",
		"SELECT MAX(token_hash) FROM terminal",
	} {
		all = append(all, o.text(q))
	}
	return strings.Join(all, "|")
}

func (a answer) has(t testing.TB, status int, parts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: %d, want %d\n%.600s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	for _, p := range parts {
		if !strings.Contains(a.body, p) {
			t.Fatalf("%s %s has no %q\n%.2000s", a.Request.Method, a.Request.URL, p, a.body)
		}
	}
}

func (a answer) hasNot(t testing.TB, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(a.body, p) {
			t.Fatalf("%s %s has %q", a.Request.Method, a.Request.URL, p)
		}
	}
}

var formAction = regexp.MustCompile(`<form[^>]*method="post"[^>]*action="([^"]*)"`)
var hidden = regexp.MustCompile(`type="hidden" name="(checked|school)" value="([^"]*)"`)
var onceShown = regexp.MustCompile(`<p class="secret[^"]*">([^<]*)</p>`)

// everyFormHasItsRoute: a button that leads nowhere is found on any page.
func (o office) everyFormHasItsRoute(a answer) {
	o.Helper()
	for _, m := range formAction.FindAllStringSubmatch(a.body, -1) {
		ok := slices.ContainsFunc(o.web.Routes(), func(rt web.Route) bool {
			return rt.Method == "POST" && regexp.MustCompile("^"+regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(rt.Pattern, "[^/]+")+"$").MatchString(m[1])
		})
		if !ok {
			o.Errorf("%s posts to %s, where nothing is", a.Request.URL.Path, m[1])
		}
	}
}

func TestAnAdminWalksTheConsole(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		b.get("/").want(t, 303, "/console")
		live := b.get("/console")
		live.has(t, 200, `id="feed"`, `hx-ws:connect="/live?topics=console%3A`+o.mine.School+`&amp;since=`, "School")
		person, owner := "/console/people/"+o.pupil.Person, "/console/people/"+o.parent.Person
		for _, path := range []string{"/console", "/console/people", person, owner, "/console/terminals", "/console/imports", "/console/audit", "/console/gates"} {
			a := b.get(path)
			a.has(t, 200)
			a.hasNot(t, o.alien.Person, "13812341706", o.alienReader)
			if a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be stored", path)
			}
			o.everyFormHasItsRoute(a)
		}
		b.get(owner).has(t, 200, "138****1706", "林晨")
		b.get("/console/gates").has(t, 200, "00:00–24:00", "学生")
		b.get("/console/people?q=1706&role=parent&colour=blue").has(t, 200, "林晨", "****1706")
		b.get("/console/people?role=emperor&after=").has(t, 200, "林晨")
		b.get("/console/people?q=%ff%fe&role=%ff").has(t, 200)
		b.get("/console/audit?before=x&colour=1").has(t, 200)
		b.get("/console/people?after=nonsense").has(t, 400)
		for _, path := range []string{"/console/people/nobody", "/console/people/%ff", "/console/imports/nothing", "/console/people/" + strings.Repeat("x", 5000)} {
			b.get(path).has(t, 404)
		}

		press := func(path, done, action string) {
			t.Helper()
			before := o.events(o.mine.School, action)
			a := b.post(path, nil)
			a.want(t, 303, person+"?done="+done)
			if o.events(o.mine.School, action) != before+1 {
				t.Errorf("%s: no event %s", path, action)
			}
			b.get(a.Header.Get("Location")).has(t, 200, `class="alert ok"`)
		}
		state := func(table, id string) string { return o.text("SELECT state FROM "+table+" WHERE id = ?", id) }
		press("/console/cards/"+o.pupil.Card+"/freeze", "frozen", "card.blocked")
		if state("card", o.pupil.Card) != "blocked" {
			t.Error("the card is not stopped")
		}
		b.get(person).has(t, 200, "/console/cards/"+o.pupil.Card+"/unfreeze")
		press("/console/cards/"+o.pupil.Card+"/unfreeze", "unfrozen", "card.unblocked")
		press("/console/credentials/"+o.pupil.Credential+"/lost", "lost", "credential.lost")
		press("/console/credentials/"+o.pupil.Credential+"/found", "found", "credential.found")
		press("/console/credentials/"+o.pupil.ChipCredential+"/end", "ended", "credential.ended")
		if state("credential", o.pupil.ChipCredential) != "ended" || state("credential", o.pupil.Credential) != "live" || state("card", o.pupil.Card) != "active" {
			t.Error("the buttons did something else")
		}
		b.post("/console/credentials/"+o.pupil.ChipCredential+"/found", nil).has(t, 409, "不能再改了", `class="alert danger"`)
		press("/console/people/"+o.pupil.Person+"/suspend", "suspended", "person.suspended")
		press("/console/people/"+o.pupil.Person+"/restore", "restored", "person.restored")
		b.post("/console/people/"+adminOf(o.mine)+"/suspend", nil).has(t, 409, "不能停用或恢复自己")
		b.post("/console/terminals/"+o.reader+"/revoke", nil).want(t, 303, "/console/terminals?done=revoked")
		b.get("/console/terminals?done=revoked").has(t, 200, "终端已停用。")
		b.post("/console/terminals/"+o.reader+"/renew", nil).has(t, 409, "已停用")
		b.get("/console/people?done=%3Cscript%3E").hasNot(t, "<script>")
		b.get("/console/audit").has(t, 200, "停用了人", "停用了终端", "发了激活码")
		o.verified()
	})
}

func TestReadingPeopleIsOnRecord(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		code := o.pupil.Code(o.clock(), 0)
		s := o.mine.Service(t, o.db)
		_, token := o.mine.Terminal(t, o.mine.GateOut, false)
		who, err := o.mine.Terminals.Authenticate(context.Background(), token)
		if err != nil {
			t.Fatal(err)
		}
		scantest.Present(t, s, scan.Presentation{Terminal: who, Key: "k", Code: code})
		for path, action := range map[string]string{"/console": "console.viewed", "/console/people": "people.read", "/console/people/" + o.pupil.Person: "people.read", "/console/audit": "audit.read"} {
			before := o.events(o.mine.School, action)
			b.get(path).has(t, 200)
			if n := o.events(o.mine.School, action) - before; n != 1 {
				t.Errorf("%s left %d events %s", path, n, action)
			}
		}
		if d := o.text("SELECT detail FROM audit_event WHERE school_id = ? AND action = 'console.viewed'", o.mine.School); !strings.Contains(d, o.pupil.Person) {
			t.Errorf("the event does not say who was shown: %s", d)
		}
		// Without the record nothing is shown, and nothing done.
		before := o.books()
		o.exec("ALTER TABLE audit_head RENAME TO gone")
		for _, path := range []string{"/console", "/console/people", "/console/people/" + o.pupil.Person, "/console/audit"} {
			a := b.get(path)
			a.has(t, 500)
			a.hasNot(t, "三年级", "林晨")
		}
		for _, path := range []string{"/console/people/" + o.pupil.Person + "/suspend", "/console/people/" + o.pupil.Person + "/activation", "/console/cards/" + o.pupil.Card + "/freeze",
			"/console/credentials/" + o.pupil.Credential + "/lost", "/console/terminals/" + o.reader + "/revoke", "/console/terminals/" + o.reader + "/renew"} {
			b.post(path, nil).has(t, 500)
		}
		b.post("/console/terminals", nil, "name", "x", "kind", "reader", "scene", "identify").has(t, 500)
		if after := o.books(); after != before {
			t.Errorf("changed without a record:\n%s\n%s", before, after)
		}
	})
}

func TestSecretsAreShownOnceAndStoredHashed(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		ctx := context.Background()
		shown := func(a answer) string {
			t.Helper()
			a.has(t, 200)
			m := onceShown.FindAllStringSubmatch(a.body, -1)
			if len(m) != 1 || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Location") != "" {
				t.Fatalf("%d secrets, Cache-Control %q", len(m), a.Header.Get("Cache-Control"))
			}
			for _, page := range []string{"/console/terminals", "/console/people/" + o.guard.Person, "/console/audit"} {
				b.get(page).hasNot(t, m[0][1], `class="secret`)
			}
			for table, column := range map[string]string{"terminal": "name || COALESCE(token_hash, '') || COALESCE(pairing_hash, '')", "activation": "code_hash", "audit_event": "detail || target", "session": "data"} {
				for _, form := range []string{m[0][1], strings.ReplaceAll(m[0][1], "-", "")} {
					if n := o.text("SELECT count(*) FROM "+table+" WHERE "+column+" LIKE ?", "%"+form+"%"); n != "0" {
						t.Errorf("the secret stands in %s", table)
					}
				}
			}
			if strings.Contains(o.logged(), m[0][1]) {
				t.Error("the log has the secret")
			}
			return m[0][1]
		}
		token := shown(b.post("/console/terminals", nil, "school", o.mine.School, "name", "南门读头", "gate", o.mine.GateIn, "scene", "gate", "kind", "reader"))
		who, err := o.mine.Terminals.Authenticate(ctx, token)
		if err != nil || who.School != o.mine.School || who.Staff {
			t.Fatalf("%+v, %v", who, err)
		}
		if o.text("SELECT token_hash FROM terminal WHERE id = ?", who.ID) != hashes.Hash(token) {
			t.Error("not stored as its hash")
		}
		next := shown(b.post("/console/terminals/"+who.ID+"/renew", nil))
		if _, err := o.mine.Terminals.Authenticate(ctx, token); err == nil {
			t.Error("the old token is alive")
		}
		if _, err := o.mine.Terminals.Authenticate(ctx, next); err != nil {
			t.Error(err)
		}
		pairing := shown(b.post("/console/terminals", nil, "name", "值班平板", "gate", o.mine.GateIn, "scene", "gate", "kind", "staff"))
		if _, who, err := o.mine.Terminals.Pair(ctx, pairing); err != nil || !who.Staff {
			t.Errorf("%+v, %v", who, err)
		}
		code := shown(b.post("/console/people/"+o.guard.Person+"/activation", nil))
		if _, err := o.accounts.Activate(ctx, code, "the-guard", secretPhrase, "zh-CN"); err != nil {
			t.Error(err)
		}
		b.post("/console/people/"+o.guard.Person+"/activation", nil).has(t, 409, "已经有账号了")
		if a := b.get("/console/people/" + o.guard.Person); strings.Contains(a.body, "/activation") {
			t.Error("offers a code to somebody with an account")
		}
	})
}

func TestATerminalsFormKeepsWhatWasTyped(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		before := o.books()
		for _, c := range []struct{ name, gate, scene, kind, want string }{
			{"", o.mine.GateIn, "gate", "kiosk", "名称要填"},
			{strings.Repeat("长", 41), o.mine.GateIn, "gate", "kiosk", "名称要填"},
			{"我的<b>闸机", "", "gate", "reader", "要选一个门"},
			{"我的<b>闸机", o.other.GateIn, "gate", "reader", "要选一个门"},
			{"我的<b>闸机", o.mine.GateIn, "disco", "reader", "请选用途"},
			{"我的<b>闸机", o.mine.GateIn, "gate", "toaster", "请选种类"},
		} {
			a := b.post("/console/terminals", nil, "name", c.name, "gate", c.gate, "scene", c.scene, "kind", c.kind)
			a.has(t, 422, c.want, `class="alert danger"`)
			a.hasNot(t, "<b>闸机", `class="secret`)
			if c.name != "" && !strings.Contains(a.body, `value="`+strings.ReplaceAll(c.name, "<b>", "&lt;b&gt;")+`"`) {
				t.Errorf("%q is forgotten", c.name)
			}
		}
		b.post("/console/terminals", []string{"Accept-Language", "en"}, "name", "x", "scene", "gate").has(t, 422)
		if after := o.books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
	})
}

func TestATeacherSeesTheOwnClassAndNothingElse(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(o.teacher.Person)
		list := b.get("/console/people")
		list.has(t, 200, o.pupil.Person, "共 1 人")
		list.hasNot(t, o.foreign.Person, o.parent.Person, "/console/terminals", "/console/imports", "/console/audit")
		b.get("/console/people?role=parent").hasNot(t, o.parent.Person)
		own := b.get("/console/people/" + o.pupil.Person)
		own.has(t, 200, "三年级2班", "林晨")
		own.hasNot(t, "/suspend", "/freeze", "/activation", "/lost", "/console/people/"+o.parent.Person)
		o.everyFormHasItsRoute(own)
		for _, who := range []string{o.foreign.Person, o.parent.Person, adminOf(o.mine), "nobody"} {
			b.get("/console/people/"+who).has(t, 403)
		}
		b.get("/console/people/"+o.alien.Person).has(t, 404)
		before := o.books()
		for _, path := range []string{"/console", "/console/terminals", "/console/imports", "/console/audit", "/console/gates"} {
			b.get(path).has(t, 403)
		}
		for _, path := range []string{"/console/people/" + o.pupil.Person + "/suspend", "/console/people/" + o.pupil.Person + "/restore", "/console/people/" + o.pupil.Person + "/activation",
			"/console/cards/" + o.pupil.Card + "/freeze", "/console/cards/" + o.pupil.Card + "/unfreeze", "/console/credentials/" + o.pupil.Credential + "/lost",
			"/console/credentials/" + o.pupil.Credential + "/found", "/console/credentials/" + o.pupil.Credential + "/end", "/console/terminals", "/console/terminals/" + o.reader + "/revoke",
			"/console/terminals/" + o.reader + "/renew", "/console/imports"} {
			b.post(path, nil, "name", "x", "scene", "identify", "kind", "reader").has(t, 403)
		}
		if after := o.books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
		// The class given away, the page is gone with the next request.
		o.exec("UPDATE post SET valid_to = ?", o.db.Now().UnixMilli())
		b.get("/console/people").has(t, 403)
	})
}

// consolePaths are the method, the address with an id of the holder, and the pattern
// of each console route.
func (o office) consolePaths(h *scantest.Holder, reader, imported string) [][3]string {
	var list [][3]string
	for _, rt := range o.web.Routes() {
		if !strings.HasPrefix(rt.Pattern, "/console") {
			continue
		}
		id := ""
		switch part := strings.Split(rt.Pattern, "/")[min(2, len(strings.Split(rt.Pattern, "/"))-1)]; part {
		case "people":
			id = h.Person
		case "cards":
			id = h.Card
		case "printed":
			id = o.printed(h)
		case "visits":
			id = o.visit(h)
		case "credentials":
			id = h.Credential
		case "terminals":
			id = reader
		case "imports":
			id = imported
		case "memberships":
			id = h.Membership
		case "guardianships":
			id = o.guardianshipIn(h)
		case "posts":
			id = "post-" + h.Person
			if o.text("SELECT COUNT(*) FROM post WHERE id = ?", id) == "0" {
				o.exec(`INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at)
SELECT ?, m.school_id, m.person_id, m.id, 'librarian', 'school', '', '', 0, 0 FROM membership m WHERE m.id = ?`, id, h.Membership)
			}
		case "zones":
			id = o.text("SELECT MIN(z.id) FROM zone z JOIN person p ON p.school_id = z.school_id WHERE p.id = ?", h.Person)
		case "rules":
			id = "rule-" + h.Person
			if o.text("SELECT COUNT(*) FROM access_rule WHERE id = ?", id) == "0" {
				o.exec(`INSERT INTO access_rule (id, school_id, zone_id, who, who_id, effect, note, created_at)
SELECT ?, p.school_id, (SELECT MIN(z.id) FROM zone z WHERE z.school_id = p.school_id), 'role', 'teacher', 'allow', '', 0 FROM person p WHERE p.id = ?`, id, h.Person)
			}
		case "conflicts":
			id = "conflict-" + h.Person
			if o.text("SELECT COUNT(*) FROM conflict WHERE id = ?", id) == "0" {
				o.exec(`INSERT INTO conflict (id, school_id, terminal_id, seq, kind, detail, at, raised_at)
SELECT ?, p.school_id, (SELECT MIN(t.id) FROM terminal t WHERE t.school_id = p.school_id), 1, 'CHAIN', '', 0, 0 FROM person p WHERE p.id = ?`, id, h.Person)
			}
		case "groups":
			id = "group-" + h.Person
			if o.text("SELECT COUNT(*) FROM access_group WHERE id = ?", id) == "0" {
				o.exec("INSERT INTO access_group (id, school_id, name, created_at) SELECT ?, p.school_id, '小组', 0 FROM person p WHERE p.id = ?", id, h.Person)
			}
		case "gates":
			id = o.text("SELECT MIN(g.id) FROM gate g JOIN person p ON p.school_id = g.school_id WHERE p.id = ?", h.Person)
		default: // of nothing; app's probes ask every route with an id of its kind
			id = "no-such-id"
		}
		list = append(list, [3]string{rt.Method, strings.ReplaceAll(rt.Pattern, "{id}", id), rt.Pattern})
	}
	return list
}

// guardianshipIn is one of the holder's school; it is made if there is none.
func (o office) guardianshipIn(h *scantest.Holder) string {
	o.Helper()
	const there = "SELECT COALESCE(MIN(g.id), '') FROM guardianship g JOIN person p ON p.school_id = g.school_id WHERE p.id = ?"
	if o.text(there, h.Person) == "" {
		o.exec(`INSERT INTO guardianship (id, school_id, adult_id, child_id, relation, can_view, can_leave, can_pay, can_pickup, can_delegate, can_consent, can_notify, restricted, valid_from, created_at)
SELECT 'g-' || p.id, p.school_id, (SELECT MIN(a.id) FROM person a WHERE a.school_id = p.school_id AND a.id <> p.id), p.id, '其他', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, 0, 0 FROM person p WHERE p.id = ?`, h.Person)
	}
	return o.text(there, h.Person)
}

func TestAnotherSchoolsIDsAreNotThere(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		// The other school has an import, too.
		if _, err := roster.New(o.db, o.mine.Feed).Import(context.Background(), o.other.Admin, o.other.School, "r.csv", strings.NewReader("学号,姓名,年级,班级\n1,王小明,一年级,1班\n"), roster.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		imported := o.text("SELECT id FROM roster_import")
		b := o.as(adminOf(o.mine))
		before := o.books()
		n := 0
		for _, rt := range o.consolePaths(o.alien, o.alienReader, imported) {
			method, path := rt[0], rt[1]
			switch {
			case rt[2] != path: // the id is in the path
				n++
				if method == "GET" {
					b.get(path).has(t, 404)
				} else {
					b.post(path, nil).has(t, 404)
				}
			case method == "POST": // the school is in the form
				n++
				if field := map[string]string{"/console/imports": "roster", "/console/teachers": "roster", "/console/calendar/file": "file", "/console/timetable/import": "file"}[path]; field != "" {
					b.file(path, field, "r.csv", []byte("学号,姓名\n"), "school", o.other.School, "apply", "yes").has(t, 404)
				} else {
					b.post(path, nil, "school", o.other.School, "id", o.other.School, "name", "x", "kind", "reader", "scene", "identify").has(t, 404)
				}
			}
		}
		if n < 18 { // a loop over nothing proves nothing
			t.Errorf("%d routes asked", n)
		}
		if after := o.books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
		if o.events(o.other.School, "people.read") != 0 {
			t.Error("read")
		}
	})
}

func TestWhoHasNoConsoleIsRefusedEverywhere(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.exec("INSERT INTO roster_import (id, school_id, file_name, file_hash, state, counts, problems, created_at) VALUES ('i1', ?, 'f', 'h', 'refused', '{}', '[]', 0)", o.mine.School)
		paths := o.consolePaths(o.pupil, o.reader, "i1")
		if len(paths) < 27 {
			t.Errorf("%d routes", len(paths))
		}
		ask := func(b browser, rt [3]string) answer {
			if rt[0] == "GET" {
				return b.get(rt[1])
			}
			return b.post(rt[1], nil, "id", o.mine.School, "school", o.mine.School, "name", "x", "kind", "reader", "scene", "identify")
		}
		for _, who := range []*scantest.Holder{o.parent, o.pupil, o.guard} {
			b := o.as(who.Person)
			before := o.books()
			for _, rt := range paths {
				ask(b, rt).has(t, 403)
			}
			if after := o.books(); after != before {
				t.Errorf("changed:\n%s\n%s", before, after)
			}
		}
		nobody := o.browser()
		for _, rt := range paths {
			a := ask(nobody, rt)
			if want := "/login"; a.StatusCode != 303 || !strings.HasPrefix(a.Header.Get("Location"), want) {
				t.Errorf("%s: %d %s", rt, a.StatusCode, a.Header.Get("Location"))
			}
		}
		admin := o.as(adminOf(o.mine))
		before := o.books()
		for _, rt := range paths {
			if rt[0] == "POST" {
				admin.post(rt[1], []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}).has(t, 403)
				admin.post(rt[1], []string{"Sec-Fetch-Site", "", "Origin", ""}).has(t, 403)
			}
		}
		if after := o.books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
	})
}

func TestOneAccountInTwoSchools(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		ctx := context.Background()
		code, _, err := o.accounts.IssueActivation(ctx, allow.Actor{Kind: allow.System}, adminOf(o.other))
		if err != nil {
			t.Fatal(err)
		}
		if err := o.accounts.Link(ctx, o.text("SELECT account_id FROM account_person WHERE person_id = ?", adminOf(o.mine)), code); err != nil {
			t.Fatal(err)
		}
		current := func(a answer) string {
			m := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(a.body)
			if m == nil {
				return ""
			}
			return m[1]
		}
		if got := current(b.get("/console/gates")); got != min(o.mine.School, o.other.School) {
			t.Errorf("begins at %s", got)
		}
		b.post("/console/school", nil, "id", o.other.School).want(t, 303, "/console")
		if got := current(b.get("/console/gates")); got != o.other.School {
			t.Errorf("switched to %s", got)
		}
		b.post("/console/school", nil, "id", "s1").has(t, 404)
		// The tab of before still shows mine: its form means mine.
		b.post("/console/terminals", nil, "school", o.mine.School, "name", "tab", "kind", "reader", "scene", "identify").has(t, 200)
		if got := o.text("SELECT school_id FROM terminal WHERE name = 'tab'"); got != o.mine.School {
			t.Errorf("made in %s", got)
		}
		if got := current(b.get("/console/gates")); got != o.mine.School {
			t.Errorf("goes on at %s", got)
		}
		a := b.get("/console/people/" + o.alien.Person) // by an old link
		a.has(t, 200)
		if got := current(b.get("/console/gates")); current(a) != o.other.School || got != o.other.School {
			t.Errorf("shows %s, goes on at %s", current(a), got)
		}
		b.get("/console/people").hasNot(t, o.pupil.Person)
	})
}

func TestASuspendedPersonsAccountIsTold(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		parent, b := o.as(o.parent.Person), o.as(adminOf(o.mine))
		account := o.text("SELECT account_id FROM account_person WHERE person_id = ?", o.parent.Person)
		var told []string
		o.accounts.OnChange(func(id string) {
			o.mu.Lock()
			defer o.mu.Unlock()
			told = append(told, id)
		})
		b.post("/console/people/"+o.parent.Person+"/suspend", nil).want(t, 303, "/console/people/"+o.parent.Person+"?done=suspended")
		b.post("/console/people/"+o.pupil.Person+"/suspend", nil).want(t, 303, "/console/people/"+o.pupil.Person+"?done=suspended") // has no account
		b.post("/console/people/"+o.parent.Person+"/restore", nil).want(t, 303, "/console/people/"+o.parent.Person+"?done=restored")
		o.mu.Lock()
		defer o.mu.Unlock()
		if !slices.Equal(told, []string{account, account}) {
			t.Errorf("told %v, want %s twice", told, account)
		}
		_ = parent
	})
}

func TestPagesOfPeopleAndOfTheAuditLog(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		for i := range 60 {
			o.exec("INSERT INTO person (id, school_id, name, folded, gender, state, state_at, created_at) VALUES (?, ?, '甲', ?, '', 'active', 0, 0)", fmt.Sprintf("x%02d", i), o.mine.School, fmt.Sprintf("甲%02d", i))
		}
		next := regexp.MustCompile(`href="([^"]*)" rel="next"`)
		seen := map[string]bool{}
		walk := func(path, item string) int {
			pages := 0
			for path != "" && pages < 9 {
				pages++
				a := b.get(path)
				a.has(t, 200)
				for _, m := range regexp.MustCompile(item).FindAllStringSubmatch(a.body, -1) {
					if seen[m[1]] {
						t.Errorf("%s is there twice", m[1])
					}
					seen[m[1]] = true
				}
				path = ""
				if m := next.FindStringSubmatch(a.body); m != nil {
					path = strings.ReplaceAll(m[1], "&amp;", "&")
				}
			}
			return pages
		}
		if n := walk("/console/people", `class="who" href="/console/people/([^"]*)"`); n != 2 || len(seen) != 66 {
			t.Errorf("%d people on %d pages", len(seen), n)
		}
		for i := range 60 {
			b.get(fmt.Sprintf("/console/gates?x=%d", i))
		}
		if err := o.db.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			for range 60 {
				if err := audit.Record(ctx, tx, audit.Event{School: o.mine.School, Actor: "system", Action: "test"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		seen = map[string]bool{}
		if n := walk("/console/audit", `<td class="rt num mut"[^>]*>(\d+)</td>`); n < 2 || !seen["1"] {
			t.Errorf("%d events on %d pages", len(seen), n)
		}
	})
}

func TestALineForAHumanToDecide(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		file := []byte("学号,姓名,年级,班级,家长1姓名,家长1关系,家长1手机\n1,王小明,一年级,1班,王强,父亲,13800001111\n2,李小红,一年级,1班,李刚,父亲,13800001111\n")
		dry := b.upload("/console/imports", "f.csv", file)
		dry.has(t, 200, `name="separate" value="3"`, "要认定", "在第 2 行是另一个名字")
		hash := hidden.FindAllStringSubmatch(dry.body, -1)[1][2]
		// Undecided, it is refused; decided, the two stay two.
		a := b.upload("/console/imports", "f.csv", file, "apply", "yes", "checked", hash)
		b.get(a.Header.Get("Location")).has(t, 200, "有问题，没有导入")
		if n := o.text("SELECT count(*) FROM person WHERE phone = '13800001111'"); n != "0" {
			t.Errorf("%s guardians before anybody decided", n)
		}
		a = b.upload("/console/imports", "f.csv", file, "apply", "yes", "checked", hash, "separate", "3", "separate", "x")
		b.get(a.Header.Get("Location")).has(t, 200, "花名册已生效。")
		if n := o.text("SELECT count(*) FROM person WHERE phone = '13800001111'"); n != "2" {
			t.Errorf("%s guardians", n)
		}
	})
}

func TestAReaderThatScansIsOnline(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		b.get("/console/terminals").has(t, 200, "离线")
		who, _ := o.mine.Terminal(t, o.mine.GateIn, false)
		s := o.mine.Service(t, o.db)
		scantest.Present(t, s, scan.Presentation{Terminal: who, Key: "k", Chip: o.pupil.Chip})
		for _, path := range []string{"/console", "/console/terminals"} {
			b.get(path).has(t, 200, "在线")
		}
		o.pass(91 * time.Second)
		b.get("/console/terminals").hasNot(t, "在线")
	})
}

// upload posts the import form with a file.
func (b browser) upload(path, name string, content []byte, pairs ...string) answer {
	b.Helper()
	return b.file(path, "roster", name, content, pairs...)
}

// file sends a form with a file; no content is no file chosen.
func (b browser) file(path, field, name string, content []byte, pairs ...string) answer {
	b.Helper()
	var body bytes.Buffer
	mw := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = mw.WriteField(pairs[i], pairs[i+1])
	}
	if content != nil {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", `form-data; name="`+field+`"; filename="`+name+`"`)
		h.Set("Content-Type", "text/csv")
		w, _ := mw.CreatePart(h)
		_, _ = w.Write(content)
	}
	_ = mw.Close()
	req, err := http.NewRequest("POST", b.srv.URL+path, &body)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", mw.FormDataContentType())
	req.Header.Set("Origin", b.srv.URL)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := b.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return answer{res, string(text)}
}

func TestARosterThroughTheForm(t *testing.T) {
	whole, err := os.ReadFile("../roster/testdata/roster.csv")
	if err != nil {
		t.Fatal(err)
	}
	const pupils = 87 // campus imports all of them
	file := bytes.Join(bytes.SplitAfterN(whole, []byte("\n"), pupils+2)[:pupils+1], nil)
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		before := o.books()
		dry := b.upload("/console/imports", "全校.csv", file, "school", o.mine.School)
		dry.has(t, 200, "全校.csv", "已检查，待生效", "87", `name="apply" value="yes"`)
		o.everyFormHasItsRoute(dry)
		if after := o.books(); after != before {
			t.Fatalf("a check changed:\n%s\n%s", before, after)
		}
		fields := []string{"apply", "yes"}
		for _, m := range hidden.FindAllStringSubmatch(dry.body, -1) {
			fields = append(fields, m[1], m[2])
		}
		for _, m := range regexp.MustCompile(`name="separate" value="(\d+)"`).FindAllStringSubmatch(dry.body, -1) {
			fields = append(fields, "separate", m[1])
		}
		b.upload("/console/imports", "other.csv", []byte("学号,姓名,年级,班级\n1,王小明,一年级,1班\n2,王小红,一年级,1班\n"), fields...).has(t, 409, "这不是刚才检查的那个文件", "other.csv")
		if after := o.books(); after != before {
			t.Fatalf("another file changed:\n%s\n%s", before, after)
		}
		done := b.upload("/console/imports", "全校.csv", file, fields...)
		id := o.text("SELECT id FROM roster_import WHERE school_id = ?", o.mine.School)
		done.want(t, 303, "/console/imports/"+id+"?done=imported")
		b.get(done.Header.Get("Location")).has(t, 200, "花名册已生效。", "87", "已生效")
		b.get("/console/imports").has(t, 200, "全校.csv", "已生效")
		b.get("/console/people?q=20260101001").has(t, 200, "林文怡", "一年级1班")
		if o.events(o.mine.School, "roster.applied") != 1 || o.text("SELECT count(*) FROM person WHERE school_id = ?", o.other.School) != "2" {
			t.Error("not applied once, here")
		}
		again := b.upload("/console/imports", "全校.csv", file)
		again.has(t, 200, "没有变化")
		o.verified()
	})
}

func TestABadUploadSaysWhyAndChangesNothing(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		before := o.books()
		for _, c := range []struct {
			name    string
			content []byte
			status  int
			want    string
		}{
			{"no file", nil, 422, "请选一个花名册文件"},
			{"empty", []byte{}, 422, "请选一个花名册文件"},
			{"21 MiB", bytes.Repeat([]byte("x"), 21<<20), 413, "最多 20 MB"},
			{"not CSV", []byte("%PDF-1.7\nstream"), 422, "缺少这些列"},
			{"a workbook", []byte("PK\x03\x04 whatever"), 422, "另存为 CSV"},
			{"a wrong encoding", []byte("\xef\xbb\xbf\xff\xff\xff"), 422, "编码不认识"},
			{"only a head", []byte("学号,姓名,年级,班级\n"), 422, "没有学生"},
			{"a column twice", []byte("学号,姓名,姓名,年级,班级\n1,a,a,一年级,1班\n"), 422, "姓名"},
		} {
			for _, apply := range []string{"no", "yes"} {
				a := b.upload("/console/imports", "f.csv", c.content, "apply", apply)
				a.has(t, c.status, c.want, `class="alert danger"`, `type="file"`)
			}
		}
		bad := b.upload("/console/imports", `<i>.csv`, []byte("学号,姓名,年级,班级\n1,=1+1,一年级,1班\n"))
		bad.has(t, 200, "像公式", "有问题，没有导入")
		bad.hasNot(t, `name="apply"`, "<i>")
		b.upload("/console/imports", "f.csv", bytes.Repeat([]byte("x"), 25<<20)).has(t, 413)
		b.post("/console/imports", nil, "roster", "学号").has(t, 422, "请选一个花名册文件")
		if after := o.books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
		// Applied with a problem, it is refused on record, and changes nothing else.
		a := b.upload("/console/imports", "f.csv", []byte("学号,姓名,年级,班级\n1,=1+1,一年级,1班\n"), "apply", "yes")
		a.want(t, 303, "/console/imports/"+o.text("SELECT id FROM roster_import"))
		b.get(a.Header.Get("Location")).has(t, 200, "有问题，没有导入", "像公式")
		if o.events(o.mine.School, "roster.refused") != 1 {
			t.Error("no event")
		}
	})
}

// printed is a code on paper for somebody's card.
func (o office) visit(h *scantest.Holder) string {
	id := db.NewID()
	o.exec("INSERT INTO pass (id, school_id, kind, person_id, zone_id, secret, state, state_at, look, times, valid_from, valid_to, created_at) SELECT ?, school_id, 'visit', id, (SELECT MIN(z.id) FROM zone z WHERE z.school_id = p.school_id), ?, 'live', 0, 'none', 1, 0, 4102444800000, 0 FROM person p WHERE p.id = ?", id, id, h.Person)
	o.exec("INSERT INTO visit (pass_id, school_id, host_id, person_id, company, phone, purpose, valid_from, valid_to, created_at) SELECT id, school_id, person_id, person_id, '', '', 'x', valid_from, valid_to, 0 FROM pass WHERE id = ?", id)
	return id
}

func (o office) printed(h *scantest.Holder) string {
	id := db.NewID()
	o.exec("INSERT INTO pass (id, school_id, kind, person_id, card_id, secret, state, state_at, look, times, valid_from, valid_to, created_at) SELECT ?, school_id, 'printed', person_id, id, ?, 'live', 0, 'photo', 1, 0, 4102444800000, 0 FROM card WHERE id = ?", id, id, h.Card)
	return id
}
