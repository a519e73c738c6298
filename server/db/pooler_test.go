package db_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
)

// A pooler that hands a connection to each transaction is refused at the start, in words:
// scans would find the prepared statements of others.
func TestATransactionPoolerIsRefused(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	for _, mode := range []string{"transaction", "statement"} {
		for _, size := range []int{1, 5} {
			t.Run(fmt.Sprint(mode, size), func(t *testing.T) {
				d, err := db.Open(t.Context(), dbtest.Pooler(t, direct, mode, size))
				if err == nil {
					d.Close()
					t.Fatal("it is taken")
				}
				if !strings.Contains(err.Error(), "pool_mode=session") || !strings.Contains(err.Error(), "the address of PostgreSQL itself") {
					t.Errorf("it says: %v", err)
				}
			})
		}
	}
}

// One that keeps a connection to each client is as good as none: what is set for a
// connection stands, a lock is kept, and what is told is heard.
func TestASessionPooler(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	for name, through := range map[string]func() string{"pooler": func() string { return dbtest.Pooler(t, direct, "session", 30) }, "none": func() string { return direct }} {
		t.Run(name, func(t *testing.T) {
			d, err := db.Open(t.Context(), through(), db.Serving())
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			ready(t, d, "")
			if n, err := d.Migrate(t.Context()); n != 0 || err != nil {
				t.Error(n, err)
			}
			const setting = "SELECT current_setting('synchronous_commit') || ' ' || current_setting('idle_in_transaction_session_timeout') || ' ' || current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') || ' ' || current_setting('tcp_keepalives_idle')"
			var hot, pages string
			if err := d.Hot().QueryRow(t.Context(), setting).Scan(&hot); err != nil {
				t.Fatal(err)
			}
			if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error { return q.NewRaw(setting).Scan(ctx, &pages) }); err != nil {
				t.Fatal(err)
			}
			if want := "on 3s 2s 1min 5"; hot != want || pages != want {
				t.Errorf("connections have %q and %q, want %q", hot, pages, want)
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			listens, heard := make(chan struct{}, 1), make(chan string, 1)
			go func() {
				_ = d.Hear(ctx, "pooled", func() { listens <- struct{}{} }, func(text string) { heard <- text })
			}()
			<-listens
			if err := d.Notify(ctx, "pooled", []string{"a word"}); err != nil {
				t.Fatal(err)
			}
			if text := <-heard; text != "a word" {
				t.Errorf("heard %q", text)
			}
		})
	}
	if d, err := db.Open(t.Context(), dbtest.Pooler(t, direct, "session", 10), db.Serving()); err == nil {
		d.Close()
		t.Error("a pooler with too few connections is taken")
	} else if !strings.Contains(err.Error(), "default_pool_size") {
		t.Error(err)
	}
}

// limited is the way into a database as a role that may have so many connections.
func limited(t *testing.T, admin *db.DB, direct string, most int) string {
	t.Helper()
	role := "r_" + strings.ReplaceAll(db.NewID(), "-", "")
	for _, q := range []string{fmt.Sprintf("CREATE ROLE %s LOGIN CONNECTION LIMIT %d", role, most), "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role} {
		if _, err := admin.Hot().Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, q := range []string{"DROP OWNED BY " + role, "DROP ROLE " + role} {
			if _, err := admin.Hot().Exec(context.Background(), q); err != nil {
				t.Error(err)
			}
		}
	})
	at, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	at.User = url.User(role)
	return at.String()
}

// gone waits until the role of a way has no connection left: what was closed takes a
// moment to go.
func gone(t *testing.T, admin *db.DB, dsn string) {
	t.Helper()
	at, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		var n int
		if err := admin.Hot().QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE usename = $1", at.User.Username()).Scan(&n); err != nil || time.Now().After(end) {
			t.Fatalf("%d connections stay: %v", n, err)
		}
		if n == 0 {
			return
		}
	}
}

func TestTooFewConnectionsAreSaidInWords(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	admin := dbtest.Dial(t, direct)
	few := limited(t, admin, direct, 12)
	for dsn, want := range map[string]string{
		few:                          "PostgreSQL has 12 connections left for this role, and a server may take 25, of which 8 are kept for scans",
		few + "&pool_max_conns=13":   "has 12 connections left for this role, and a server may take 13, of which 4 are kept for scans",
		few + "&pool_max_conns=7":    "pool_max_conns=7 in DATABASE_URL is too few: a server needs 8",
		direct + "&pool_max_conns=0": "DATABASE_URL",
	} {
		gone(t, admin, few)
		d, err := db.Open(t.Context(), dsn, db.Serving())
		if err == nil {
			d.Close()
			t.Errorf("%s: it is taken", want)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("it says %q, want %q", err, want)
		}
	}
	gone(t, admin, few)
	d, err := db.Open(t.Context(), few+"&pool_max_conns=12", db.Serving())
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	gone(t, admin, few)
	if d, err = db.Open(t.Context(), few); err != nil { // a command takes what it needs
		t.Fatal(err)
	}
	d.Close()
}

// Whatever else takes the connections of a small PostgreSQL, pages of this server or
// other programs: scans have theirs.
func TestScansKeepTheirConnections(t *testing.T) {
	direct := dbtest.URL(t, db.Postgres)
	few := limited(t, dbtest.Dial(t, direct), direct, 10)
	d := dbtest.Dial(t, few+"&pool_max_conns=8", db.Serving())
	for end := time.Now().Add(time.Minute); d.Hot().Stat().IdleConns() < int32(d.HotConns()); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d of %d connections are open", d.Hot().Stat().IdleConns(), d.HotConns())
		}
	}
	var others []*pgx.Conn
	defer func() {
		for _, c := range others {
			_ = c.Close(context.Background())
		}
	}()
	for { // all that are left
		c, err := pgx.Connect(t.Context(), few)
		if err != nil {
			break
		}
		others = append(others, c)
	}
	if len(others) == 0 {
		t.Error("nothing was left for others")
	}
	for range 100 {
		tx, err := d.Hot().Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback(context.Background())
		if int(d.Hot().Stat().AcquiredConns()) == d.HotConns() {
			break
		}
	}
	if n := d.Hot().Stat().AcquiredConns(); int(n) != d.HotConns() {
		t.Errorf("scans have %d connections", n)
	}
}
