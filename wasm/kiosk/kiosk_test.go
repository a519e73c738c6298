package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The tablet downloads this once a release, over the school's own network, so
// its size is not counted in single packages. What may not get in is anything
// of the server but the pure rules that it decides by when it is alone.
func TestOnlyPurePackagesAreInTheBrowser(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for p := range strings.FieldsSeq(string(out)) {
		if !slices.ContainsFunc([]string{"yunka/wasm/kiosk", "yunka/server/access/rule", "yunka/server/cardcode", "yunka/server/gatelist", "yunka/server/gatelog", "yunka/server/reason", "github.com/makiuchi-d/gozxing", "golang.org/x/text/", "golang.org/x/xerrors"}, func(prefix string) bool { return strings.HasPrefix(p, prefix) }) {
			t.Errorf("%s is in the kiosk's module", p)
		}
	}
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", filepath.Join(t.TempDir(), "kiosk.wasm"), ".")
	build.Env = list.Env
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
