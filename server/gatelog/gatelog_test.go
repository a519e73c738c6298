package gatelog

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

func yes(b bool) *bool { return &b }

func sample() []Record {
	r := Start("01890000-0000-7000-8000-000000000001")
	var log []Record
	for _, next := range []Record{
		{At: 1795420800000, Offset: -1500, List: 7, Kind: Phone, Code: "98" + strings.Repeat("0", 192), Decision: "ALLOW", Reason: "OK", Open: true},
		{At: 1795420801000, Offset: -1500, List: 7, Kind: Chip, Chip: "2812976885", Decision: "ALLOW", Reason: "OK", Warning: "ZONE_PASSBACK_IN", Open: true, Passed: yes(false)},
		{At: 1795420802000, List: 8, Kind: Chip, Chip: "77", Decision: "DENY", Reason: "CODE_UNKNOWN", Note: "门开着 / door ajar"},
	} {
		r = Next(r, next)
		log = append(log, r)
	}
	return log
}

// The published vectors, and a second way to the same hash.
func TestVectors(t *testing.T) {
	const file = "testdata/vectors.json"
	log := sample()
	if *update {
		b, _ := json.MarshalIndent(log, "", "  ")
		if err := os.WriteFile(file, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var published []Record
	if err := json.Unmarshal(b, &published); err != nil {
		t.Fatal(err)
	}
	if err := Verify(published, Start(log[0].Terminal)); err != nil || len(published) != len(log) {
		t.Fatalf("%d records, %v", len(published), err)
	}
	h := sha256.New()
	h.Write([]byte("yunka/log/v1\x00"))
	h.Write(make([]byte, 32))
	first := published[0]
	for _, f := range []string{first.Terminal, "1", "1795420800000", "-1500", "7", "phone", first.Code, "", "ALLOW", "OK", "", "1", "", ""} {
		_ = binary.Write(h, binary.BigEndian, uint32(len(f)))
		h.Write([]byte(f))
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != first.Hash {
		t.Errorf("by hand %s, published %s", got, first.Hash)
	}
}

// Whatever is changed, left out, doubled or taken from elsewhere is noticed, at
// the first record that is wrong.
func TestBadLogs(t *testing.T) {
	other := Next(Start("another terminal"), Record{At: 1, Kind: Chip, Chip: "1", Decision: "DENY", Reason: "CODE_UNKNOWN"})
	for _, c := range []struct {
		name  string
		spoil func(log []Record) []Record
		index int
		want  error
	}{
		{"back-dated", func(l []Record) []Record { l[1].At -= 86_400_000; return l }, 1, ErrHash},
		{"a refusal made an opening", func(l []Record) []Record { l[2].Decision, l[2].Open = "ALLOW", true; return l }, 2, ErrHash},
		{"somebody else's chip", func(l []Record) []Record { l[1].Chip = "2812976886"; return l }, 1, ErrHash},
		{"moved into the next field", func(l []Record) []Record { l[2].Reason, l[2].Warning = "CODE_", "UNKNOWN"; return l }, 2, ErrHash},
		{"who walked is unknown", func(l []Record) []Record { l[1].Passed = nil; return l }, 1, ErrHash},
		{"truncated in the middle", func(l []Record) []Record { return append(l[:1], l[2]) }, 1, ErrChain},
		{"without its beginning", func(l []Record) []Record { return l[1:] }, 0, ErrChain},
		{"twice", func(l []Record) []Record { return append(l[:2], l[1:]...) }, 2, ErrChain},
		{"another terminal's", func(l []Record) []Record { l[0] = other; return l }, 0, ErrChain},
		{"a chain of its own", func(l []Record) []Record { l[0].Prev = l[1].Hash; l[0].Hash = l[0].Sum(); return l }, 0, ErrChain},
		{"no hash", func(l []Record) []Record { l[0].Hash = ""; return l }, 0, ErrShape},
		{"a hash in capitals", func(l []Record) []Record { l[0].Hash = strings.ToUpper(l[0].Hash); return l }, 0, ErrShape},
		{"both credentials", func(l []Record) []Record { l[0].Chip = "1"; return l }, 0, ErrShape},
		{"neither", func(l []Record) []Record { l[0].Code = ""; return l }, 0, ErrShape},
		{"opened on a refusal", func(l []Record) []Record { l[2].Open = true; return l }, 2, ErrShape},
		{"before 1970", func(l []Record) []Record { l[0].At = -1; return l }, 0, ErrShape},
		{"a NUL", func(l []Record) []Record { l[0].Note = "\x00"; return l }, 0, ErrShape},
		{"no UTF-8", func(l []Record) []Record { l[0].Note = "\xff"; return l }, 0, ErrShape},
		{"a long note", func(l []Record) []Record { l[0].Note = strings.Repeat("长", 201); return l }, 0, ErrShape},
		{"number 0", func(l []Record) []Record { l[0].Seq = 0; return l }, 0, ErrShape},
	} {
		err := Verify(c.spoil(sample()), Start(sample()[0].Terminal))
		var bad *BadRecord
		if !errors.As(err, &bad) || bad.Index != c.index || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want index %d: %v", c.name, err, c.index, c.want)
		}
	}
}

// Whatever bytes come, a check neither panics nor lets a changed record through.
func FuzzCheck(f *testing.F) {
	for _, r := range sample() {
		b, _ := json.Marshal(r)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var r Record
		if json.Unmarshal(b, &r) != nil || r.Check() != nil {
			return
		}
		r.At++
		if !errors.Is(r.Check(), ErrHash) {
			t.Errorf("%s: changed and not noticed", b)
		}
	})
}
