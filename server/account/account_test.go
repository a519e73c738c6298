package account_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
)

// world is a database with a clock the test turns.
type world struct {
	*testing.T
	db  *db.DB
	svc *account.Service

	mu  *sync.Mutex
	now *time.Time
}

// cheap is the smallest cost there is.
var cheap = account.Cost{Memory: 8, Time: 1, Threads: 1}

// each runs a story on both engines, with cheap hashes.
func each(t *testing.T, story func(w world)) {
	t.Helper()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			now := time.Date(2026, 9, 1, 7, 30, 0, 0, time.UTC)
			w := world{T: t, mu: &sync.Mutex{}, now: &now}
			w.db = dbtest.Open(t, e, db.WithClock(w.clock))
			w.svc = account.New(w.db, feed.New(), account.WithCost(cheap))
			story(w)
		})
	}
}

func (w world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return *w.now
}

func (w world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*w.now = w.now.Add(d)
}

func (w world) exec(query string, args ...any) {
	w.Helper()
	if err := w.db.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(query, args...).Exec(ctx)
		return err
	}); err != nil {
		w.Fatalf("%s: %v", query, err)
	}
}

func (w world) count(query string, args ...any) (n int) {
	w.Helper()
	if err := w.db.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(query, args...).Scan(ctx, &n)
	}); err != nil {
		w.Fatalf("%s: %v", query, err)
	}
	return n
}

func (w world) school(id string) string {
	w.Helper()
	w.exec("INSERT INTO school (id, slug, name, zone, demo, lease_seconds, policy_version, created_at) VALUES (?, ?, ?, 'Asia/Shanghai', FALSE, 1, 1, 0)", id, id, "School "+id)
	w.exec("INSERT INTO feed_head (school_id, last) VALUES (?, 0)", id)
	return id
}

func (w world) person(school, id, name string) string {
	w.Helper()
	w.exec("INSERT INTO person (id, school_id, name, folded, gender, state, state_at, created_at) VALUES (?, ?, ?, ?, '', 'active', 0, 0)", id, school, name, name)
	return id
}

func (w world) member(school, person string, role allow.Role) string {
	w.Helper()
	id := "m-" + person + "-" + string(role)
	w.exec("INSERT INTO membership (id, school_id, person_id, role, valid_from, created_at) VALUES (?, ?, ?, ?, 0, 0)", id, school, person, string(role))
	return id
}

func admin(school string) allow.Actor {
	return allow.Actor{Kind: allow.Account, Account: "office", Seats: []allow.Seat{{School: school, Person: "office", Role: allow.Admin}}}
}

// account activates a person.
func (w world) account(school, person, login, password string) string {
	w.Helper()
	code, _, err := w.svc.IssueActivation(context.Background(), admin(school), person)
	if err != nil {
		w.Fatal(err)
	}
	id, err := w.svc.Activate(context.Background(), code, login, password, "zh-CN")
	if err != nil {
		w.Fatal(err)
	}
	return id
}

func (w world) want(err error, kind fault.Kind, code string) {
	w.Helper()
	if err == nil || fault.As(err).Kind != kind || fault.As(err).Code != code {
		w.Fatalf("got %v, want %s", err, code)
	}
}

func (w world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

const secret = "correct horse 7"

// parent is a school with one activated parent.
func (w world) parent() (accountID string) {
	w.school("s1")
	w.person("s1", "p1", "王芳")
	w.member("s1", "p1", allow.Parent)
	return w.account("s1", "p1", "wang.fang", secret)
}

func at(network string, login, password string) account.Attempt {
	return account.Attempt{Login: login, Password: password, Network: network}
}

func address(i int) string { return fmt.Sprintf("10.0.%d.%d/32", i/250, i%250) }
