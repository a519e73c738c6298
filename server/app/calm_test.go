package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestCalmPackagesStartNothing: make test runs the packages that its CALM names
// without the race detector, because in their tests nothing runs beside anything.
func TestCalmPackagesStartNothing(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^CALM = (.*)$`).FindStringSubmatch(string(makefile))
	if line == nil {
		t.Fatal("the Makefile names no CALM packages")
	}
	files := 0
	for _, name := range strings.Fields(line[1]) {
		dir, deep := strings.CutSuffix(filepath.Join("../..", name), "/...")
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != dir && !deep:
				return filepath.SkipDir
			case filepath.Ext(path) != ".go":
				return nil
			}
			files++
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, i := range file.Imports {
				if is, _ := strconv.Unquote(i.Path.Value); is == "net/http" || is == "net/http/httptest" || is == "database/sql" || strings.HasPrefix(is, "yunka/server/db") {
					t.Errorf("%s imports %s, which starts goroutines", path, is)
				}
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					t.Errorf("%s: starts a goroutine: watch this package for races, out of CALM", fset.Position(n.Pos()))
				case *ast.SelectorExpr:
					if name := n.Sel.Name; name == "Parallel" || name == "AfterFunc" || name == "RunParallel" || name == "Go" {
						t.Errorf("%s: %s runs something beside: watch this package for races, out of CALM", fset.Position(n.Pos()), name)
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
	if files < 30 {
		t.Errorf("only %d files: the test looks in the wrong place", files)
	}
}
