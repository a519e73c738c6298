package gatelist

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"testing"

	"yunka/server/cardcode"
	"yunka/server/progtest"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

// vectors are for implementations in other languages. Bytes are base64.
type vectors struct {
	Key   []byte      `json:"key"`   // public, of the school
	List  []byte      `json:"list"`  // a whole one
	Delta []byte      `json:"delta"` // that leads from it
	Next  []byte      `json:"next"`  // to this
	Rows  []vectorRow `json:"rows"`  // of next
	Cases []vectorOf  `json:"cases"` // decided by next
	Bad   []vectorBad `json:"bad"`   // to be refused while list is held
}

type vectorRow struct {
	Secret string `json:"secret"`
	Index  string `json:"index"` // hex, as are key and nonce
	Key    string `json:"key"`
	Nonce  string `json:"nonce"`
	Row    string `json:"row"` // JSON; "" is not in the list
}

type vectorOf struct {
	Why       string    `json:"why"`
	Presented Presented `json:"presented"`
	Now       int64     `json:"now"`
	Memory    Memory    `json:"memory"`
	Verdict   Verdict   `json:"verdict"`
}

type vectorBad struct {
	Why   string `json:"why"`
	Bytes []byte `json:"bytes"`
}

func makeVectors(t *testing.T) (v vectors) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	phone := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32))
	v.Key = private.Public().(ed25519.PublicKey)
	h := header()
	h.Salt, h.School, h.Terminal = []byte("0123456789abcdef"), "01890000-0000-7000-8000-000000000001", "01890000-0000-7000-8000-000000000002"
	holder := pupil("1")
	holder.Key = phone.Public().(ed25519.PublicKey)
	lost := pupil("2")
	lost.State = "lost"
	before := []Entry{{OfHandle(42), holder}, {OfChip("2812976885"), pupil("2")}, {OfChip("77"), pupil("3")}}
	after := []Entry{{OfHandle(42), holder}, {OfChip("2812976885"), lost}, {OfChip("5"), pupil("5")}}
	ledger, _ := Ledger{}.Advance(sealed(t, h.Salt, before...), h.Version)
	v.List = built(t, h, private, before...)
	other := h
	other.Terminal, other.Version = "another", h.Version+1
	v.Bad = []vectorBad{{"of another terminal", built(t, other, private, after...)}, {"signed by another key", built(t, h, phone, before...)}}
	other = h
	other.Version, other.MadeAt = h.Version-1, h.MadeAt-1
	v.Bad = append(v.Bad, vectorBad{"older than what is held", built(t, other, private, before...)}, vectorBad{"cut", v.List[:len(v.List)-1]})
	h.Version, h.MadeAt = h.Version+60_000, h.MadeAt+60_000
	taken := cardcode.Sign(phone, 0, 42, uint32(noon/1000)+30, 1)
	h.Marks = Marks{hex.EncodeToString(derive(h.Salt, "yunka/list/index", OfHandle(42))[:8]): taken.Mark()}
	ledger, _ = ledger.Advance(sealed(t, h.Salt, after...), h.Version)
	v.Next = built(t, h, private, after...)
	var err error
	if v.Delta, err = ledger.Delta(h, sealed(t, h.Salt, after...), noon, private); err != nil {
		t.Fatal(err)
	}
	short := bytes.Clone(v.Delta)
	spoiled := short[:len(short)-1]
	gap := bytes.Clone(v.Delta)
	binary.BigEndian.PutUint64(gap[4:], uint64(noon)-1)
	v.Bad = append(v.Bad, vectorBad{"a delta that was cut", spoiled}, vectorBad{"a delta to another version", gap})
	for _, e := range append(after, Entry{OfChip("77"), Row{}}) {
		r := vectorRow{Secret: e.Secret, Index: hex.EncodeToString(derive(h.Salt, "yunka/list/index", e.Secret)[:8]), Key: hex.EncodeToString(derive(h.Salt, "yunka/list/row", e.Secret))}
		if e.Row.Credential != "" {
			text, _ := json.Marshal(e.Row)
			r.Row = string(text)
			r.Nonce = hex.EncodeToString(sealed(t, h.Salt, e)[0][10:22])
		}
		v.Rows = append(v.Rows, r)
	}
	l, err := Open(v.Next, v.Key)
	if err != nil {
		t.Fatal(err)
	}
	code := cardcode.Sign(phone, 0, 42, uint32(noon/1000)+60, 0)
	good := Presented{Kind: "phone", Code: code.Text()}
	for _, c := range []vectorOf{
		{Why: "a fresh code", Presented: good, Now: h.MadeAt},
		{Why: "the same code again", Presented: good, Now: h.MadeAt, Memory: Memory{Mark: code.Mark(), Used: true}},
		{Why: "a code that was taken elsewhere before the list was made", Presented: Presented{Kind: "phone", Code: taken.Text()}, Now: h.MadeAt},
		{Why: "a code that is too old", Presented: good, Now: h.MadeAt + 91_000},
		{Why: "a chip", Presented: Presented{Kind: "chip", Chip: "5"}, Now: h.MadeAt},
		{Why: "a lost chip", Presented: Presented{Kind: "chip", Chip: "2812976885"}, Now: h.MadeAt},
		{Why: "a chip that is gone", Presented: Presented{Kind: "chip", Chip: "77"}, Now: h.MadeAt},
		{Why: "a list of more than 72 hours", Presented: Presented{Kind: "chip", Chip: "5"}, Now: h.MadeAt + MaxAgeMS + 1},
		{Why: "a clock before the list", Presented: Presented{Kind: "chip", Chip: "5"}, Now: h.MadeAt - MaxSkewMS - 1},
		{Why: "a clock that was turned back", Presented: Presented{Kind: "chip", Chip: "5"}, Now: h.MadeAt, Memory: Memory{LastMS: h.MadeAt + MaxSkewMS + 1}},
	} {
		c.Verdict = l.Judge(l.Identify(c.Presented), c.Now, c.Memory)
		v.Cases = append(v.Cases, c)
	}
	return v
}

