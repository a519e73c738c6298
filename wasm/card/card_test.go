package main_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"yunka/server/progtest"
)

var update = flag.Bool("update", false, "write testdata/deps.txt anew")

// maxBrotli is what the page may cost a phone: bytes, brotli at quality 11 with a window of 24 bits.
const maxBrotli = 600_000

// An import that looks harmless can cost a phone 100 KB, so every package that
// gets in is named.
func TestDependencies(t *testing.T) {
	const file = "testdata/deps.txt"
	got := goList(t, "-deps", ".")
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(got, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	allowed := strings.Fields(string(raw))
	for _, p := range got {
		if !slices.Contains(allowed, p) {
			t.Errorf("new in the browser: %s. Measure what it costs (TestSize) before it is allowed in %s", p, file)
		}
	}
	for _, p := range allowed {
		if !slices.Contains(got, p) {
			t.Errorf("no longer in the browser: %s; take it out of %s", p, file)
		}
	}
}

// crypto/ed25519 imports fmt and time, of which the linker leaves out nearly
// all; that is no licence for us to use them.
func TestOwnImports(t *testing.T) {
	allowed := []string{"crypto/ed25519", "math/bits", "unsafe"}
	const format = `{{if not .Standard}}{{.ImportPath}}{{range .Imports}} {{.}}{{end}}{{end}}`
	for _, line := range goList(t, "-deps", "-f", format, ".") {
		names := strings.Fields(line)
		for _, p := range names[1:] {
			if !strings.HasPrefix(p, "yunka/") && !slices.Contains(allowed, p) {
				t.Errorf("%s imports %s", names[0], p)
			}
		}
	}
}

func TestVet(t *testing.T) {
	if out, err := forBrowser("vet", ".").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestSize(t *testing.T) {
	if testing.Short() {
		t.Skip("compressing takes seconds")
	}
	module, err := os.ReadFile(build(t))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 11, LGWin: 24})
	if _, err := w.Write(module); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes of brotli", out.Len())
	if out.Len() > maxBrotli {
		t.Errorf("%d bytes of brotli, at most %d", out.Len(), maxBrotli)
	}
}

// The module in the engine that phones have: it draws the published vectors,
// its signatures verify elsewhere, it forgets seeds and stays small in memory.
func TestInNode(t *testing.T) {
	node := progtest.Find(t, "node")
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(node, "testdata/module.mjs", build(t),
		filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"),
		filepath.Join("..", "..", "server", "cardcode", "testdata", "vectors.json")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", bytes.TrimSpace(out))
}

func build(t *testing.T) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "card.wasm")
	if out, err := forBrowser("build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := forBrowser(append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}

func forBrowser(args ...string) *exec.Cmd {
	c := exec.Command("go", args...)
	c.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	return c
}
