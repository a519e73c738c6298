package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWhatRunsBesideIsWatched: make test gives the race detector the packages
// that start a goroutine or whose tests do, and finds them by a regular expression.
// Read as Go, there are no others.
func TestWhatRunsBesideIsWatched(t *testing.T) {
	said, err := exec.Command("make", "-s", "-C", "../..", "watched").Output()
	if err != nil {
		t.Fatal(err)
	}
	watched := strings.Fields(string(said))
	if len(watched) < 20 || !slices.Contains(watched, "./server/scan") {
		t.Fatalf("make watches %q", watched)
	}
	files := 0
	for _, top := range []string{"server", "wasm", "views", "static", "sql"} {
		err := filepath.WalkDir(filepath.Join("../..", top), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "node_modules" || path == "../../static/build" || path == "../../views/book"):
				return filepath.SkipDir // no package of ours, a module of its own, stories
			case filepath.Ext(path) != ".go":
				return nil
			}
			files++
			dir := "./" + filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), "../../"))
			if slices.Contains(watched, dir) {
				return nil
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					t.Errorf("%s starts a goroutine, and make test does not watch %s", fset.Position(n.Pos()), dir)
				case *ast.CallExpr:
					if to, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Go", "Parallel", "RunParallel", "AfterFunc"}, to.Sel.Name) {
						t.Errorf("%s: %s runs something beside, and make test does not watch %s", fset.Position(n.Pos()), to.Sel.Name, dir)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 600 {
		t.Errorf("only %d files: the test looks in the wrong place", files)
	}
}
