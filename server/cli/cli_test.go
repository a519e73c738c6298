package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/cli"
	"yunka/server/db"
	"yunka/server/db/dbtest"
)

// shell is a data directory and the commands run in it.
type shell struct {
	*testing.T
	url string // of the database
}

type result struct {
	code     int
	out, err string
}

// open is a shell with an empty environment of ours.
func open(t *testing.T) shell {
	t.Helper()
	data := dbtest.Dir(t)
	for _, name := range []string{"DATABASE_URL", "NATS_URL", "YUNKA_TLS_CERT", "YUNKA_TLS_KEY", "YUNKA_TLS_ACME", "YUNKA_TLS_PRIVATE", "YUNKA_HTTP_ADDR", "YUNKA_SECURE", "YUNKA_URL", "YUNKA_TRUSTED_PROXIES", "YUNKA_GRACE", "YUNKA_WECHATPAY", "YUNKA_SIP2", "YUNKA_SIP2_TLS", "YUNKA_CLOCKS", "YUNKA_METRICS", "YUNKA_LOG", "YUNKA_PER_ADDRESS"} {
		t.Setenv(name, "")
	}
	t.Setenv("YUNKA_DATA", data)
	t.Setenv("YUNKA_ADDR", "127.0.0.1:0")
	return shell{t, "sqlite:" + filepath.Join(data, "yunka.db")}
}

func (s shell) run(args ...string) result {
	s.Helper()
	var out, errOut bytes.Buffer
	code := cli.Main(args, &out, &errOut)
	return result{code, out.String(), errOut.String()}
}

// ok runs what must succeed.
func (s shell) ok(args ...string) result {
	s.Helper()
	r := s.run(args...)
	if r.code != 0 {
		s.Fatalf("yunka %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r
}

// fails runs what must not, and wants a sentence.
func (s shell) fails(code int, sentence string, args ...string) result {
	s.Helper()
	r := s.run(args...)
	if r.code != code || !strings.Contains(r.err, sentence) {
		s.Errorf("yunka %s: exit %d, want %d and %q\n%s%s", strings.Join(args, " "), r.code, code, sentence, r.out, r.err)
	}
	if strings.Contains(r.err, "goroutine") {
		s.Errorf("yunka %s panicked:\n%s", strings.Join(args, " "), r.err)
	}
	return r
}

func (s shell) count(query string) (n int) {
	s.Helper()
	d, err := db.Open(context.Background(), s.url)
	if err != nil {
		s.Fatal(err)
	}
	defer d.Close()
	if err := d.Read(context.Background(), func(ctx context.Context, q bun.IDB) error { return q.NewRaw(query).Scan(ctx, &n) }); err != nil {
		s.Fatal(err)
	}
	return n
}

func (s shell) exec(query string) {
	s.Helper()
	d, err := db.Open(context.Background(), s.url)
	if err != nil {
		s.Fatal(err)
	}
	defer d.Close()
	if err := d.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error { _, err := tx.NewRaw(query).Exec(ctx); return err }); err != nil {
		s.Fatal(err)
	}
}

const (
	cleanRoster = "../roster/testdata/roster.csv"
	dirtyRoster = "../roster/testdata/roster-dirty-gb18030.csv"
)

func TestARealSchoolFromTwoCommands(t *testing.T) {
	s := open(t)
	r := s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
	if !regexp.MustCompile(`code [0-9A-Z-]{8,}`).MatchString(r.out) || !strings.Contains(r.out, "yunka import students") {
		t.Errorf("no code, or no next step: %s", r.out)
	}
	s.ok("import", "students", cleanRoster, "--school", "first", "--dry-run")
	if n := s.count("SELECT count(*) FROM membership WHERE role = 'student'"); n != 0 {
		t.Errorf("a dry run wrote %d pupils", n)
	}
	var first, again struct {
		Applied bool
		Counts  struct {
			Students, Guardians, Classes, Guardianships, Chips struct{ Added, Changed, Unchanged int }
		}
	}
	decode := func(r result, into any) {
		t.Helper()
		if err := json.Unmarshal([]byte(r.out), into); err != nil {
			t.Fatalf("%v: %s", err, r.out)
		}
	}
	decode(s.ok("import", "students", cleanRoster, "--school", "first", "--json"), &first)
	if !first.Applied || first.Counts.Students.Added != 1237 || first.Counts.Guardians.Added == 0 {
		t.Errorf("the first time: %+v", first)
	}
	const books = "SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM membership) + (SELECT count(*) FROM guardianship) + (SELECT count(*) FROM credential) + (SELECT count(*) FROM class)"
	before := s.count(books)
	decode(s.ok("import", "students", cleanRoster, "--school", "first", "--json"), &again)
	c := again.Counts
	if !again.Applied || c.Students.Added+c.Students.Changed+c.Guardians.Added+c.Guardians.Changed+c.Guardianships.Added+c.Guardianships.Changed+c.Chips.Added+c.Classes.Added != 0 ||
		c.Students.Unchanged != 1237 || s.count(books) != before {
		t.Errorf("the second time: %+v, %d rows, then %d", again, before, s.count(books))
	}
	s.fails(1, "", "school", "create", "first", "--name", "又一所", "--admin", "钱一")
	s.fails(1, `no school "second"`, "import", "students", cleanRoster, "--school", "second")
	s.ok("audit", "verify")
}

func TestADirtyRosterIsNamedByLineAndAppliesNothing(t *testing.T) {
	s := open(t)
	s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
	r := s.fails(1, "nothing was applied", "import", "students", dirtyRoster, "--school", "first")
	lines := regexp.MustCompile(`(?m)^\w+: line \d+.*: \w+`).FindAllString(r.out, -1)
	if len(lines) == 0 || !strings.Contains(r.out, "not applied") {
		t.Errorf("no line is named: %s", r.out)
	}
	if n := s.count("SELECT count(*) FROM membership WHERE role = 'student'"); n != 0 {
		t.Errorf("%d pupils were applied", n)
	}
	for name, content := range map[string]string{"empty.csv": "", "picture.csv": "\x89PNG\r\n\x1a\n\x00\x00", "other.csv": "a,b,c\r\n1,2,3\r\n"} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := s.run("import", "students", path, "--school", "first"); r.code != 1 || r.out+r.err == "" {
			t.Errorf("%s: exit %d %s%s", name, r.code, r.out, r.err)
		}
	}
}

