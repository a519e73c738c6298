package app_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yunka/server/app"
)

// owner says in which file a line stands.
func (m *matrix) owner(line string) string {
	if scene := app.SceneOf(m.app, line); scene != "" {
		return scene
	}
	verb, path, _ := strings.Cut(line, " ")
	switch verb {
	case "COMMAND":
		return "cli"
	case "SOCKET":
		return "live"
	}
	switch first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/"); first {
	case "api", "console", "kiosk":
		return first
	case "card", "key", "sw.js", "v":
		return "phone"
	case "livez", "readyz", "time", "static", "live":
		return "web"
	}
	return "door"
}

// compare holds the answers against the files, or writes them anew.
func (m *matrix) compare(got [][]string, write bool) {
	m.Helper()
	head, rows := got[0], got[1:]
	if write {
		m.write(head, rows)
		return
	}
	want := map[string][]string{}
	files, err := filepath.Glob(filepath.Join(goldenMatrix, "*.csv"))
	if err != nil {
		m.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			m.Fatal(err)
		}
		lines, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil {
			m.Fatal(name, err)
		}
		for _, row := range lines[1:] {
			key := row[0] + " of " + row[1]
			if want[key] != nil {
				m.Errorf("%s: twice", key)
			}
			if owner := m.owner(row[0]); filepath.Base(name) != owner+".csv" {
				m.Errorf("%s stands in %s and is %s's", key, name, owner)
			}
			want[key] = row
		}
	}
	for _, row := range rows {
		key := row[0] + " of " + row[1]
		expected, ok := want[key]
		if !ok {
			m.Errorf("%s: no expectation", key)
			continue
		}
		delete(want, key)
		for i := range row {
			if row[i] != expected[i] && row[i] != "" {
				m.Errorf("%s by %s: %s, want %s", key, head[i], row[i], expected[i])
			}
		}
	}
	for key := range want {
		m.Errorf("%s: expected, and not asked", key)
	}
}

// write makes the files anew: lines by address and method, targets as in targetsOf.
func (m *matrix) write(head []string, rows [][]string) {
	m.Helper()
	slices.SortStableFunc(rows, func(a, b []string) int {
		verbA, pathA, _ := strings.Cut(a[0], " ")
		verbB, pathB, _ := strings.Cut(b[0], " ")
		return cmp.Or(cmp.Compare(pathA, pathB), cmp.Compare(verbA, verbB))
	})
	by := map[string][][]string{}
	for _, row := range rows {
		by[m.owner(row[0])] = append(by[m.owner(row[0])], row)
	}
	if err := errors.Join(os.RemoveAll(goldenMatrix), os.MkdirAll(goldenMatrix, 0o755)); err != nil {
		m.Fatal(err)
	}
	for owner, rows := range by {
		var buf bytes.Buffer
		err := csv.NewWriter(&buf).WriteAll(append([][]string{head}, rows...))
		if err = errors.Join(err, os.WriteFile(filepath.Join(goldenMatrix, owner+".csv"), buf.Bytes(), 0o644)); err != nil {
			m.Fatal(err)
		}
	}
}
