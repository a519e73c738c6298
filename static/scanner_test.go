package static_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yunka/server/progtest"
)

// key is a KeyboardEvent as a scanner makes it; Gap is ms since the one before.
type key struct {
	Code  string `json:"code,omitempty"`
	Key   string `json:"key,omitempty"`
	Shift bool   `json:"shiftKey,omitempty"`
	Alt   bool   `json:"altKey,omitempty"`
	Again bool   `json:"repeat,omitempty"`
	Up    bool   `json:"up,omitempty"`
	Gap   int    `json:"gap,omitempty"`
}

func typed(text string, change ...func(i int, k *key)) (keys []key) {
	for i, c := range text {
		k := key{Key: string(c)}
		switch {
		case c == '\r':
			k.Code, k.Key = "Enter", "Enter"
		case c == '\t':
			k.Code, k.Key = "Tab", "Tab"
		case c == ']':
			k.Code = "BracketRight"
		case c >= '0' && c <= '9':
			k.Code = "Digit" + k.Key
		default:
			k.Code, k.Shift = "Key"+k.Key, true
		}
		for _, fn := range change {
			fn(i, &k)
		}
		keys = append(keys, k)
	}
	return keys
}

// TestKindsOfScanners: each way in which scanners and tablets send keys is read or said in
// words; no digit is lost without a word and no part of a number is taken for one.
func TestKindsOfScanners(t *testing.T) {
	node := progtest.Find(t, "node")
	const number, chip = "2812976885", `{"chip":"2812976885"}`
	code := "98" + strings.Repeat("1", 192)
	read := `{"code":"` + code + `"}`
	gap := func(ms int) func(int, *key) { return func(_ int, k *key) { k.Gap = ms } }
	pause := func(at, ms int) func(int, *key) {
		return func(i int, k *key) {
			if i == at {
				k.Gap = ms
			}
		}
	}
	noCode := func(_ int, k *key) { k.Code = "" }
	hidden := func(_ int, k *key) { k.Key = "Process" }
	var alt, held []key
	for _, c := range number {
		for _, d := range fmt.Sprintf("%04d", c) {
			alt = append(alt, key{Code: "Numpad" + string(d), Key: string(d), Alt: true})
		}
		alt = append(alt, key{Key: "Alt", Up: true})
	}
	alt = append(alt, typed("\r")...)
	for i := range 20 {
		k := key{Code: "Digit1", Key: "1", Again: i > 0, Gap: 33}
		if i == 1 {
			k.Gap = 400
		}
		held = append(held, k)
	}
	type one struct {
		name    string
		keys    []key
		lengths []int
		want    []string
	}
	cases := []one{
		{"plain", typed(number + "\r"), nil, []string{chip}},
		{"without an end", typed(number), nil, []string{chip}},
		{"100 ms between keys", typed(number+"\r", gap(100)), nil, []string{chip}},
		{"100 ms and no end", typed(number, gap(100)), nil, []string{chip}},
		{"a code at 100 ms", typed(code+"\r", gap(100)), nil, []string{read}},
		{"equal digits flagged as repeats", typed(number+"\r", func(i int, k *key) { k.Again = i == 8 }), nil, []string{chip}},
		{"a key held down is no number", held, nil, nil},
		{"Android without codes", typed(number+"\r", noCode), nil, []string{chip}},
		{"neither code nor key", typed(number+"\r", noCode, func(_ int, k *key) {
			if k.Key != "Enter" {
				k.Key = "Unidentified"
			}
		}), nil, []string{`{"fault":"unreadable"}`}},
		{"an input method hides the keys", typed(number+"\r", hidden), nil, []string{chip}},
		{"Tab ends it", typed(number + "\t"), nil, []string{chip}},
		{"a symbology prefix", typed("]Q1" + code + "\r"), nil, []string{read}},
		{"a prefix before a chip", typed("]C1" + number + "\r"), nil, []string{chip}},
		{"ALT and the numpad", alt, nil, []string{chip}},
		{"Shift on digits", typed(number+"\r", func(_ int, k *key) { k.Shift, k.Key = true, "!" }), nil, []string{`{"fault":"shift"}`}},
		{"digits that need Shift", typed(number+"\r", func(_ int, k *key) { k.Shift = true }), nil, []string{chip}},
		{"a code with letters", typed("9876ABC"), nil, []string{`{}`}},
		{"torn in two", typed(number+"\r", pause(5, 250)), []int{9, 10}, []string{`{"fault":"length","digits":5}`, `{"fault":"length","digits":5}`}},
		{"torn code", typed(code+"\r", pause(100, 300)), nil, []string{`{}`}},
		{"another length", typed("123456\r"), []int{10}, []string{`{"fault":"length","digits":6}`}},
		{"zeros before it", typed("0012345678\r"), []int{10}, []string{`{"chip":"0012345678"}`}},
		{"zeros that the books leave out", typed("0012345678\r"), []int{8}, []string{`{"chip":"0012345678"}`}},
		{"two digits and no end", typed("28"), nil, []string{`{"fault":"length","digits":2}`}},
		{"a key touched by accident", typed("2"), nil, nil},
		{"two readings", append(typed(number+"\r"), typed(number+"\r", pause(0, 900))...), nil, []string{chip, chip}},
	}
	letters := len(cases) // from here on where barcodes of books are read, too
	sign := func(_ int, k *key) {
		if code, ok := map[string]string{"-": "Minus", ".": "Period", "/": "Slash"}[k.Key]; ok {
			k.Code, k.Shift = code, false
		}
	}
	cases = append(cases,
		one{"a chip all the same", typed(number + "\r"), nil, []string{chip}},
		one{"a code all the same", typed(code + "\r"), nil, []string{read}},
		one{"letters and digits", typed("XB0017\r"), nil, []string{`{"text":"XB0017"}`}},
		one{"signs", typed("XY-1/2.B\r", sign), nil, []string{`{"text":"XY-1/2.B"}`}},
		one{"a symbology prefix", typed("]C1AB12\r"), nil, []string{`{"text":"AB12"}`}},
		one{"Android without codes", typed("ab-12\r", noCode), nil, []string{`{"text":"AB-12"}`}},
		one{"too long for a barcode", typed(strings.Repeat("A", 40) + "\r"), nil, []string{`{}`}})
	dir := t.TempDir()
	for name, from := range map[string]string{"scanner.js": "src/js/kiosk/scanner.js", "kinds.js": "src/js/kiosk/kinds.js", "run.mjs": "testdata/scanner.mjs"} {
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
	type ask struct {
		Keys    []key `json:"keys"`
		Lengths []int `json:"lengths"`
		Letters bool  `json:"letters"`
	}
	var asks []ask
	for i, c := range cases {
		asks = append(asks, ask{c.keys, append([]int{}, c.lengths...), i >= letters})
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
	var got [][]string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for i, c := range cases {
		if !slices.Equal(got[i], c.want) {
			t.Errorf("%s: %.300v, want %.300v", c.name, got[i], c.want)
		}
	}
}
