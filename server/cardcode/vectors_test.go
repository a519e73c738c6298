package cardcode_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yunka/server/cardcode"
	"yunka/server/progtest"
	"yunka/server/reason"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

const vectorsFile = "testdata/vectors.json"

type goodVector struct {
	Seed    string `json:"seed"`
	Purpose uint8  `json:"purpose"`
	Handle  string `json:"handle"`
	Issued  uint32 `json:"issued"`
	Seq     uint8  `json:"seq"`
	Text    string `json:"text"`
}

type badVector struct {
	Text   string      `json:"text"`
	Reason reason.Code `json:"reason"`
	Why    string      `json:"why"`
	// Public is there when the text is well-formed and only its signature is
	// wrong: the key it does not verify under.
	Public string `json:"public,omitempty"`
}

type vectorSet struct {
	Good []goodVector `json:"good"`
	Bad  []badVector  `json:"bad"`
}

func TestVectorsFileIsCurrent(t *testing.T) {
	var want bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetIndent("", "  ")
	if err := enc.Encode(makeVectors()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(vectorsFile, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is not what the generator writes. Codes already printed and phones in the field depend on the format; "+
			"if a vector was added, run go test -run Vectors -update", vectorsFile)
	}
}

func TestGoodVectors(t *testing.T) {
	for i, v := range readVectors(t).Good {
		key, handle := keyOf(t, v.Seed), mustHandle(t, v.Handle)
		made := cardcode.Sign(key, cardcode.Purpose(v.Purpose), handle, v.Issued, v.Seq)
		if got := made.Text(); got != v.Text {
			t.Errorf("good %d: signing gives %s, want %s", i, got, v.Text)
		}
		c, why := cardcode.Parse(v.Text)
		if why != reason.OK || c != made {
			t.Errorf("good %d: Parse gives %+v, %s", i, c, why)
		}
		if !c.Verify(key.Public().(ed25519.PublicKey)) {
			t.Errorf("good %d: signature refused", i)
		}
	}
}

func TestBadVectors(t *testing.T) {
	for i, v := range readVectors(t).Bad {
		c, got := cardcode.Parse(v.Text)
		if v.Public != "" {
			pub, err := hex.DecodeString(v.Public)
			if err != nil {
				t.Fatal(err)
			}
			if got != reason.OK {
				t.Errorf("bad %d (%s): refused as %s before its signature was looked at", i, v.Why, got)
			}
			if !c.Verify(pub) {
				got = reason.CodeBadSignature
			}
		} else if c != (cardcode.Code{}) {
			t.Errorf("bad %d (%s): a refused text gives %+v", i, v.Why, c)
		}
		if got != v.Reason {
			t.Errorf("bad %d (%s): %s, want %s", i, v.Why, got, v.Reason)
		}
	}
}

// A second implementation, in another language and sharing no code, agrees on
// every vector and signs the same texts from the same seeds.
func TestSecondImplementation(t *testing.T) {
	node := progtest.Find(t, "node")
	out, err := exec.Command(node, "testdata/second.mjs", vectorsFile).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	set := readVectors(t)
	if want := fmt.Sprintf("%d good, %d bad\n", len(set.Good), len(set.Bad)); string(out) != want {
		t.Errorf("it checked %q, want %q", out, want)
	}
}

func readVectors(tb testing.TB) (set vectorSet) {
	tb.Helper()
	raw, err := os.ReadFile(vectorsFile)
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(raw, &set); err != nil {
		tb.Fatal(err)
	}
	if len(set.Good) < 12 || len(set.Bad) < 20 {
		tb.Fatalf("only %d good and %d bad vectors", len(set.Good), len(set.Bad))
	}
	return set
}

func keyOf(tb testing.TB, seed string) ed25519.PrivateKey {
	tb.Helper()
	b, err := hex.DecodeString(seed)
	if err != nil || len(b) != ed25519.SeedSize {
		tb.Fatalf("seed %q", seed)
	}
	return ed25519.NewKeyFromSeed(b)
}

