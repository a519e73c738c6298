package app_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/reason"
	"yunka/server/scan/scantest"
	"yunka/server/wechatpay/emulator/emulatortest"
)

// testdata/matrix is the whole policy as it answers over HTTP, a file for each face,
// scene and kit (owner): a line for each route (socket topic, command) and target, a
// column for each role. It is read like code: a new route has no line and fails, a
// changed cell shows in the diff. A cell is the status, "login" for a redirect there, then "w" if the
// database has changed and "a1" if one audit event was left; "-" cannot be asked.
//
// What no edit of these files can make right, matrix.judge holds by itself:
// nothing of another school is ever shown or changed, a refusal changes
// nothing, a GET changes nothing, who changes or is shown leaves an event.
//
// go test ./server/app -run Matrix -update writes the files anew, their lines by
// address.
var update = flag.Bool("update", false, "write the golden files anew")

const goldenMatrix = "testdata/matrix"

// roles are the columns.
var roles = []string{"anonymous", "student", "teacher", "parent", "guard", "admin", "finance", "terminal", "staff terminal", "kiosk", "staff kiosk"}

// rolesOnPostgres are asked again on the second engine: one for each way of
// being known. The policy is the same code; the queries are not.
var rolesOnPostgres = []string{"anonymous", "teacher", "admin", "staff terminal", "staff kiosk"}

// The targets of a route, by what its address or its body names.
var targetsOf = map[kind][]string{
	nothing:      {"-"},
	aSchool:      {"own", "foreign"},
	aPerson:      {"self", "charge", "other", "foreign"}, // charge: the parent's child and the teacher's pupil
	aCard:        {"self", "charge", "other", "foreign"},
	aPhone:       {"self", "charge", "other", "foreign"},
	aChip:        {"self", "charge", "other", "foreign"},
	aTerminal:    {"own", "foreign"},
	anImport:     {"own", "foreign"},
	aGate:        {"own", "foreign"},
	aZone:        {"own", "foreign"},
	aScan:        {"own", "foreign"},
	aPass:        {"charge", "other", "foreign"}, // a chip that is presented
	aDevice:      {"kiosk", "reader", "foreign"},
	unregistered: {"-"},
}

type kind string

const (
	nothing      kind = ""
	aSchool      kind = "school"
	aPerson      kind = "person"
	aCard        kind = "card"
	aPhone       kind = "phone"
	aChip        kind = "chip"
	aTerminal    kind = "terminal"
	anImport     kind = "import"
	aGate        kind = "gate"
	aZone        kind = "zone"
	aScan        kind = "scan"
	aPass        kind = "pass"
	aDevice      kind = "device"
	unregistered kind = "unregistered"
)

// actor is how a role asks.
type actor struct {
	role    string
	account string
	holder  *scantest.Holder
	ask     ask
}

// cell is one question.
type cell struct {
	line, target string
	who          actor
	school       *school          // whose the target is
	holder       *scantest.Holder // whose the target is
	id           string
	person       string // of an arranged target
}

func (c cell) String() string { return c.line + " of " + c.target + " by " + c.who.role }

// outcome is an answer to it.
type outcome struct {
	reply
	writes []string // tables
	events int64
}

func (o outcome) String() string {
	s := fmt.Sprint(o.status)
	if o.login() {
		s = "login"
	}
	if len(o.writes) > 0 {
		s += " w"
	}
	if o.events > 0 {
		s += fmt.Sprintf(" a%d", o.events)
	}
	return s
}

func (o outcome) login() bool {
	return o.status == http.StatusSeeOther && strings.HasPrefix(o.header.Get("Location"), "/login")
}

func (o outcome) done() bool { return o.status < 400 && !o.login() }

// matrix is the running program with its two schools.
type matrix struct {
	*testing.T
	app     *app.App
	ours    *school
	theirs  *school
	actors  []actor
	version func() string // another one after each commit
	touches *touches
	calmAt  string // the version calm left, and the newest touch then
	calmed  int64
	readAt  string // the version of digests, and the newest touch then
	read    int64
	digests map[string]string
}

