package lock_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"yunka/server/lock"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

// vector is a published token: its text, the public key, what it says, whether it opens.
type vector struct {
	Name  string      `json:"name"`
	Key   string      `json:"key"` // base64 of 32 bytes
	Text  string      `json:"text"`
	Token *lock.Token `json:"token"` // null: refused
}

// The published vectors: what is right is read, and what anybody has changed is not.
func TestVectors(t *testing.T) {
	const file = "testdata/vectors.json"
	key := ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", ed25519.SeedSize)))
	pub := base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey))
	good := lock.Token{ID: "01890000-0000-7000-8000-0000000000aa", Lock: "01890000-0000-7000-8000-000000000001", Chip: "2812976885", From: 1795420800000, Until: 1803196800000}
	text := good.Sign(key)
	other := good
	other.Until += 1
	body, _, _ := strings.Cut(strings.TrimPrefix(other.Sign(key), "YKT1."), ".")
	_, sig, _ := strings.Cut(strings.TrimPrefix(text, "YKT1."), ".")
	list := []vector{
		{"good", pub, text, &good},
		{"another end under the same signature", pub, "YKT1." + body + "." + sig, nil},
		{"another school's key", base64.StdEncoding.EncodeToString(ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", 32))).Public().(ed25519.PublicKey)), text, nil},
		{"cut", pub, text[:len(text)-4], nil},
		{"another format", pub, "YKT2." + strings.TrimPrefix(text, "YKT1."), nil},
		{"nothing", pub, "", nil},
	}
	if *update {
		b, _ := json.MarshalIndent(list, "", "  ")
		if err := os.WriteFile(file, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var published []vector
	if err := json.Unmarshal(b, &published); err != nil || len(published) != len(list) {
		t.Fatal(err, len(published))
	}
	for i, v := range published {
		key, err := base64.StdEncoding.DecodeString(v.Key)
		if err != nil {
			t.Fatal(err)
		}
		if v.Text != list[i].Text {
			t.Errorf("%s: published %s, made %s", v.Name, v.Text, list[i].Text)
		}
		got, err := lock.Open(v.Text, key)
		if (err == nil) != (v.Token != nil) || v.Token != nil && got != *v.Token {
			t.Errorf("%s: %+v, %v", v.Name, got, err)
		}
	}
	for name, opens := range map[string]bool{
		"at its beginning": good.Opens(good.Lock, good.Chip, good.From), "before": good.Opens(good.Lock, good.Chip, good.From-1),
		"at its end": good.Opens(good.Lock, good.Chip, good.Until), "just before its end": good.Opens(good.Lock, good.Chip, good.Until-1),
		"at another lock": good.Opens("other", good.Chip, good.From), "another chip": good.Opens(good.Lock, "1", good.From),
	} {
		if want := name == "at its beginning" || name == "just before its end"; opens != want {
			t.Errorf("%s: %v", name, opens)
		}
	}
}