func mustHandle(tb testing.TB, s string) uint64 {
	tb.Helper()
	h, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

// makeVectors is the generator. It depends on nothing that changes.
func makeVectors() (set vectorSet) {
	good := func(seed []byte, p cardcode.Purpose, handle uint64, issued uint32, seq uint8) {
		set.Good = append(set.Good, goodVector{
			Seed: hex.EncodeToString(seed), Purpose: uint8(p), Handle: strconv.FormatUint(handle, 10), Issued: issued, Seq: seq,
			Text: cardcode.Sign(ed25519.NewKeyFromSeed(seed), p, handle, issued, seq).Text(),
		})
	}
	const day = 1_790_000_000 // in September 2026
	rfc8032, _ := hex.DecodeString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	good(rfc8032, cardcode.Everyday, 1, day, 0)
	good(rfc8032, cardcode.Everyday, 1<<63-1, day, 0)
	good(rfc8032, cardcode.Pay, 1<<62, day, 1)
	good(rfc8032, cardcode.Release, 1<<32, day, 255)
	good(seedNo(1), cardcode.Everyday, 1, 0, 0)
	good(seedNo(1), cardcode.Release, 1<<63-1, 1<<32-1, 255)
	good(seedNo(2), cardcode.Everyday, 4_611_686_018_427_387_905, day+60, 0)
	good(seedNo(2), cardcode.Everyday, 4_611_686_018_427_387_905, day+60, 1)
	good(seedNo(2), cardcode.Pay, 4_611_686_018_427_387_905, day+60, 1)
	good(seedNo(3), cardcode.Everyday, 0x0102030405060708, 0x090a0b0c, 13)
	good(seedNo(3), cardcode.Pay, 255, 1<<31, 128)
	good(seedNo(3), cardcode.Release, 256, 1<<31-1, 127)
	good(make([]byte, 32), cardcode.Everyday, 1<<53+1, day, 7) // beyond what a float holds
	good(bytes.Repeat([]byte{0xff}, 32), cardcode.Everyday, 1<<56, 1, 1)
	for n := 4; n < 8; n++ {
		s := sha256.Sum256(seedNo(n))
		good(seedNo(n), cardcode.Purpose(n%3), number(s[:8])>>1|1, uint32(number(s[8:12])), s[12])
	}

	key := ed25519.NewKeyFromSeed(rfc8032)
	base := cardcode.Sign(key, cardcode.Everyday, 0x0102030405060708, day, 0)
	text := base.Text()
	bad := func(text string, why string) {
		set.Bad = append(set.Bad, badVector{Text: text, Reason: reason.CodeMalformed, Why: why})
	}
	group := func(n int, digits string) string { // n from 0
		at := 2 + 17*n
		return text[:at] + digits + text[at+len(digits):]
	}
	bad("", "empty")
	bad("98", "only the prefix")
	bad(text[:193], "a digit short")
	bad(text+"0", "a digit too many")
	bad(text+text, "read twice")
	bad(text+"\n", "the scanner's line end was left on")
	bad(" "+text[:193], "a space in front")
	bad("99"+text[2:], "another prefix")
	bad("89"+text[2:], "prefix turned round")
	bad("62"+text[2:], "a UnionPay prefix")
	bad(text[:100]+"a"+text[101:], "a letter")
	bad(text[:100]+"-"+text[101:], "a minus sign")
	bad(text[:100]+"\x00"+text[101:], "a zero byte")
	bad(text[:100]+"９"+text[103:], "a full-width digit, 194 bytes in all")
	bad(text[:2]+"+"+text[3:], "a sign in front of a group")
	bad(group(3, "72057594037927936"), "group 4 is 2^56")
	bad(group(10, "72057594037927936"), "group 11 is 2^56")
	bad(group(5, "99999999999999999"), "a group of nines")
	bad(group(0, plus(text[2:19], 1<<56)), "group 1 with 2^56 added: the same bytes, were it cut off")
	bad(text[:189]+"65536", "tail 65536")
	bad(text[:189]+plus(text[189:], 65536)[:5], "tail with 65536 added")
	bad(text[:189]+"99999", "tail of nines")

	raw := func(change func(b []byte)) string {
		b := bytesOf(base)
		change(b)
		return textOf(b)
	}
	bad(raw(func(b []byte) { b[1] = 3 }), "purpose 3")
	bad(raw(func(b []byte) { b[1] = 255 }), "purpose 255")
	bad(raw(func(b []byte) { clear(b[2:10]) }), "handle 0")
	bad(raw(func(b []byte) { clear(b[2:10]); b[2] = 0x80 }), "handle 2^63")
	bad(raw(func(b []byte) { copy(b[2:10], bytes.Repeat([]byte{0xff}, 8)) }), "handle 2^64-1")
	for _, v := range []byte{0, 2, 255} {
		set.Bad = append(set.Bad, badVector{Text: raw(func(b []byte) { b[0] = v }), Reason: reason.CodeVersionUnsupported, Why: fmt.Sprintf("version %d", v)})
	}

	pub := key.Public().(ed25519.PublicKey)
	forged := func(public ed25519.PublicKey, text, why string) {
		set.Bad = append(set.Bad, badVector{Text: text, Reason: reason.CodeBadSignature, Why: why, Public: hex.EncodeToString(public)})
	}
	forged(ed25519.NewKeyFromSeed(seedNo(1)).Public().(ed25519.PublicKey), text, "another phone's key")
	forged(pub, raw(func(b []byte) { b[1] = 1 }), "everyday made pay")
	forged(pub, raw(func(b []byte) { b[9] ^= 1 }), "another handle")
	forged(pub, raw(func(b []byte) { b[13]++ }), "a second later")
	forged(pub, raw(func(b []byte) { b[14]++ }), "the next seq")
	forged(pub, raw(func(b []byte) { b[15] ^= 1 }), "a bit of R")
	forged(pub, raw(func(b []byte) { b[47] ^= 1 }), "a bit of S")
	forged(pub, raw(func(b []byte) { clear(b[15:]) }), "a signature of zeros")
	forged(pub, raw(func(b []byte) { addOrder(b[47:]) }), "S with the group order added")
	forged(pub, raw(func(b []byte) { copy(b[15:], ed25519.Sign(key, b[:15])) }), "signed without the domain")
	forged(pub, raw(func(b []byte) { copy(b[15:], ed25519.Sign(key, append([]byte("yunka/code/v1"), b[:15]...))) }), "signed without the zero byte")
	forged(pub, raw(func(b []byte) { copy(b[15:], ed25519.Sign(key, cardcode.ContactMessage(base.Handle, base.Issued))) }), "the signature of a contact")
	return set
}

func seedNo(n int) []byte {
	s := sha256.Sum256([]byte("yunka test vector " + strconv.Itoa(n)))
	return s[:]
}

func number(b []byte) (n uint64) {
	for _, v := range b {
		n = n<<8 | uint64(v)
	}
	return n
}

func plus(digits string, n uint64) string {
	d, _ := strconv.ParseUint(digits, 10, 64)
	return fmt.Sprintf("%0*d", len(digits), d+n)
}

// bytesOf and textOf go by big numbers, unlike the package.
func bytesOf(c cardcode.Code) []byte {
	var b []byte
	text := c.Text()[2:]
	for len(text) > 5 {
		n, _ := new(big.Int).SetString(text[:17], 10)
		b, text = append(b, n.FillBytes(make([]byte, 7))...), text[17:]
	}
	n, _ := new(big.Int).SetString(text, 10)
	return append(b, n.FillBytes(make([]byte, 2))...)
}

func textOf(b []byte) string {
	var s strings.Builder
	s.WriteString("98")
	for g := range slices.Chunk(b[:77], 7) {
		fmt.Fprintf(&s, "%017d", new(big.Int).SetBytes(g))
	}
	fmt.Fprintf(&s, "%05d", new(big.Int).SetBytes(b[77:]))
	return s.String()
}

// addOrder adds the order of the base point to a little-endian scalar.
func addOrder(s []byte) {
	order, _ := new(big.Int).SetString("27742317777372353535851937790883648493", 10)
	order.Add(order, new(big.Int).Lsh(big.NewInt(1), 252))
	slices.Reverse(s)
	new(big.Int).Add(order, new(big.Int).SetBytes(s)).FillBytes(s)
	slices.Reverse(s)
}