func TestDemoPrintsOnlyItsShape(t *testing.T) {
	if racing { // see RACELESS in the Makefile
		t.Skip("make test fills the demo by itself, without the race detector")
	}
	s := open(t)
	r := s.ok("demo", "--json")
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(r.out), &raw); err != nil {
		t.Fatalf("not only JSON: %v\n%s", err, r.out)
	}
	if len(raw) != 9 {
		t.Errorf("%d fields: %s", len(raw), r.out)
	}
	for _, who := range []string{"admin", "teacher", "parent", "student", "guard", "finance"} {
		var l struct{ Name, Login, Password, Chip string }
		if err := json.Unmarshal(raw[who], &l); err != nil || l.Name == "" || l.Login == "" || l.Password == "" || (who == "student") != (l.Chip != "") {
			t.Errorf("%s: %s %v", who, raw[who], err)
		}
	}
	var terminals []struct {
		Name, Token, Gate string
		Staff             bool
	}
	staff := 0
	if err := json.Unmarshal(raw["terminals"], &terminals); err != nil {
		t.Fatal(err)
	}
	for _, x := range terminals {
		if x.Name == "" || x.Gate == "" || !strings.HasPrefix(x.Token, "yk_") {
			t.Errorf("%+v", x)
		}
		if x.Staff {
			staff++
		}
	}
	if staff != 1 {
		t.Errorf("%d staff terminals", staff)
	}
	before := s.count("SELECT count(*) FROM audit_event")
	if r := s.fails(1, "--again", "demo", "--json"); r.out != "" || s.count("SELECT count(*) FROM audit_event") != before {
		t.Errorf("a second time, perhaps under a running server: %s", r.out)
	}
	if again := s.ok("demo", "--again", "--json"); again.out == r.out { // anew, with new secrets
		t.Error("made again with the same secrets")
	}
	if n := s.count("SELECT count(*) FROM school"); n != 1 {
		t.Errorf("%d schools", n)
	}
}

func TestDemoRefusesARealSchool(t *testing.T) {
	s := open(t)
	s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
	r := s.fails(1, "real school", "demo", "--json")
	if r.out != "" {
		t.Errorf("printed %s", r.out)
	}
	s.fails(1, "real school", "serve", "--demo")
	if n := s.count("SELECT count(*) FROM school WHERE slug = 'first' AND NOT demo"); n != 1 {
		t.Error("the school is gone")
	}
}

