package cli_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/db/dbtest"
)

// finds wants a finding of the doctor, and its advice.
func (s shell) finds(finding, advice string, args ...string) {
	s.Helper()
	r := s.run(append([]string{"doctor"}, args...)...)
	at := strings.Index(r.out, finding)
	if at < 0 {
		s.Errorf("it does not find %q:\n%s%s", finding, r.out, r.err)
		return
	}
	rest, _, _ := strings.Cut(r.out[at:], "\nok ")
	if !strings.Contains(rest, advice) {
		s.Errorf("it finds %q and does not say %q:\n%s", finding, advice, r.out)
	}
	if (r.code == 1) != strings.Contains(r.out, "BAD ") {
		s.Errorf("exit %d:\n%s", r.code, r.out)
	}
	if strings.Contains(r.err, "goroutine") {
		s.Error(r.err)
	}
}

// tree is every file below a directory with its size, its time and what is in it. The
// index of SQLite's journal is memory that readers share, and no data.
func tree(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		is, err := e.Info()
		if err != nil {
			return err
		}
		line := fmt.Sprintf("%s %v %d %v", path, is.Mode(), is.Size(), is.ModTime())
		if strings.HasSuffix(path, "-shm") {
			line = path
		} else if !e.IsDir() {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			line += fmt.Sprintf(" %x", sha256.Sum256(b))
		}
		list = append(list, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// The doctor looks: before the first start, beside a server, after it, after a kill.
func TestDoctorTouchesNothing(t *testing.T) {
	s := open(t)
	data := filepath.Join(os.Getenv("YUNKA_DATA"), "below", "it")
	t.Setenv("YUNKA_DATA", data)
	s.url = "sqlite:" + filepath.Join(data, "yunka.db")
	s.finds("ok   there is no database yet: the first start makes it", "")
	s.finds("can be made in "+filepath.Dir(filepath.Dir(data)), "")
	if _, err := os.Stat(filepath.Dir(data)); !os.IsNotExist(err) {
		t.Errorf("it made %s: %v", filepath.Dir(data), err)
	}
	s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
	same := func(when string) {
		t.Helper()
		before := tree(t, data)
		s.finds("ok   sqlite, 0 migrations pending", "")
		if after := tree(t, data); strings.Join(after, "\n") != strings.Join(before, "\n") {
			t.Errorf("%s: what was\n%s\nis\n%s", when, strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
	}
	same("nothing runs")
	d, err := db.Open(t.Context(), s.url)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Ready(t.Context()); err != nil { // it writes
		t.Fatal(err)
	}
	same("a server runs")
	left := filepath.Join(t.TempDir(), "left") // what a kill leaves: its journal with it
	if err := os.CopyFS(left, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	data = left
	t.Setenv("YUNKA_DATA", data)
	if is, err := os.Stat(filepath.Join(data, "yunka.db-wal")); err != nil || is.Size() == 0 {
		t.Fatalf("no journal is left: %v", err)
	}
	same("after a kill")

	url := dbtest.EmptyURL(t, db.Postgres)
	t.Setenv("DATABASE_URL", url)
	s.finds("migrations pending", "yunka migrate")
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	var tables int
	if err := c.QueryRow(t.Context(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").Scan(&tables); err != nil || tables != 0 {
		t.Errorf("it made %d tables: %v", tables, err)
	}
}

// Whoever may not write there is told so, and how to mend it. The thread that asks is
// another user's, as root may write anywhere.
func TestDoctorFindsAPlaceThatCannotBeWritten(t *testing.T) {
	s := open(t)
	s.ok("migrate")
	data := os.Getenv("YUNKA_DATA")
	as := func(uid int, fn func()) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			runtime.LockOSThread() // for ever: the thread ends with its other user
			if os.Getuid() == 0 {
				if _, _, e := syscall.RawSyscall(syscall.SYS_SETRESUID, uintptr(uid), uintptr(uid), 0); e != 0 {
					t.Error(e)
					return
				}
			}
			fn()
		}()
		<-done
	}
	file := filepath.Join(data, "yunka.db")
	if err := os.Chmod(data, 0o555); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o444); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(data, 0o700) })
	as(65534, func() {
		s.finds("BAD  data directory "+data+" can be written: no, permission denied", "the right to write there")
		s.finds("BAD  "+file+" cannot be written: permission denied", "perhaps by a command that was run as root")
		s.finds("BAD  "+file+" can be read by others", "chmod 600 "+file)
	})
	t.Setenv("YUNKA_DATA", file)
	s.finds("BAD  data directory: "+file+" is no directory", "set YUNKA_DATA to a directory")
	if ro := readOnlyDisk(); ro != "" {
		t.Setenv("YUNKA_DATA", ro)
		s.finds("its disk is mounted read-only", "mount it for writing")
	}
}

// readOnlyDisk is a directory on a disk that is mounted read-only, if this machine has one.
func readOnlyDisk() string {
	for _, dir := range []string{"/sys", "/sys/fs/cgroup", "/proc/sys", "/proc/bus"} {
		var disk syscall.Statfs_t
		if syscall.Statfs(dir, &disk) == nil && disk.Flags&1 != 0 {
			return dir
		}
	}
	return ""
}

func TestDoctorFindsDamage(t *testing.T) {
	s := open(t)
	s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
	s.finds("ok   its pages are whole", "")
	file := filepath.Join(os.Getenv("YUNKA_DATA"), "yunka.db")
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, at := range []int{len(whole) - 40<<10, len(whole) / 2, 0} { // rows, the schema, what says that it is a database
		b := slices.Clone(whole)
		for i := at; i < min(at+32<<10, len(b)); i++ {
			b[i] = 0xa5
		}
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s.finds("BAD  ", "restore the newest backup")
		found += strings.Count(s.run("doctor").out, "BAD  its pages are damaged")
	}
	if found == 0 {
		t.Error("no page was looked at")
	}
}

func TestDoctorFindsWhatIsWrongWithPostgreSQL(t *testing.T) {
	s := open(t)
	direct := dbtest.URL(t, db.Postgres)
	at, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(at.Path, "/")
	admin, err := pgx.Connect(t.Context(), direct)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(context.Background())
	exec := func(q string) {
		t.Helper()
		if _, err := admin.Exec(context.Background(), q); err != nil {
			t.Fatal(err)
		}
	}
	with := func(change func(u *url.URL)) string {
		u := *at
		change(&u)
		return u.String()
	}
	finds := func(dsn, finding, advice string) {
		t.Helper()
		t.Setenv("DATABASE_URL", dsn)
		s.finds(finding, advice)
	}
	finds(direct, "ok   it stores text as UTF8", "")
	finds(direct, "ok   it takes writes: yes", "")
	finds(direct, "ok   it has ", "")

	finds(with(func(u *url.URL) { u.Path = "/nowhere" }), "BAD  database: ", "createdb -E UTF8")
	finds(with(func(u *url.URL) { u.Host = "127.0.0.1:1" }), "BAD  database: ", "nothing answers there: start PostgreSQL")
	finds(with(func(u *url.URL) { u.Host = "no-such-host.invalid" }), "BAD  database: ", "cannot be found")
	finds(with(func(u *url.URL) { u.User = url.User("nobody_we_know") }), "BAD  database: ", "refuses the user or the password")

	exec("ALTER DATABASE " + name + " SET default_transaction_read_only = on")
	finds(direct, "BAD  it takes writes: no", "RESET default_transaction_read_only")
	exec("SET default_transaction_read_only = off; ALTER DATABASE " + name + " RESET default_transaction_read_only")

	ascii := "a_" + name
	exec("CREATE DATABASE " + ascii + " ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
	t.Cleanup(func() {
		c, err := pgx.Connect(context.Background(), direct)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(context.Background())
		if _, err := c.Exec(context.Background(), "DROP DATABASE "+ascii+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	finds(with(func(u *url.URL) { u.Path = "/" + ascii }), "BAD  it stores text as SQL_ASCII", "createdb -E UTF8")

	role := "d_" + name
	exec("CREATE ROLE " + role + " LOGIN CONNECTION LIMIT 9")
	exec("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role)
	few := with(func(u *url.URL) { u.User = url.User(role) })
	alone := func() { // what was closed is gone
		t.Helper()
		for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			var n int
			if err := admin.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE usename = $1", role).Scan(&n); err != nil || time.Now().After(end) {
				t.Fatalf("%d connections stay: %v", n, err)
			}
			if n == 0 {
				return
			}
		}
	}
	finds(few, "BAD  it has 9 connections left, a server may take 25", "pool_max_conns")
	alone()
	finds(few+"&pool_max_conns=8", "ok   it has 9 connections left, a server may take 8", "")
	alone()
	exec("DROP OWNED BY " + role)
	exec("DROP ROLE " + role)

	t.Run("a pooler", func(t *testing.T) {
		s := shell{t, s.url}
		t.Setenv("DATABASE_URL", dbtest.Pooler(t, direct, "transaction", 5))
		s.finds("BAD  database: ", "pool_mode=session")
	})
	t.Run("amcheck", func(t *testing.T) {
		s := shell{t, s.url}
		t.Setenv("DATABASE_URL", direct)
		s.finds("ok   its pages were not looked at", "")
		if _, err := admin.Exec(t.Context(), "CREATE EXTENSION amcheck"); err != nil {
			t.Skip(err)
		}
		s.finds("ok   its pages are whole", "")
	})
}

// Who listens where the server should is told apart.
func TestDoctorKnowsWhoListens(t *testing.T) {
	s := open(t)
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	taken := strings.TrimPrefix(other.URL, "http://")
	s.finds("BAD  address "+taken+" is another program's", "YUNKA_ADDR", "--addr", taken)
	mute, err := net.Listen("tcp", "127.0.0.1:0") // no web server at all
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	go func() {
		for {
			c, err := mute.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	s.finds("BAD  address "+mute.Addr().String()+" is another program's", "ss -ltnp", "--addr", mute.Addr().String())
	s.finds("BAD  address "+taken+" is in use", "YUNKA_SIP2", "--sip2", taken)
	s.finds("BAD  address 192.0.2.1:80: ", "this machine has no such address", "--addr", "192.0.2.1:80")

	_, addr := s.serves(t, app.Config{})
	s.finds("ok   address "+addr+" is this program's: it runs", "", "--addr", addr)
	s.finds("ok   sqlite, 0 migrations pending", "", "--addr", addr)
}

// serves runs the program on the shell's data until the test ends.
func (s shell) serves(t *testing.T, cfg app.Config) (a *app.App, addr string) {
	t.Helper()
	cfg.Addr, cfg.Data, cfg.Clock = "127.0.0.1:0", os.Getenv("YUNKA_DATA"), time.Now
	a, err := app.New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, a.Close()); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(a.URL())
	if err != nil {
		t.Fatal(err)
	}
	return a, "127.0.0.1:" + u.Port()
}

// A clock that is wrong, on either side, and what one that was wrong has left.
func TestDoctorLooksAtClocks(t *testing.T) {
	s := open(t)
	s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
	s.finds("ok   this machine's clock is not behind the newest record", "")
	s.exec("UPDATE audit_event SET at = at + 3600000")
	s.finds("BAD  this machine's clock is behind the newest record", "yunka clock accept")
	s.ok("clock", "accept")
	s.finds("ok   this machine's clock is not behind the newest record", "")
	s.exec(`INSERT INTO credential (id, school_id, person_id, card_id, kind, handle, public_key, device, state, state_at, mark, lease_until, created_at)
		SELECT 'ahead', school_id, person_id, id, 'phone', 7, 'x', 'a phone', 'live', 0, 4000000000 * 256, 0, 0 FROM card`)
	s.finds("BAD  1 phones were used ahead of this machine's clock", "yunka clock marks")
	s.ok("clock", "marks")
	if r := s.run("doctor"); strings.Contains(r.out, "phones were used ahead") {
		t.Error(r.out)
	}
}

// What a proxy in front does to pages is found by asking as they do.
func TestDoctorAsksThroughTheProxy(t *testing.T) {
	s := open(t)
	t.Setenv("YUNKA_SECURE", "true")
	s.finds("BAD  a proxy speaks TLS in front, and YUNKA_TRUSTED_PROXIES does not name it", "127.0.0.1/32")
	s.finds("ok   YUNKA_URL is not set: the proxy has to pass the Host header on", "")
	t.Setenv("YUNKA_SECURE", "")
	t.Setenv("YUNKA_TRUSTED_PROXIES", "127.0.0.1/32")

	var to *url.URL
	strip := false
	front := httptest.NewUnstartedServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		if strip {
			r.Out.Header.Del("Upgrade")
			r.Out.Header.Del("Connection")
		}
	}})
	public := "http://" + front.Listener.Addr().String()
	a, addr := s.serves(t, app.Config{URL: public})
	to, _ = url.Parse(a.URL())
	front.Start()
	defer front.Close()
	t.Setenv("YUNKA_URL", public)
	s.finds("ok   pages at "+public+" get their socket", "", "--addr", addr)
	strip = true
	s.finds("BAD  pages at "+public+" get no socket", "proxy_http_version 1.1", "--addr", addr)
	strip = false

	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	t.Setenv("YUNKA_URL", other.URL)
	s.finds("BAD  "+other.URL+" is answered by something else", "hand all of that address to this program", "--addr", addr)

	second := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }})
	defer second.Close()
	t.Setenv("YUNKA_URL", second.URL) // the server runs with another
	s.finds("BAD  pages at "+second.URL+" get no socket: the server refuses the origin", "start the server with this YUNKA_URL", "--addr", addr)
}
