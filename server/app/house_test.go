package app

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// What keeps the house as CONTRIBUTING.md describes it. Sizes are in lines of files
// that somebody wrote: Go without tests and generated files, and templ.
const (
	mostMethods = 60
	mostLines   = 2500
)

// topLevel are the folders of the repository. Hidden ones and bin, where make puts
// what it builds, are not asked.
var topLevel = []string{"e2e", "server", "sql", "static", "views", "wasm"}

// hanAllowed may have Chinese outside a words file, each for its reason.
var hanAllowed = map[string]string{
	"server/roster":        "the heads and values of the files that schools have",
	"server/cert":          "the alphabet of a root's three words",
	"server/demo":          "names of people and places of the demo school",
	"server/schooltest":    "names of people in tests",
	"server/web/webtest":   "names of people in tests",
	"server/campus":        "names of grades, and the relations that rosters write",
	"server/post":          "how people write a class",
	"server/gate/gates.go": "what may stand between two times",

	"server/timetable/sheet": "the heads and values of schools' timetables and lists of holidays",
	"server/timetable/ical":  "the words by which calendars mark holidays and teachers",
}

// source is a file of the program that somebody wrote, with its tests.
type source struct {
	path string // server/gate/gate.go
	dir  string // server/gate
	text []byte
	file *ast.File // nil for templ
}

func (s source) base() string { return filepath.Base(s.path) }

// sources are the hand-written files below the top level's folders, no tests.
func sources(t *testing.T) (list []source) {
	t.Helper()
	const root = "../.."
	for _, top := range topLevel {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() {
				if d.Name() == "node_modules" || d.Name() == "testdata" {
					return fs.SkipDir
				}
				return nil
			}
			name := d.Name()
			if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") || filepath.Ext(name) != ".go" && filepath.Ext(name) != ".templ" {
				return nil
			}
			s := source{path: filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))}
			s.dir = filepath.ToSlash(filepath.Dir(s.path))
			if s.text, err = os.ReadFile(path); err != nil {
				return err
			}
			if filepath.Ext(name) == ".go" {
				if s.file, err = parser.ParseFile(token.NewFileSet(), path, s.text, parser.SkipObjectResolution|parser.ParseComments); err != nil {
					return err
				}
				if ast.IsGenerated(s.file) {
					return nil
				}
			}
			list = append(list, s)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(list) < 300 {
		t.Fatalf("only %d files: the test looks in the wrong place", len(list))
	}
	return list
}

func TestTheTopLevelStays(t *testing.T) {
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != "bin" && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(topLevel, e.Name()) {
			t.Errorf("a folder %s at the top: the layout has %v", e.Name(), topLevel)
		}
	}
}

func TestNoPackageIsTooLarge(t *testing.T) {
	lines := map[string]int{}
	for _, s := range sources(t) {
		lines[s.dir] += bytes.Count(s.text, []byte("\n"))
	}
	for dir, n := range lines {
		if n > mostLines {
			t.Errorf("%s has %d lines, more than %d: cut it by what it is about", dir, n, mostLines)
		}
	}
}

func TestNoTypeHasTooManyMethods(t *testing.T) {
	methods := map[string]int{}
	for _, s := range sources(t) {
		if s.file == nil {
			continue
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
				methods[s.dir+"."+receiver(f.Recv.List[0].Type)]++
			}
		}
	}
	for name, n := range methods {
		if n > mostMethods {
			t.Errorf("%s has %d methods, more than %d", name, n, mostMethods)
		}
	}
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// sqlCalls are the ways to a statement on bun and database/sql.
var sqlCalls = []string{
	"NewRaw", "NewSelect", "NewInsert", "NewUpdate", "NewDelete", "NewMerge", "NewValues", "ExecContext", "QueryContext", "QueryRowContext",
	"PrepareContext",
}

var statement = regexp.MustCompile(`^\s*(SELECT\s|INSERT INTO\s|UPDATE \w+\s+SET\s|DELETE FROM\s|WITH \w+ AS)`)

// SQL stands in ground, path and domains, that is below the kits, and in a scene's
// store and projection files.
func TestSQLStandsWhereItMay(t *testing.T) {
	kits := layerOf("server/web")
	for _, s := range sources(t) {
		if s.file == nil {
			if statement.Match(s.text) {
				t.Errorf("%s has SQL", s.path)
			}
			continue
		}
		if !strings.HasPrefix(s.dir, "server") && !strings.HasPrefix(s.dir, "views") {
			continue // sql itself; tools of e2e
		}
		if at := layerOf(s.dir); at >= 0 && at < kits || strings.HasSuffix(s.dir, "test") || strings.Contains(s.dir, "test/") {
			continue
		}
		if sceneOf(t, s.dir) != "" && (strings.HasSuffix(s.path, "_store.go") || strings.Contains(s.base(), "_projection") || strings.HasPrefix(s.base(), "projection")) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains(sqlCalls, f.Sel.Name) {
					t.Errorf("%s calls %s: SQL stands in a domain or in a scene's *_store.go", s.path, f.Sel.Name)
				}
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && statement.MatchString(text) {
					t.Errorf("%s has a statement: %.40q", s.path, text)
				}
			}
			return true
		})
	}
}