// The published vectors, and a second way into a row.
func TestVectors(t *testing.T) {
	const file = "testdata/vectors.json"
	want, err := json.MarshalIndent(makeVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(b, want) {
		t.Fatalf("%s differs from what is made: %v", file, err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	held, err := Open(v.List, v.Key)
	if err != nil {
		t.Fatal(err)
	}
	if next, err := held.Apply(v.Delta, v.Key); err != nil || !bytes.Equal(next.Bytes(), v.Next) {
		t.Fatalf("the delta leads elsewhere: %v", err)
	}
	for _, bad := range v.Bad {
		var l *List
		var err error
		if IsDelta(bad.Bytes) {
			_, err = held.Apply(bad.Bytes, v.Key)
		} else if l, err = Open(bad.Bytes, v.Key); err == nil {
			err = l.Follows(held)
		}
		if err == nil {
			t.Errorf("%s: taken", bad.Why)
		}
	}

	n := binary.BigEndian.Uint32(v.Next[4:])
	var h struct{ Salt []byte }
	if err := json.Unmarshal(v.Next[8:8+n], &h); err != nil {
		t.Fatal(err)
	}
	for _, r := range v.Rows {
		mac := func(key []byte, text string) []byte {
			m := hmac.New(sha256.New, key)
			m.Write([]byte(text))
			return m.Sum(nil)
		}
		index, key := mac(h.Salt, "yunka/list/index\x00"+r.Secret)[:8], mac(h.Salt, "yunka/list/row\x00"+r.Secret)
		if hex.EncodeToString(index) != r.Index || hex.EncodeToString(key) != r.Key {
			t.Errorf("%s: index %x, key %x", r.Secret, index, key)
		}
		var plain []byte
		for p := 8 + int(n) + 64; p < len(v.Next); {
			size := int(binary.BigEndian.Uint16(v.Next[p+8:]))
			if bytes.Equal(v.Next[p:p+8], index) {
				block, _ := aes.NewCipher(key)
				gcm, _ := cipher.NewGCM(block)
				if plain, err = gcm.Open(nil, v.Next[p+10:p+22], v.Next[p+22:p+10+size], index); err != nil {
					t.Errorf("%s: %v", r.Secret, err)
				}
			}
			p += 10 + size
		}
		if string(plain) != r.Row {
			t.Errorf("%s: %s, published %s", r.Secret, plain, r.Row)
		}
	}
}

// Another language reads the same rows from the same bytes, and takes nothing that
// must be refused.
func TestASecondImplementation(t *testing.T) {
	node := progtest.Find(t, "node")
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(node, "testdata/second.mjs", "testdata/vectors.json").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got struct {
		Next  []byte
		Rows  []string
		Taken []string
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !bytes.Equal(got.Next, v.Next) || len(got.Taken) > 0 || len(v.Bad) < 6 {
		t.Errorf("the delta leads to another list, or these were taken: %v of %d", got.Taken, len(v.Bad))
	}
	for i, r := range v.Rows {
		if i >= len(got.Rows) || got.Rows[i] != r.Row {
			t.Errorf("%s: %v, published %s", r.Secret, got.Rows, r.Row)
		}
	}
}
