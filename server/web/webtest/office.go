package webtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"testing"

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
	"yunka/server/terminal"
	"yunka/server/visit"
	"yunka/server/web"
)

// Office is two schools behind one site; the stories are told in mine.
type Office struct {
	Site
	Mine, Other      *scantest.World
	Class, Elsewhere string // classes of mine
	Teacher          *scantest.Holder
	Pupil, Foreign   *scantest.Holder // of mine: in class, in elsewhere
	Parent, Guard    *scantest.Holder
	Alien            *scantest.Holder // a pupil of other
	Reader           string           // terminals
	AlienReader      string
}

// EachOffice tells a story of two schools on both engines.
func EachOffice(t *testing.T, story func(t *testing.T, o Office), change ...func(*app.PageDeps)) {
	t.Helper()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) { story(t, openOffice(t, e, change...)) })
	}
}

func openOffice(t *testing.T, e db.Engine, change ...func(*app.PageDeps)) Office {
	t.Helper()
	o := Office{Site: Open(t, e, func(d *app.PageDeps) {
		d.Campus, d.Cards, d.Terminals, d.Visits = campus.New(d.DB, d.Feed), card.New(d.DB, d.Feed), terminal.New(d.DB, d.Feed), visit.New(d.DB)
		d.Roster = roster.New(d.DB, d.Feed)
		scans, err := scan.New(context.Background(), scan.Config{DB: d.DB, Feed: d.Feed, Words: scantest.Words{}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(scans.Close)
		d.Scans = scans
		for _, fn := range change {
			fn(d)
		}
	})}
	o.Exec("UPDATE school SET slug = 'first'") // scantest counts its own
	o.Mine, o.Other = scantest.New(t, o.DB), scantest.New(t, o.DB)
	o.Teacher, o.Pupil, o.Foreign = o.Mine.Holder(t, allow.Teacher), o.Mine.Holder(t, allow.Student), o.Mine.Holder(t, allow.Student)
	o.Parent, o.Guard = o.Mine.Holder(t, allow.Parent), o.Mine.Holder(t, allow.Guard)
	o.Alien = o.Other.Holder(t, allow.Student)
	if err := o.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		if o.Class, err = campus.AddClass(ctx, tx, o.Mine.School, "三年级", "2班"); err != nil {
			return err
		}
		if o.Elsewhere, err = campus.AddClass(ctx, tx, o.Mine.School, "三年级", "3班"); err != nil {
			return err
		}
		if _, err := post.Add(ctx, tx, post.Post{SchoolID: o.Mine.School, PersonID: o.Teacher.Person, Kind: allow.ClassTeacher, OfWhat: allow.OfClass, OfID: o.Class}); err != nil {
			return err
		}
		_, err = campus.AddGuardianship(ctx, tx, campus.Guardianship{SchoolID: o.Mine.School, AdultID: o.Parent.Person, ChildID: o.Pupil.Person, Relation: "母亲", Rights: campus.RightsOf("母亲")})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.Exec("UPDATE membership SET class_id = ? WHERE id = ?", o.Class, o.Pupil.Membership)
	o.Exec("UPDATE membership SET class_id = ? WHERE id = ?", o.Elsewhere, o.Foreign.Membership)
	o.Exec("UPDATE person SET phone = '13812341706', name = '林晨' WHERE id = ?", o.Parent.Person)
	r, _ := o.Mine.Terminal(t, o.Mine.GateIn, false)
	a, _ := o.Other.Terminal(t, o.Other.GateIn, false)
	o.Reader, o.AlienReader = r.ID, a.ID
	return o
}

// AdminOf is the person who runs a world's school.
func AdminOf(w *scantest.World) string {
	for p := range w.Admin.People {
		return p
	}
	return ""
}

// As signs a person in.
func (o Office) As(person string) Browser {
	o.Helper()
	ctx := context.Background()
	code, _, err := o.Accounts.IssueActivation(ctx, allow.Actor{Kind: allow.System}, person)
	if err != nil {
		o.Fatal(err)
	}
	login := "u" + person
	if _, err := o.Accounts.Activate(ctx, code, login, SecretPhrase, "zh-CN"); err != nil {
		o.Fatal(err)
	}
	b := o.Browser()
	b.Login(login, SecretPhrase).Want(o.T, 303, "/")
	return b
}

// SecretPhrase is the password of every account of an office.
const SecretPhrase = "correct horse battery 7"

// Events counts a school's audit events of an action.
func (o Office) Events(school, action string) int {
	o.Helper()
	var n int
	if _, err := fmt.Sscan(o.Text("SELECT count(*) FROM audit_event WHERE school_id = ? AND action = ?", school, action), &n); err != nil {
		o.Fatal(err)
	}
	return n
}

// Verified fails unless the audit's chains are whole.
func (o Office) Verified() {
	o.Helper()
	if _, err := audit.Verify(context.Background(), o.DB); err != nil {
		o.Error(err)
	}
}

// Books is everything a button could change, by table and count of states.
func (o Office) Books() string {
	o.Helper()
	var all []string
	for _, q := range []string{
		"SELECT COALESCE(MAX(state_at), 0) || ' ' || count(*) FROM person WHERE state = 'active'", "SELECT count(*) || '' FROM person", "SELECT count(*) || '' FROM card WHERE state = 'active'",
		"SELECT count(*) || '' FROM credential WHERE state = 'live'", "SELECT count(*) || '' FROM terminal WHERE token_hash IS NOT NULL", "SELECT count(*) || '' FROM terminal",
		"SELECT count(*) || '' FROM activation", "SELECT count(*) || '' FROM roster_import", "SELECT SUM(last) || '' FROM feed_head", "SELECT SUM(policy_version) || '' FROM school",
		"SELECT MAX(token_hash) FROM terminal",
	} {
		all = append(all, o.Text(q))
	}
	return strings.Join(all, "|")
}

// Has fails unless the status is this and the body has all parts.
func (a Answer) Has(t testing.TB, status int, parts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: %d, want %d\n%.600s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.Body)
	}
	for _, p := range parts {
		if !strings.Contains(a.Body, p) {
			t.Fatalf("%s %s has no %q\n%.2000s", a.Request.Method, a.Request.URL, p, a.Body)
		}
	}
}

