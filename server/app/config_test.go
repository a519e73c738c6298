package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yunka/server/account"
)

// The hash cost is for tests only. Nothing in the program may set it: only the
// field itself and the one place that passes it on name it, besides the packages
// that only tests import.
func TestNoFlagOrVariableSetsTheHashCost(t *testing.T) {
	var named []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "test/") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == "HashCost" {
				named = append(named, filepath.Base(path))
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"app.go", "config.go"}; !slices.Equal(named, want) {
		t.Errorf("HashCost is named in %v, want once in each of %v", named, want)
	}
	for _, name := range []string{"HASH_COST", "HASHCOST", "HASH_COST_MEMORY", "HASH_COST_TIME", "HASH_COST_THREADS"} {
		t.Setenv(name, "8")
		t.Setenv("YUNKA_"+name, "8")
	}
	c, err := FromEnv()
	if err != nil || c.HashCost != (account.Cost{}) {
		t.Errorf("the environment sets the hash cost: %+v, %v", c.HashCost, err)
	}
}
