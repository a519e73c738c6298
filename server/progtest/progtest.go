// Package progtest finds the programs that tests call. On a laptop a test whose
// program is missing is skipped; where CI is set it fails, because a skipped
// test proves nothing. A test here compares what the tests and the Makefile call
// with what .ci/setup installs: a program that only some machines happen to have
// makes every fresh one fail.
package progtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// Find returns the path of a program, or skips the test (fails it where CI is set).
func Find(t testing.TB, name string) string {
	t.Helper()
	path, err := find(name)
	if err != nil {
		Missing(t, name+" is missing: .ci/setup brings it")
	}
	return path
}

// Missing skips a test for what the machine lacks; where CI is set it fails.
func Missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// find also looks where a program has another name, or stands outside PATH.
func find(name string) (string, error) {
	names := []string{name}
	switch name {
	case "chromium":
		names = append(names, "chromium-browser", "google-chrome")
	case "initdb", "pgbench":
		beside, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
		slices.Reverse(beside)
		names = append(beside, name)
	}
	var err error
	for _, n := range names {
		var path string
		if path, err = exec.LookPath(n); err == nil {
			return path, nil
		}
	}
	return "", err
}