// HasNot fails if the body has one of the parts.
func (a Answer) HasNot(t testing.TB, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(a.Body, p) {
			t.Fatalf("%s %s has %q", a.Request.Method, a.Request.URL, p)
		}
	}
}

var formAction = regexp.MustCompile(`<form[^>]*method="post"[^>]*action="([^"]*)"`)

// OnceShown finds a secret that a page shows once.
var OnceShown = regexp.MustCompile(`<p class="secret[^"]*">([^<]*)</p>`)

// everyFormHasItsRoute: a button that leads nowhere is found on any page.
func (o Office) EveryFormHasItsRoute(a Answer) {
	o.Helper()
	for _, m := range formAction.FindAllStringSubmatch(a.Body, -1) {
		ok := slices.ContainsFunc(o.Web.Routes(), func(rt web.Route) bool {
			return rt.Method == "POST" && regexp.MustCompile("^"+regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(rt.Pattern, "[^/]+")+"$").MatchString(m[1])
		})
		if !ok {
			o.Errorf("%s posts to %s, where nothing is", a.Request.URL.Path, m[1])
		}
	}
}

// Path is an address of the console.
type Path struct {
	Method, Path string
	Named        bool // an id stands in it
	Stranger     bool // the id is nobody's: a kind of thing that this package does not make
}