func TestAuditVerifyFindsTampering(t *testing.T) {
	for what, query := range map[string]string{
		"altered":   "UPDATE audit_event SET target = 'person:somebody' WHERE number = 2",
		"removed":   "DELETE FROM audit_event WHERE number = 2",
		"reordered": "UPDATE audit_event SET number = 3 - number + 1000 WHERE number IN (1, 2)",
		"cut off":   "DELETE FROM audit_event WHERE number = (SELECT MAX(number) FROM audit_event)",
		"headless":  "DELETE FROM audit_head",
	} {
		t.Run(what, func(t *testing.T) {
			s := open(t)
			s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
			roster := filepath.Join(t.TempDir(), "roster.csv")
			if err := os.WriteFile(roster, []byte("学号,姓名,年级,班级\r\n1,林一一,一年级,1班\r\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			s.ok("import", "students", roster, "--school", "first")
			if r := s.ok("audit", "verify"); !strings.Contains(r.out, "whole") {
				t.Error(r.out)
			}
			s.exec(query)
			s.fails(1, "audit: school", "audit", "verify")
			s.fails(1, "need you", "doctor")
		})
	}
}

func TestDoctor(t *testing.T) {
	s := open(t)
	if r := s.run("doctor"); !strings.Contains(r.out, "ok   there is no database yet") {
		t.Errorf("before the first start: exit %d\n%s", r.code, r.out)
	}
	s.ok("migrate")
	s.exec("CREATE TABLE kept AS SELECT * FROM bun_migrations WHERE id = (SELECT MAX(id) FROM bun_migrations)")
	s.exec("DELETE FROM bun_migrations WHERE id IN (SELECT id FROM kept)")
	if r := s.run("doctor"); !strings.Contains(r.out, "BAD  sqlite, 1 migrations pending") || !strings.Contains(r.out, "yunka migrate") || r.code != 1 {
		t.Errorf("before the next version's: exit %d\n%s", r.code, r.out)
	}
	s.exec("INSERT INTO bun_migrations SELECT * FROM kept")
	s.exec("DROP TABLE kept")
	r := s.run("doctor")
	bad := regexp.MustCompile(`(?m)^BAD .*`).FindAllString(r.out, -1)
	if len(bad) > 1 || len(bad) == 1 && !strings.Contains(bad[0], "module") { // a test binary may be built without the module
		t.Errorf("after it: exit %d\n%s", r.code, r.out)
	}
	if (r.code == 0) != (len(bad) == 0) {
		t.Errorf("exit %d with %d bad", r.code, len(bad))
	}
	t.Setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none?sslmode=disable")
	if r := s.run("doctor"); r.code != 1 || !strings.Contains(r.out, "DATABASE_URL") {
		t.Errorf("no database: exit %d\n%s", r.code, r.out)
	}
}

func TestCommandsOnPostgres(t *testing.T) {
	s := open(t)
	t.Setenv("DATABASE_URL", dbtest.URL(t, db.Postgres))
	s.ok("migrate")
	s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
	s.ok("import", "students", cleanRoster, "--school", "first")
	s.ok("audit", "verify")
	if r := s.run("doctor"); !strings.Contains(r.out, "postgres, 0 migrations pending") {
		t.Errorf("%s", r.out)
	}
}

func TestWhatCannotBeReadExitsTwo(t *testing.T) {
	s := open(t)
	for _, args := range [][]string{{}, {"nothing"}, {"serve", "--nothing"}, {"import", "students"}, {"import", "students", "/nowhere.csv", "--school", "x"}, {"import", "students", cleanRoster},
		{"school", "create", "x"}, {"sim", "phone", "--rate", "fast"}, {"--addr"}} {
		r := s.run(args...)
		if r.code != 2 || !strings.Contains(r.err, "yunka:") {
			t.Errorf("yunka %v: exit %d\n%s%s", args, r.code, r.out, r.err)
		}
	}
	for name, value := range map[string]string{"YUNKA_ADDR": "8080", "YUNKA_SECURE": "perhaps", "YUNKA_GRACE": "long", "YUNKA_TRUSTED_PROXIES": "10.0.0.1", "YUNKA_TLS_CERT": "/some/cert.pem", "YUNKA_TLS_ACME": "localhost", "YUNKA_TLS_PRIVATE": "no_name", "YUNKA_HTTP_ADDR": ":80", "YUNKA_METRICS": "here", "YUNKA_LOG": "xml", "YUNKA_PER_ADDRESS": "many"} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			t.Setenv(name, value)
			s.fails(2, name, "migrate")
		})
	}
	t.Run("--addr", func(t *testing.T) { open(t).fails(2, "nonsense", "migrate", "--addr", "nonsense") })
	t.Run("data", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "a file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		open(t).fails(1, "", "migrate", "--data", file)
	})
	t.Run("address in use", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		open(t).fails(1, "cannot listen on "+l.Addr().String(), "serve", "--addr", l.Addr().String())
	})
	for _, args := range [][]string{{"--help"}, {"import", "students", "--help"}, {"version"}} {
		if r := s.run(args...); r.code != 0 || r.out == "" {
			t.Errorf("yunka %v: exit %d", args, r.code)
		}
	}
	s.fails(2, "unknown flag", "serve", "--hash-cost", "8") // only tests set it
}