// layerOf is -1 for what is in no layer and for scenes, whose layer is named elsewhere.
func layerOf(dir string) int {
	return slices.IndexFunc(layers, func(l []string) bool { return slices.Contains(l, dir) })
}

// Chinese in the server stands in words files, where both languages stand side by
// side, and where it is data.
func TestWordsStandInWordsFiles(t *testing.T) {
	used := map[string]bool{}
	for _, s := range sources(t) {
		if s.file == nil || !strings.HasPrefix(s.dir, "server") || strings.HasPrefix(s.base(), "words") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || strings.IndexFunc(lit.Value, func(r rune) bool { return unicode.Is(unicode.Han, r) }) < 0 {
				return true
			}
			for _, where := range []string{s.path, s.dir} {
				if hanAllowed[where] != "" {
					used[where] = true
					return true
				}
			}
			t.Errorf("%s: %.60s belongs into a words.go", s.path, lit.Value)
			return true
		})
	}
	for where := range hanAllowed {
		if !used[where] {
			t.Errorf("%s has no Chinese any more: take it from hanAllowed", where)
		}
	}
}

// A scene's pages are its own: what two draw stands in views/console or msg. The book
// shows all.
func TestAScenesPagesAreItsOwn(t *testing.T) {
	for _, s := range sources(t) {
		var imports []string
		if s.file != nil {
			for _, imp := range s.file.Imports {
				imports = append(imports, strings.Trim(imp.Path.Value, `"`))
			}
		} else {
			for _, found := range regexp.MustCompile(`(?m)^\t(?:\w+ )?"(yunka/views/[^"]+)"$`).FindAllSubmatch(s.text, -1) {
				imports = append(imports, string(found[1]))
			}
		}
		for _, imp := range imports {
			parts := strings.Split(imp, "/") // yunka, views, gate, dashboard
			if len(parts) < 3 || parts[1] != "views" || sceneOf(t, "server/"+parts[2]) == "" {
				continue
			}
			mine := strings.Split(s.dir, "/")
			if len(mine) > 1 && (mine[1] == parts[2] || mine[1] == "book") {
				continue
			}
			t.Errorf("%s imports %s, the pages of another scene", s.path, imp)
		}
	}
}

// doors are libraries that few packages may know; the rest of the program knows
// those packages. Tests may be clients.
var doors = map[string][]string{
	"github.com/coder/websocket":                     {"server/live", "server/sim", "views/book/browser"}, // a simulated screen; a test's server
	"modernc.org/sqlite":                             {"server/db"},
	"github.com/jackc/pgx/v5/pgxpool":                {"server/db"},
	"github.com/uptrace/bun/dialect/pgdialect":       {"server/db"},
	"github.com/danielgtaylor/huma/v2":               {"server/api"},
	"github.com/alexedwards/scs/v2":                  {"server/web"},
	"github.com/xuri/excelize/v2":                    {"server/timetable/sheet", "server/attendance/report/book"},
	"github.com/emersion/go-ical":                    {"server/timetable/ical"},
	"github.com/wechatpay-apiv3/wechatpay-go/core":   {"server/wechatpay"},
	"github.com/chromedp/chromedp":                   {"views/book/browser", "views/book/shoot", "e2e/look"},
	"github.com/prometheus/client_golang/prometheus": {"server/ops"},
	"github.com/nats-io/nats.go":                     {"server/nats"},
	"net/http/pprof":                                 {"server/ops"}, // it adds to the global mux, which nothing serves
}

func TestLibrariesHaveOneDoor(t *testing.T) {
	used := map[string]bool{}
	for _, s := range sources(t) {
		if s.file == nil {
			continue
		}
		for _, imp := range s.file.Imports {
			path := strings.Trim(imp.Path.Value, `"`)
			door, ok := doors[path]
			if !ok {
				continue
			}
			if !slices.Contains(door, s.dir) && !strings.HasSuffix(s.dir, "test") {
				t.Errorf("%s imports %s; its door is %v", s.path, path, door)
			}
			used[path+" "+s.dir] = true
		}
	}
	for path, door := range doors {
		for _, dir := range door {
			if !used[path+" "+dir] {
				t.Errorf("%s does not import %s any more: close the door", dir, path)
			}
		}
	}
}