func newMatrix(t *testing.T, e db.Engine) *matrix {
	t.Helper()
	cfg := configOn(t, e)
	cfg.WechatPay = emulatortest.New(t, "http://localhost", nil).Dir(t)
	// A Monday after school: rights of the day and its plans are not those of a Sunday.
	ahead := time.Until(scantest.ComingNoon().Add(5 * time.Hour))
	cfg.Clock = func() time.Time { return time.Now().Add(ahead) }
	a := start(t, cfg, app.WithoutJobs)
	m := &matrix{T: t, app: a, ours: settle(t, a), theirs: settle(t, a), version: versions(t, a, cfg)}
	for _, role := range roles {
		who := actor{role: role}
		switch role {
		case "student":
			who.holder = m.ours.Student
		case "teacher":
			who.holder = m.ours.Teacher
		case "parent":
			who.holder = m.ours.Parent
		case "guard":
			who.holder = m.ours.Guard
		case "admin":
			who.holder = m.ours.Admin
		case "finance":
			who.holder = m.ours.Finance
		case "terminal":
			who.ask.bearer = m.ours.ReaderToken
		case "staff terminal":
			who.ask.bearer = m.ours.StaffToken
		case "kiosk":
			who.ask.cookie = map[string]string{"yunka-terminal": m.ours.KioskToken}
		case "staff kiosk":
			who.ask.cookie = map[string]string{"yunka-terminal": m.ours.StaffKioskToken}
		}
		if who.holder != nil {
			var cookie string
			who.account, cookie = account(t, a, who.holder, role+"-1")
			who.ask.cookie = map[string]string{"yunka": cookie}
		}
		m.actors = append(m.actors, who)
	}
	account(t, a, m.theirs.Student, "theirs-1") // for POST /login
	m.remember()
	m.touches = watch(t, a.DB)
	return m
}

// remember keeps what cells of the matrix take away from an actor.
func (m *matrix) remember() {
	for _, q := range []string{
		"CREATE TABLE bun_keep_session AS SELECT * FROM session",
		"CREATE TABLE bun_keep_account AS SELECT * FROM account",
		"CREATE TABLE bun_keep_link AS SELECT * FROM account_person",
		"CREATE TABLE bun_keep_credential AS SELECT * FROM credential",
		"CREATE TABLE bun_keep_post AS SELECT * FROM post",
		"CREATE TABLE bun_keep_terminal AS SELECT * FROM terminal",
	} {
		m.ours.Exec(m.T, q)
	}
}