// ConsolePaths fills each console route with ids of a holder's school.
func (o Office) ConsolePaths(h *scantest.Holder, reader, imported string) []Path {
	var list []Path
	for _, rt := range o.Web.Routes() {
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
			if o.Text("SELECT COUNT(*) FROM post WHERE id = ?", id) == "0" {
				o.Exec(`INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at)
SELECT ?, m.school_id, m.person_id, m.id, 'librarian', 'school', '', '', 0, 0 FROM membership m WHERE m.id = ?`, id, h.Membership)
			}
		case "zones":
			id = o.Text("SELECT MIN(z.id) FROM zone z JOIN person p ON p.school_id = z.school_id WHERE p.id = ?", h.Person)
		case "rules":
			id = "rule-" + h.Person
			if o.Text("SELECT COUNT(*) FROM access_rule WHERE id = ?", id) == "0" {
				o.Exec(`INSERT INTO access_rule (id, school_id, zone_id, who, who_id, effect, note, created_at)
SELECT ?, p.school_id, (SELECT MIN(z.id) FROM zone z WHERE z.school_id = p.school_id), 'role', 'teacher', 'allow', '', 0 FROM person p WHERE p.id = ?`, id, h.Person)
			}
		case "conflicts":
			id = "conflict-" + h.Person
			if o.Text("SELECT COUNT(*) FROM conflict WHERE id = ?", id) == "0" {
				o.Exec(`INSERT INTO conflict (id, school_id, terminal_id, seq, kind, detail, at, raised_at)
SELECT ?, p.school_id, (SELECT MIN(t.id) FROM terminal t WHERE t.school_id = p.school_id), 1, 'CHAIN', '', 0, 0 FROM person p WHERE p.id = ?`, id, h.Person)
			}
		case "groups":
			id = "group-" + h.Person
			if o.Text("SELECT COUNT(*) FROM access_group WHERE id = ?", id) == "0" {
				o.Exec("INSERT INTO access_group (id, school_id, name, created_at) SELECT ?, p.school_id, '小组', 0 FROM person p WHERE p.id = ?", id, h.Person)
			}
		case "gates":
			id = o.Text("SELECT MIN(g.id) FROM gate g JOIN person p ON p.school_id = g.school_id WHERE p.id = ?", h.Person)
		default: // app's probes ask every route with an id of its kind
			id = "no-such-id"
		}
		list = append(list, Path{rt.Method, strings.ReplaceAll(rt.Pattern, "{id}", id), strings.Contains(rt.Pattern, "{id}"), id == "no-such-id"})
	}
	return list
}

// guardianshipIn is one of the holder's school; it is made if there is none.
func (o Office) guardianshipIn(h *scantest.Holder) string {
	o.Helper()
	const there = "SELECT COALESCE(MIN(g.id), '') FROM guardianship g JOIN person p ON p.school_id = g.school_id WHERE p.id = ?"
	if o.Text(there, h.Person) == "" {
		o.Exec(`INSERT INTO guardianship (id, school_id, adult_id, child_id, relation, can_view, can_leave, can_pay, can_pickup, can_delegate, can_consent, can_notify, restricted, valid_from, created_at)
SELECT 'g-' || p.id, p.school_id, (SELECT MIN(a.id) FROM person a WHERE a.school_id = p.school_id AND a.id <> p.id), p.id, '其他', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, 0, 0 FROM person p WHERE p.id = ?`, h.Person)
	}
	return o.Text(there, h.Person)
}

// Upload posts the import form with a file.
func (b Browser) Upload(path, name string, content []byte, pairs ...string) Answer {
	b.Helper()
	return b.File(path, "roster", name, content, pairs...)
}

// File sends a form with a file; no content is no file chosen.
func (b Browser) File(path, field, name string, content []byte, pairs ...string) Answer {
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
	req, err := http.NewRequest("POST", b.Server.URL+path, &body)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", mw.FormDataContentType())
	req.Header.Set("Origin", b.Server.URL)
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
	return Answer{res, string(text)}
}

// printed is a code on paper for somebody's card.
func (o Office) visit(h *scantest.Holder) string {
	id := db.NewID()
	o.Exec("INSERT INTO pass (id, school_id, kind, person_id, zone_id, secret, state, state_at, look, times, valid_from, valid_to, created_at) SELECT ?, school_id, 'visit', id, (SELECT MIN(z.id) FROM zone z WHERE z.school_id = p.school_id), ?, 'live', 0, 'none', 1, 0, 4102444800000, 0 FROM person p WHERE p.id = ?", id, id, h.Person)
	o.Exec("INSERT INTO visit (pass_id, school_id, host_id, person_id, company, phone, purpose, valid_from, valid_to, created_at) SELECT id, school_id, person_id, person_id, '', '', 'x', valid_from, valid_to, 0 FROM pass WHERE id = ?", id)
	return id
}

func (o Office) printed(h *scantest.Holder) string {
	id := db.NewID()
	o.Exec("INSERT INTO pass (id, school_id, kind, person_id, card_id, secret, state, state_at, look, times, valid_from, valid_to, created_at) SELECT ?, school_id, 'printed', person_id, id, ?, 'live', 0, 'photo', 1, 0, 4102444800000, 0 FROM card WHERE id = ?", id, id, h.Card)
	return id
}

// Stamp is what a form was filled from, in its hidden field.
var Stamp = regexp.MustCompile(`name="was" value="([0-9a-f]*)"`)

// Photo posts a photo of a person.
func (b Browser) Photo(person string, file []byte, pairs ...string) Answer {
	b.Helper()
	return b.File("/console/people/"+person+"/photo", "photo", "photo.jpg", file, pairs...)
}
