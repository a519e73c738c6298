package progtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// presupposed stand on every machine on which make runs, or are built from go.mod.
var presupposed = []string{"go", "gofmt", "make", "bash", "sh", "true", "pebble"}

// Every program that a test looks for or starts, and every one that the Makefile
// and the scripts call, is one that .ci/setup brings.
func TestSetupBringsWhatTestsCall(t *testing.T) {
	out, err := exec.Command("bash", root+"/.ci/setup", "--programs").Output()
	if err != nil {
		t.Fatal(err)
	}
	brought := strings.Fields(string(out))
	for _, p := range brought {
		if slices.Contains(presupposed, p) {
			t.Errorf("%s is presupposed and brought", p)
		}
	}
	called := calls(t)
	for program, where := range called {
		if !slices.Contains(brought, program) && !slices.Contains(presupposed, program) {
			t.Errorf("%s calls %s: .ci/setup does not bring it", where, program)
		}
	}
	// gcc is called by go test -race, the fonts by the browser, and the browser has
	// several names.
	for _, p := range brought {
		if called[p] == "" && !slices.Contains([]string{"gcc", "fc-list", "chromium"}, p) {
			t.Errorf(".ci/setup brings %s, which nothing calls", p)
		}
	}
}

// Each row of the table is tried: a program that is taken away is on the list.
func TestSetupListsWhatIsMissing(t *testing.T) {
	bare := t.TempDir()
	for _, name := range []string{"bash", "id"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(bare, name)); err != nil {
			t.Fatal(err)
		}
	}
	list := exec.Command(filepath.Join(bare, "bash"), root+"/.ci/setup", "--list")
	list.Env = []string{"PATH=" + bare}
	out, err := list.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, p := range []string{"gcc", "libc6-dev", "git", "nodejs", "npm", "chromium", "zbar-tools", "strace", "libnss3-tools", "curl", "python3", "default-jdk-headless", "fonts-noto-cjk"} {
		if !slices.Contains(strings.Fields(string(out)), p) {
			t.Errorf("without any program, %s is not on the list:\n%s", p, out)
		}
	}
}

// calls are the programs named by literals, with one place for each.
func calls(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "testdata"):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go"):
			return inGo(path, found)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`(?m)(?:^\t[@-]?|&& |\|\| |; |\| |\$\(shell |command -v |then |else |do )(?:[A-Z_]+=\S* )*([a-z][a-z0-9_-]+) `)
	builtins := []string{"if", "then", "elif", "else", "fi", "all", "cd", "echo", "test", "exit", "command", "export", "exec", "read", "printf", "set", "mkdir", "rm", "grep", "sed", "awk", "cat", "sort", "wc", "cp", "mv"}
	for _, file := range []string{"Makefile", ".ci/run"} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range command.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(builtins, m[1]) {
				found[m[1]] = file
			}
		}
	}
	return found
}

// inGo finds exec.Command("x"), exec.CommandContext(ctx, "x"), exec.LookPath("x")
// and progtest.Find(t, "x").
func inGo(path string, found map[string]string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		fn, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := fn.X.(*ast.Ident)
		if !ok {
			return true
		}
		at, known := map[string]int{"exec.Command": 0, "exec.LookPath": 0, "exec.CommandContext": 1, "progtest.Find": 1}[pkg.Name+"."+fn.Sel.Name]
		if !known || at >= len(call.Args) {
			return true
		}
		if lit, ok := call.Args[at].(*ast.BasicLit); ok {
			if name, err := strconv.Unquote(lit.Value); err == nil && !strings.Contains(name, "/") {
				found[name] = path
			}
		}
		return true
	})
	return nil
}
