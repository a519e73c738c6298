package app_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/post"
	"yunka/server/roster"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// The stories of this package are told by the real program on ":0", over HTTP,
// in a world of two schools with the same shapes. A cookie jar would hide what
// is sent, so every request says itself who it is.

// system is the command line.
var system = allow.Actor{Kind: allow.System}

// passphrase is everybody's.
const passphrase = "correct horse battery 7"

const guardPIN = "382916"

// patience is how long a test waits before it gives up; a green run never waits
// for it.
const patience = 2 * time.Minute

// start runs the program until the test ends.
func start(t testing.TB, cfg app.Config, before ...func(*app.App)) *app.App {
	t.Helper()
	a, _ := startStoppable(t, cfg, before...)
	return a
}

// startStoppable also returns what a SIGTERM does; it waits until Run has returned.
func startStoppable(t testing.TB, cfg app.Config, before ...func(*app.App)) (a *app.App, stop func() error) {
	t.Helper()
	if cfg.Addr == "" {
		cfg.Addr = ":0"
	}
	if cfg.Data == "" {
		cfg.Data = dbtest.Dir(t)
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	cfg.HashCost = scantest.HashCost
	a, err := app.New(t.Context(), cfg, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	for _, fn := range before {
		fn(a)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	var result error
	stopped := false
	stop = func() error {
		if !stopped {
			stopped = true
			cancel()
			select {
			case result = <-ended:
			case <-time.After(patience):
				result = fmt.Errorf("the program did not stop")
			}
		}
		return result
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("run: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return a, stop
}

// configOn is a fresh database of an engine. SQLite's lies in Data.
func configOn(t testing.TB, e db.Engine) app.Config {
	t.Helper()
	if e == db.SQLite {
		return app.Config{Data: dbtest.Dir(t)}
	}
	return app.Config{DatabaseURL: dbtest.URL(t, e)}
}

// school is one of the two: everybody once, twice where a right could reach too far.
type school struct {
	*scantest.World
	Student, Teacher, Parent, Guard, Admin *scantest.Holder
	Finance                                *scantest.Holder // a teacher with that post and no class
	Charge                                 *scantest.Holder // the parent's child and the teacher's pupil
	Other                                  *scantest.Holder // a pupil of another class and other parents
	Import                                 string
	Reader, StaffReader                    terminal.Identity
	ReaderToken, StaffToken                string
	Kiosk, StaffKiosk                      terminal.Identity
	KioskToken, StaffKioskToken            string
}

var settled atomic.Int64

// settle builds a school in the running program, through its services.
func settle(t testing.TB, a *app.App) *school {
	t.Helper()
	w := scantest.New(t, a.DB)
	w.Feed, w.Cards, w.Terminals = a.Feed, a.Cards, a.Terminals
	w.Exec(t, "DELETE FROM opening WHERE school_id = ?", w.School) // open at any hour, as tests run
	s := &school{World: w}
	for range settled.Add(1) * 1000 { // chips of two schools have different numbers
		w.Key()
	}
	for _, p := range []struct {
		to   **scantest.Holder
		role allow.Role
	}{{&s.Student, allow.Student}, {&s.Charge, allow.Student}, {&s.Other, allow.Student}, {&s.Teacher, allow.Teacher},
		{&s.Parent, allow.Parent}, {&s.Guard, allow.Guard}, {&s.Admin, allow.Admin}, {&s.Finance, allow.Teacher}} {
		*p.to = w.Holder(t, p.role)
	}
	inTx(t, a.DB, func(ctx context.Context, tx *db.Tx) error {
		for _, c := range []struct {
			name  string
			pupil *scantest.Holder
		}{{"1班", s.Charge}, {"2班", s.Other}, {"3班", s.Student}} {
			id, err := campus.AddClass(ctx, tx, w.School, "三年级", c.name)
			if err != nil {
				return err
			}
			if _, err := tx.NewRaw("UPDATE membership SET class_id = ? WHERE id = ?", id, c.pupil.Membership).Exec(ctx); err != nil {
				return err
			}
			if c.pupil == s.Charge {
				if _, err := post.Add(ctx, tx, post.Post{SchoolID: w.School, PersonID: s.Teacher.Person, Kind: allow.ClassTeacher, OfWhat: allow.OfClass, OfID: id}); err != nil {
					return err
				}
			}
		}
		if _, err := post.Add(ctx, tx, post.Post{SchoolID: w.School, PersonID: s.Finance.Person, Kind: allow.Finance, OfWhat: allow.OfSchool}); err != nil {
			return err
		}
		_, err := campus.AddGuardianship(ctx, tx, campus.Guardianship{SchoolID: w.School, AdultID: s.Parent.Person, ChildID: s.Charge.Person, Relation: "母亲", Rights: campus.RightsOf("母亲")})
		return err
	})
	res, err := a.Roster.Import(t.Context(), system, w.School, "roster.csv", strings.NewReader(rosterFile("S"+w.School[24:])), roster.ImportOptions{})
	if err != nil || !res.Applied {
		t.Fatal(res, err)
	}
	s.Import = res.ImportID
	s.Reader, s.ReaderToken = w.Terminal(t, w.GateIn, false)
	s.StaffReader, s.StaffToken = w.Terminal(t, w.OfficeIn, true)
	s.Kiosk, s.KioskToken = s.kiosk(t, a, w.GateIn, false)
	s.StaffKiosk, s.StaffKioskToken = s.kiosk(t, a, w.OfficeIn, true)
	err = a.Accounts.SetPIN(t.Context(), allow.Actor{Kind: allow.Account, People: map[string]bool{s.Guard.Person: true},
		Seats: []allow.Seat{{School: w.School, Person: s.Guard.Person, Role: allow.Guard}}}, s.Guard.Person, guardPIN)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *school) kiosk(t testing.TB, a *app.App, gate string, staff bool) (terminal.Identity, string) {
	t.Helper()
	token, who, err := a.Terminals.Pair(t.Context(), s.pairing(t, a, gate, staff))
	if err != nil {
		t.Fatal(err)
	}
	return who, token
}

// pairing adds a kiosk and returns its one-time code.
func (s *school) pairing(t testing.TB, a *app.App, gate string, staff bool) string {
	t.Helper()
	_, code, err := a.Terminals.Add(t.Context(), s.World.Admin, s.School, terminal.Draft{Name: "Kiosk " + s.Key(), Kind: "kiosk", Scene: "gate", Staff: staff, Gate: gate})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// rosterFile is a file with one pupil and one parent.
func rosterFile(number string) string {
	return "学号,姓名,性别,年级,班级,家长1姓名,家长1关系,家长1手机\r\n" + number + ",林一一,女,一年级,1班,林大海,父亲,13800000001\r\n"
}

// account activates a login for a person, and logs in over HTTP.
func account(t testing.TB, a *app.App, h *scantest.Holder, login string) (id, cookie string) {
	t.Helper()
	return accountAt(t, a, h, login, "yunka")
}

// accountAt is account where the session's cookie has another name.
func accountAt(t testing.TB, a *app.App, h *scantest.Holder, login, name string) (id, cookie string) {
	t.Helper()
	code, _, err := a.Accounts.IssueActivation(t.Context(), system, h.Person)
	if err != nil {
		t.Fatal(err)
	}
	if id, err = a.Accounts.Activate(t.Context(), code, login, passphrase, "zh-CN"); err != nil {
		t.Fatal(err)
	}
	res := do(t, a, "POST", "/login", ask{form: url.Values{"login": {login}, "password": {passphrase}}})
	if res.status != http.StatusSeeOther {
		t.Fatalf("login of %s: %d %s", login, res.status, res.body)
	}
	return id, res.cookies[name]
}

// ask is what a request says besides its address.
type ask struct {
	cookie map[string]string
	bearer string
	header map[string]string
	form   url.Values
	json   string
	body   string // with its type
	kind   string
	quiet  bool // says nothing about where it comes from
}

type reply struct {
	status  int
	header  http.Header
	body    string
	cookies map[string]string
}

// once follows no redirect and keeps no cookie.
var once = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: patience,
	Transport: &http.Transport{MaxIdleConnsPerHost: 64, DialContext: (&net.Dialer{}).DialContext}}

func request(t testing.TB, base, method, path string, q ask) *http.Request {
	t.Helper()
	var body io.Reader
	kind := q.kind
	switch {
	case q.form != nil:
		body, kind = strings.NewReader(q.form.Encode()), "application/x-www-form-urlencoded"
	case q.json != "":
		body, kind = strings.NewReader(q.json), "application/json"
	case q.body != "":
		body = strings.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, base+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for name, value := range q.cookie {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if q.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+q.bearer)
	}
	if !q.quiet {
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		req.Header.Set("Origin", base)
	}
	for name, value := range q.header {
		req.Header.Set(name, value)
	}
	return req
}

func do(t testing.TB, a *app.App, method, path string, q ask) reply {
	t.Helper()
	return send(t, request(t, a.URL(), method, path, q))
}

// send may be called from any goroutine: what fails is a reply without a status.
func send(t testing.TB, req *http.Request) reply {
	t.Helper()
	res, err := once.Do(req)
	if err != nil {
		t.Error(err)
		return reply{}
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	r := reply{status: res.StatusCode, header: res.Header, body: string(b), cookies: map[string]string{}}
	for _, c := range res.Cookies() {
		r.cookies[c.Name] = c.Value
	}
	return r
}

func inTx(t testing.TB, d *db.DB, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := d.Tx(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// uncounted tables change by being looked at: the visit of a session, a guess,
// the browser that came in, the record of who read what.
var uncounted = map[string]bool{"session": true, "guess": true, "known_device": true, "audit_event": true, "audit_head": true}

// books digests every row of every table but the uncounted ones, by table. Derived
// tables, which have generations, are not of the books: a job moves them after the
// facts (package projection).
func books(t testing.TB, d *db.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := d.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		tables, err := countedTables(ctx, q, d.Engine())
		if err != nil {
			return err
		}
		return sums(ctx, q, d.Engine(), tables, out)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// countedTables are those of the books. The database adds up what a row says: rows that come
// to Go one value at a time, under the race detector, were a third of the matrix.
func countedTables(ctx context.Context, q bun.IDB, e db.Engine) (tables []table, err error) {
	list := `SELECT name, (SELECT group_concat('quote("' || c.name || '")', ' || '','' || ') FROM pragma_table_info(m.name) c) AS line
FROM sqlite_master m WHERE type = 'table' AND name NOT LIKE 'sqlite%'
AND NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = 'generation')`
	if e == db.Postgres {
		list = `SELECT tablename AS name, 't::text' AS line FROM pg_tables WHERE schemaname = 'public'
AND NOT EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name = tablename AND c.column_name = 'generation')`
	}
	if err := q.NewRaw(list).Scan(ctx, &tables); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(tables, func(t table) bool { return uncounted[t.Name] || strings.HasPrefix(t.Name, "bun_") }), nil
}

// changed names the tables that differ.
func changed(before, after map[string]string) (tables []string) {
	for table, digest := range after {
		if before[table] != digest {
			tables = append(tables, table)
		}
	}
	return tables
}

// number reads one number.
func number(t testing.TB, d *db.DB, query string, args ...any) (n int64) {
	t.Helper()
	if err := d.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(query, args...).Scan(ctx, &n)
	}); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// text reads one text.
func text(t testing.TB, d *db.DB, query string, args ...any) (s string) {
	t.Helper()
	if err := d.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(query, args...).Scan(ctx, &s)
	}); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// A table has an expression for all that a row says.
type table struct{ Name, Line string }

// sums digests each table, in one question.
func sums(ctx context.Context, q bun.IDB, e db.Engine, tables []table, out map[string]string) error {
	sum := `SELECT '%[1]s' AS name, COALESCE((SELECT group_concat(line, char(10)) FROM (SELECT %[2]s AS line FROM %[1]s ORDER BY 1)), '') AS sum`
	if e == db.Postgres {
		sum = `SELECT '%[1]s' AS name, md5(COALESCE(string_agg(%[2]s, chr(10) ORDER BY %[2]s), '')) AS sum FROM %[1]s t`
	}
	var each []string
	for _, t := range tables {
		each = append(each, fmt.Sprintf(sum, t.Name, t.Line))
	}
	var rows []struct{ Name, Sum string }
	if err := q.NewRaw(strings.Join(each, "\nUNION ALL\n")).Scan(ctx, &rows); err != nil {
		return err
	}
	for _, r := range rows {
		digest := sha256.Sum256([]byte(r.Sum))
		out[r.Name] = hex.EncodeToString(digest[:8])
	}
	return nil
}

// until waits for a condition.
func until(t testing.TB, what string, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if cond() {
			return
		}
	}
	t.Fatalf("waited in vain: %s", what)
}