// versions reads something cheap that differs after each commit, so that the
// many cells that commit nothing need no digest.
func versions(t *testing.T, a *app.App, cfg app.Config) func() string {
	t.Helper()
	if a.DB.Engine() == db.Postgres {
		return func() string { return text(t, a.DB, "SELECT CAST(pg_current_wal_insert_lsn() AS TEXT)") }
	}
	// SQLite tells a connection what the others have done.
	lite, err := sql.Open("sqlite", filepath.Join(cfg.Data, "yunka.db"))
	if err != nil {
		t.Fatal(err)
	}
	lite.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = lite.Close() })
	return func() (v string) {
		if err := lite.QueryRowContext(t.Context(), "PRAGMA data_version").Scan(&v); err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// books is the digest of every table now: anew of those that were touched since.
func (m *matrix) books() map[string]string {
	m.Helper()
	for {
		v := m.version()
		if v == m.readAt {
			return m.digests
		}
		names, newest := m.touches.since(m.T, m.read)
		next := maps.Clone(m.digests)
		if next == nil {
			next = books(m.T, m.app.DB)
		} else {
			m.touches.digest(m.T, names, next)
		}
		if m.version() == v {
			m.digests, m.readAt, m.read = next, v, newest
			return m.digests
		}
	}
}

// calm puts the actors and the things of both schools back to where every cell
// starts: sessions alive, everything live, nobody blocked for guessing.
func (m *matrix) calm() {
	m.Helper()
	if m.version() == m.calmAt {
		return
	}
	names, _ := m.touches.since(m.T, m.calmed)
	first := m.calmAt == ""
	defer func() {
		m.calmAt = m.version()
		_, m.calmed = m.touches.since(m.T, m.calmed)
	}()
	var queries []string
	for _, q := range calming {
		if first || slices.Contains(names, written(q)) {
			queries = append(queries, q)
		}
	}
	if len(queries) == 0 {
		return
	}
	inTx(m.T, m.app.DB, func(ctx context.Context, tx *db.Tx) error {
		for _, q := range queries {
			if _, err := tx.NewRaw(q).Exec(ctx); err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
		}
		return nil
	})
}

// calming undoes what cells do, each statement that of its table, in an order in which
// nothing refers to what is gone.
var calming = []string{
	"DELETE FROM session", "INSERT INTO session SELECT * FROM bun_keep_session",
	"DELETE FROM account_person WHERE person_id NOT IN (SELECT person_id FROM bun_keep_link)",
	"UPDATE account SET lang = 'zh-CN', disabled_at = NULL, password_hash = (SELECT k.password_hash FROM bun_keep_account k WHERE k.id = account.id) WHERE id IN (SELECT id FROM bun_keep_account)",
	"UPDATE card SET state = 'active' WHERE state <> 'active'",
	"UPDATE person SET state = 'active' WHERE state <> 'active'",
	"UPDATE credential SET state = 'ended' WHERE id NOT IN (SELECT id FROM bun_keep_credential) AND kind = 'phone'",
	"UPDATE credential SET state = 'live' WHERE state <> 'live' AND id IN (SELECT id FROM bun_keep_credential)",
	"UPDATE terminal SET revoked_at = NULL, token_hash = (SELECT k.token_hash FROM bun_keep_terminal k WHERE k.id = terminal.id) WHERE id IN (SELECT id FROM bun_keep_terminal)",
	"DELETE FROM visit", "DELETE FROM pass", "DELETE FROM credential WHERE kind = 'chip' AND id NOT IN (SELECT id FROM bun_keep_credential)",
	"DELETE FROM guess", "DELETE FROM post WHERE id NOT IN (SELECT id FROM bun_keep_post)", "DELETE FROM membership WHERE id LIKE 'spare-%'", "DELETE FROM pickup_restriction", "DELETE FROM pickup_board", "DELETE FROM guardianship WHERE id LIKE 'spare-%'",
	// What earlier cells left makes the digests slow and says nothing.
	"DELETE FROM scan", "DELETE FROM scan_repeat", "DELETE FROM scan_confirmation", "DELETE FROM scan_undo", "DELETE FROM scan_reread", "DELETE FROM feed_event", "DELETE FROM claim_challenge",
	"DELETE FROM signin_door", "DELETE FROM library_machine", "DELETE FROM clock_user", "DELETE FROM clock_device", "DELETE FROM punch", "DELETE FROM till WHERE terminal_id NOT IN (SELECT id FROM bun_keep_terminal)",
	"DELETE FROM terminal WHERE id NOT IN (SELECT id FROM bun_keep_terminal)",
	"DELETE FROM activation", "DELETE FROM password_reset", "DELETE FROM outbox_delivery", "DELETE FROM outbox_notice", "DELETE FROM outbox_send", "DELETE FROM inbox_news",
}

// person is whom a target names for an actor; nil if the role has no such thing.
func (m *matrix) person(who actor, target string) (*school, *scantest.Holder) {
	switch target {
	case "self":
		return m.ours, who.holder
	case "charge":
		return m.ours, m.ours.Charge
	case "other":
		return m.ours, m.ours.Other
	case "foreign":
		return m.theirs, m.theirs.Charge
	}
	return m.ours, nil
}

// cell resolves a question; ok is false where it cannot be asked.
func (m *matrix) cell(line string, p probe, target string, who actor) (c cell, ok bool) {
	c = cell{line: line, target: target, who: who, school: m.ours}
	if target == "foreign" {
		c.school = m.theirs
	}
	switch p.on {
	case aSchool:
		c.id = c.school.School
	case aPerson, aCard, aPhone, aChip, aPass:
		if c.school, c.holder = m.person(who, target); c.holder == nil {
			return c, false
		}
		c.id = map[kind]string{aPerson: c.holder.Person, aCard: c.holder.Card, aPhone: c.holder.Credential, aChip: c.holder.ChipCredential, aPass: c.holder.Chip}[p.on]
	case aTerminal:
		c.id = c.school.Reader.ID
	case aDevice:
		c.id = map[string]string{"kiosk": m.ours.Kiosk.ID, "reader": m.ours.Reader.ID, "foreign": m.theirs.Reader.ID}[target]
	case anImport:
		c.id = c.school.Import
	case aGate:
		c.id = c.school.GateOut
	case aZone:
		c.id = c.school.Zone
	}
	return c, true
}

// ask asks one question of the matrix and looks at the books before and after.
func (m *matrix) ask(p probe, c cell, twist func(*ask)) outcome {
	m.Helper()
	m.calm()
	if p.arrange != nil {
		c = p.arrange(m, c)
	}
	q := ask{}
	if p.body != nil {
		q = p.body(m, c)
	}
	q.cookie, q.bearer = maps.Clone(c.who.ask.cookie), c.who.ask.bearer
	if twist != nil {
		twist(&q)
	}
	method, pattern, _ := strings.Cut(c.line, " ")
	path := strings.NewReplacer("{id}", c.id, "{handle}", c.id, "{$}", "").Replace(pattern)
	if p.path != nil {
		path = p.path(m, c)
	}
	before, events := m.books(), number(m.T, m.app.DB, "SELECT count(*) FROM audit_event")
	var o outcome
	if p.run != nil {
		o.reply = p.run(m, c, q)
	} else {
		o.reply = do(m.T, m.app, method, path, q)
	}
	o.writes = changed(before, m.books())
	if p.unrecorded == ownSession { // its schools' feeds tell the other servers, as for any change of rights
		o.writes = slices.DeleteFunc(o.writes, func(table string) bool { return table == "feed_head" || table == "feed_event" })
	}
	o.writes = slices.DeleteFunc(o.writes, func(table string) bool { return table == "probe" }) // of no school: db.Ready
	o.events = number(m.T, m.app.DB, "SELECT count(*) FROM audit_event") - events
	return o
}

// judge is what holds for every cell, whatever the golden file says.
func (m *matrix) judge(p probe, c cell, o outcome, mayOwn bool) {
	m.Helper()
	reads := strings.HasPrefix(c.line, "GET ") || strings.HasPrefix(c.line, "SOCKET ")
	if o.status >= 500 {
		m.Errorf("%s: %d %s", c, o.status, o.body)
	}
	if c.target == "foreign" {
		switch {
		case p.decided && o.status == http.StatusOK: // a stranger's chip is presented, and denied
			a := scantest.Decode(m.T, []byte(o.body))
			denied := a.Decision == reason.Deny || a.Decision == "" && strings.Contains(o.body, `"state":"refused"`)
			if !denied || a.Open || a.Person != nil || strings.Contains(o.body, "人") {
				m.Errorf("%s: %s", c, o.body)
			}
		case o.done():
			m.Errorf("%s: reached another school: %s", c, o)
		case mayOwn && o.status != http.StatusNotFound:
			m.Errorf("%s: %s, and the own school's is answered: want 404", c, o)
		}
	}
	if !o.done() || reads {
		if len(o.writes) > 0 {
			m.Errorf("%s: %s, and changed %v", c, o, o.writes)
		}
	}
	refused := o.login() || o.status == 401 || o.status == 403 || o.status == 404
	if refused && o.events > 0 { // a page that says what is wrong may show a person, on record
		m.Errorf("%s: %s left %d audit events", c, o, o.events)
	}
	if o.done() && !reads && o.events == 0 && p.unrecorded == "" {
		m.Errorf("%s: %s left no audit event", c, o)
	}
	if p.unrecorded != "" && o.events > 0 {
		m.Errorf("%s is said to leave no event (%s) and left %d", c, p.unrecorded, o.events)
	}
	if o.done() && p.shows != nil && slices.Contains(p.shows, c.who.role) && o.events == 0 {
		m.Errorf("%s: staff was shown people and there is no record", c)
	}
	if !strings.HasPrefix(c.line, "SOCKET ") && !strings.HasPrefix(c.line, "COMMAND ") {
		checkHeaders(m.T, c.String(), c.line, o.reply)
	}
}

func TestMatrix(t *testing.T) {
	if racing { // one request after the other: the detector triples the time and sees nothing
		t.Skip("make test asks the matrix by itself, without the race detector")
	}
	t.Parallel() // each engine asks one question after the other, and TestOtherSitesChangeNothing too
	engines := dbtest.Engines
	if testing.Short() {
		engines = engines[:1]
	}
	for _, e := range engines {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			m := newMatrix(t, e)
			got := [][]string{append([]string{"route", "target"}, roles...)}
			all := m.lines()
			cells := 0
			for _, line := range all {
				p, ok := probes[line]
				if !ok {
					t.Errorf("%s has no line in the matrix: say in probes how it is asked, and what each role gets", line)
					continue
				}
				may := map[string]bool{}
				for _, target := range targetsOf[p.on] {
					row := []string{line, target}
					for _, who := range m.actors {
						c, ok := m.cell(line, p, target, who)
						// PostgreSQL's own clock stands on today, the program's on a Monday: not ready,
						// and rightly (TestClocks and the web package's tests ask that).
						if e == db.Postgres && (!slices.Contains(rolesOnPostgres, who.role) || line == "GET /readyz") {
							row = append(row, "")
							continue
						}
						if !ok {
							row = append(row, "-")
							continue
						}
						o := m.ask(p, c, nil)
						m.judge(p, c, o, may[who.role])
						may[who.role] = may[who.role] || o.done()
						row = append(row, o.String())
						cells++
					}
					got = append(got, row)
				}
			}
			for line := range probes {
				if !slices.Contains(all, line) {
					t.Errorf("%s is in the matrix and nowhere else", line)
				}
			}
			t.Logf("%d routes, topics and commands, %d cells", len(all), cells)
			m.compare(got, *update && e == db.SQLite)
		})
	}
}
