package api_test

import (
	"context"
	"html"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/api"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/progtest"
	"yunka/server/reason"
	"yunka/server/scan/scantest"
)

// What stands on the page leads to an accepted scan: each example is run as it
// stands there, with the token and the chip filled in, against a real server.
func TestExamplesLeadToAnAcceptedScan(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := scantest.New(t, d)
	server := serve(t, w, d, w.Service(t, d))
	page := ask(t, "GET", server.URL+"/api", "", "", "Accept-Language", "en")
	for _, e := range api.AllExamples(server.URL) {
		t.Run(e.Key, func(t *testing.T) {
			if !strings.Contains(html.UnescapeString(string(page.body)), e.Source) {
				t.Error("the page shows another program")
			}
			switch e.Key {
			case "curl":
				progtest.Find(t, "curl")
			case "python":
				progtest.Find(t, "python3")
			case "java":
				progtest.Find(t, "javac") // java runs a source file by the compiler's module
			}
			holder := w.Holder(t, allow.Student)
			who, token := w.Terminal(t, w.GateIn, false)
			run := func(chip string) string {
				file := filepath.Join(t.TempDir(), e.File())
				if err := os.WriteFile(file, []byte(strings.NewReplacer(api.ExampleToken, token, api.ExampleChip, chip).Replace(e.Source)), 0o600); err != nil {
					t.Fatal(err)
				}
				args := strings.Fields(e.Run)
				cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
				cmd.Dir = filepath.Dir(file)
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				return string(out)
			}
			if out := run(holder.Chip); !strings.Contains(out, "\nOPEN\n") || strings.Contains(out, "SHUT") {
				t.Errorf("it says\n%s", out)
			}
			if out := run("4000000001"); !strings.Contains(out, "\nSHUT\n") || strings.Contains(out, "OPEN") {
				t.Errorf("nobody's chip: it says\n%s", out)
			}
			var n, beats int
			err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
				return q.NewRaw("SELECT (SELECT count(*) FROM scan WHERE terminal_id = ?0 AND open), (SELECT count(*) FROM terminal WHERE id = ?0 AND last_at IS NOT NULL)", who.ID).Scan(ctx, &n, &beats)
			})
			if err != nil || n != 1 || beats != 1 {
				t.Errorf("%d accepted scans, %d heartbeats, %v", n, beats, err)
			}
		})
	}
}

// The tables on the page are whole: every reason, and every fault that a
// request to the API can come back with.
func TestThePageListsEveryCode(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := scantest.New(t, d)
	server := serve(t, w, d, w.Service(t, d))
	for _, lang := range []string{"zh-CN", "en"} {
		page := string(ask(t, "GET", server.URL+"/api", "", "", "Accept-Language", lang).body)
		for _, c := range reason.All() {
			if !strings.Contains(page, "<code>"+string(c)+"</code>") {
				t.Errorf("%s: no %s", lang, c)
			}
		}
		if lang == "en" && regexp.MustCompile(`\p{Han}`).MatchString(strings.Replace(page, ">中文<", "", 1)) {
			t.Error("Chinese on the English page")
		}
	}
	known := map[string]int{}
	for _, p := range api.ProblemDocs {
		known[p.Code] = p.Status()
	}
	for code, status := range api.StatusDocs {
		known[code] = status
	}
	kinds := map[string]fault.Kind{"Internal": fault.Internal, "Malformed": fault.Malformed, "Invalid": fault.Invalid, "Unauthenticated": fault.Unauthenticated, "Forbidden": fault.Forbidden, "NotFound": fault.NotFound,
		"Conflict": fault.Conflict, "Mismatch": fault.Mismatch, "TooLarge": fault.TooLarge, "TooMany": fault.TooMany, "Unavailable": fault.Unavailable}
	made := regexp.MustCompile(`fault\.(?:New|Newf|Wrap)\(fault\.(\w+), "(\w+)"`)
	found := 0
	for _, dir := range []string{".", "../scan"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "/conflict.go") { // the office's alone
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range made.FindAllStringSubmatch(string(b), -1) {
				found++
				if want := fault.Status(fault.New(kinds[m[1]], m[2])); known[m[2]] != want {
					t.Errorf("%s: %s (%d) is not in the table (%d)", file, m[2], want, known[m[2]])
				}
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d faults found: the test looks in the wrong place", found)
	}
	for code, status := range known {
		if http.StatusText(status) == "" {
			t.Errorf("%s has no status", code)
		}
	}
}

// documented says whether the page lists a code that a test has met.
func documented(code string) bool {
	for _, p := range api.ProblemDocs {
		if p.Code == code {
			return true
		}
	}
	return api.StatusDocs[code] != 0
}
