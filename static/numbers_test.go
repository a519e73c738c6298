package static_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"yunka/server/progtest"
)

// TestFormsOfAChip: one chip's number in each way in which it is written.
func TestFormsOfAChip(t *testing.T) {
	node := progtest.Find(t, "node")
	type forms map[string]string
	low := forms{"decimal": "0012345678", "reversed": "1315027968", "hex": "00BC614E", "wiegand": "188,24910"}
	high := forms{"decimal": "2711863808", "reversed": "0012755873", "hex": "A1A3C200", "wiegand": "163,49664"}
	cases := []struct {
		typed string
		want  forms
	}{
		{"0012345678", low}, {" 12345678 ", low}, {"188,24910", low}, {"188, 24910", low}, {"00BC614E", low}, {"0x00bc614e", low}, {"00:BC:61:4E", low},
		{"１２３４５６７８", low}, // from a Chinese keyboard
		{"2711863808", high}, {"A1-A3-C2-00", high},
		{"36893488147419103", forms{"decimal": "36893488147419103", "hex": "83126E978D4FDF"}}, // seven bytes
		{"", nil}, {"0", nil}, {"abc", nil}, {"300,1", nil}, {"18446744073709551616", nil}, {"1234 5678 x", nil},
	}
	dir := t.TempDir()
	for name, from := range map[string]string{"numbers.js": "src/js/device/numbers.js", "run.mjs": "testdata/numbers.mjs"} {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"type":"module"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	asks := make([]string, len(cases))
	for i, c := range cases {
		asks[i] = c.typed
	}
	in, err := json.Marshal(asks)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command(node, filepath.Join(dir, "run.mjs"))
	run.Stdin, run.Stderr = strings.NewReader(string(in)), os.Stderr
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []forms
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for i, c := range cases {
		if !reflect.DeepEqual(got[i], c.want) {
			t.Errorf("%q: %v, want %v", c.typed, got[i], c.want)
		}
	}
}
