package scantest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Printed compares statements with the files of testdata/sql, one each, or with
// update writes them anew.
func Printed(t *testing.T, statements map[string]string, update bool) {
	t.Helper()
	const dir = "testdata/sql"
	if update {
		must(t, os.RemoveAll(dir))
		must(t, os.MkdirAll(dir, 0o755))
	}
	for name, text := range statements {
		path, text := filepath.Join(dir, name+".sql"), strings.TrimSpace(text)+"\n"
		if update {
			must(t, os.WriteFile(path, []byte(text), 0o644))
			continue
		}
		if want, err := os.ReadFile(path); err != nil || string(want) != text {
			t.Errorf("%s is not what is asked (renew it with -update): %v\n%s", path, err, text)
		}
	}
	files, err := filepath.Glob(dir + "/*")
	must(t, err)
	for _, path := range files {
		if _, known := statements[strings.TrimSuffix(filepath.Base(path), ".sql")]; !known {
			t.Errorf("%s is asked nowhere", path)
		}
	}
}
