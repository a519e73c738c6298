package gatelist

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"

	"yunka/server/access/rule"
	"yunka/server/cardcode"
	"yunka/server/reason"
)

const noon = int64(1_795_406_400_000) // 2026-11-23 12:00 in Shanghai

func keys(t testing.TB) (ed25519.PublicKey, ed25519.PrivateKey) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return public, private
}

func header() Header {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	return Header{School: "s", Terminal: "t", Version: noon, MadeAt: noon, Salt: salt, Scene: rule.GateScene, Clock: []Offset{{noon - 3600_000, 8 * 3600}},
		Rights: rule.Rights{Direction: rule.In, Roles: map[string]rule.Effect{"student": rule.RightToPass, "parent": rule.RightWithStaff}}}
}

func made(t testing.TB, h Header, entries ...Entry) (*List, []byte, ed25519.PublicKey) {
	t.Helper()
	public, private := keys(t)
	b := built(t, h, private, entries...)
	l, err := Open(b, public)
	if err != nil {
		t.Fatal(err)
	}
	return l, b, public
}

func sealed(t testing.TB, salt []byte, entries ...Entry) []Sealed {
	t.Helper()
	rows, err := Seal(salt, entries)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func built(t testing.TB, h Header, key ed25519.PrivateKey, entries ...Entry) []byte {
	t.Helper()
	b, err := Build(h, sealed(t, h.Salt, entries...), key)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func pupil(id string) Row {
	return Row{Credential: "c" + id, Person: "p" + id, State: "live", Card: "active", PersonIs: "active", Role: "student", Name: "林知夏" + id}
}

// Only who presents the card finds its row, and nothing in the bytes says who is
// in the list.
func TestAStolenListShowsNobody(t *testing.T) {
	var entries []Entry
	for i := range 1000 {
		entries = append(entries, Entry{OfChip(fmt.Sprint(100_000 + i)), pupil(fmt.Sprint(i))}, Entry{OfHandle(uint64(i + 1)), pupil(fmt.Sprint("h", i))})
	}
	l, b, _ := made(t, header(), entries...)
	for i := range 1000 {
		if r, ok := l.Find(OfChip(fmt.Sprint(100_000 + i))); !ok || r.Credential != fmt.Sprint("c", i) {
			t.Fatalf("chip %d: %+v %v", i, r, ok)
		}
	}
	if _, ok := l.Find(OfChip("99999")); ok {
		t.Error("a chip that is not in it was found")
	}
	if _, ok := l.Find(OfHandle(100_000)); ok {
		t.Error("a chip's number opened as a handle")
	}
	for _, secret := range []string{"林知夏", "student", `"p1"`, "100001"} {
		if strings.Contains(string(b), secret) && secret != "student" { // the gate's rights name roles
			t.Errorf("%q can be read", secret)
		}
	}
}

func TestAListThatIsNotOurs(t *testing.T) {
	_, b, public := made(t, header(), Entry{OfChip("1"), pupil("1")})
	other, _ := keys(t)
	if _, err := Open(b, other); err == nil {
		t.Error("another key's list was opened")
	}
	for i := range b {
		bad := slices.Clone(b)
		bad[i] ^= 1
		if _, err := Open(bad, public); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
	}
	for n := range b {
		if _, err := Open(b[:n], public); err == nil {
			t.Fatalf("cut at %d it opens", n)
		}
	}
	if _, err := Seal(header().Salt, []Entry{{OfChip("1"), Row{Name: strings.Repeat("长", 30_000)}}}); err == nil {
		t.Error("a row that does not fit was sealed")
	}
	if _, err := Seal(nil, nil); err == nil {
		t.Error("rows were sealed without a salt")
	}
}

func TestJudge(t *testing.T) {
	phonePublic, phone := keys(t)
	at := uint32(noon / 1000)
	row := pupil("1")
	row.Key = phonePublic
	parent := pupil("2")
	parent.Role = "parent"
	frozen, lost, over := pupil("3"), pupil("4"), pupil("5")
	frozen.Card, lost.State, over.To = "frozen", "lost", noon
	h := header()
	l, _, _ := made(t, h, Entry{OfHandle(7), row}, Entry{OfChip("2"), parent}, Entry{OfChip("3"), frozen}, Entry{OfChip("4"), lost}, Entry{OfChip("5"), over}, Entry{OfChip("6"), pupil("6")})
	code := cardcode.Sign(phone, 0, 7, at, 3)
	good := Presented{Kind: "phone", Code: code.Text()}
	flipped := []byte(code.Text())
	flipped[100] = '0' + (flipped[100]-'0'+1)%10
	for name, c := range map[string]struct {
		p      Presented
		now    int64
		m      Memory
		want   reason.Code
		spends bool
	}{
		"a fresh code":                 {good, noon, Memory{}, reason.OK, true},
		"used here":                    {good, noon, Memory{Mark: code.Mark(), Used: true}, reason.CodeAlreadyUsed, false},
		"an older one":                 {good, noon, Memory{Mark: code.Mark() + 1}, reason.CodeSuperseded, false},
		"stale":                        {good, noon + 91_000, Memory{}, reason.CodeExpired, false},
		"for paying":                   {Presented{Kind: "phone", Code: cardcode.Sign(phone, 1, 7, at, 0).Text()}, noon, Memory{}, reason.CodeWrongAudience, true},
		"of nobody":                    {Presented{Kind: "phone", Code: cardcode.Sign(phone, 0, 8, at, 0).Text()}, noon, Memory{}, reason.CodeUnknown, false},
		"a chip":                       {Presented{Kind: "chip", Chip: "6"}, noon, Memory{}, reason.OK, false},
		"a chip of nobody":             {Presented{Kind: "chip", Chip: "66"}, noon, Memory{}, reason.CodeUnknown, false},
		"somebody a guard must see":    {Presented{Kind: "chip", Chip: "2"}, noon, Memory{}, reason.TermOffline, false},
		"frozen":                       {Presented{Kind: "chip", Chip: "3"}, noon, Memory{}, reason.CardFrozen, false},
		"lost":                         {Presented{Kind: "chip", Chip: "4"}, noon, Memory{}, reason.CredLost, false},
		"a leaver":                     {Presented{Kind: "chip", Chip: "5"}, noon, Memory{}, reason.CardExpired, false},
		"the last moment of the list":  {Presented{Kind: "chip", Chip: "6"}, noon + MaxAgeMS, Memory{}, reason.OK, false},
		"a list that is too old":       {Presented{Kind: "chip", Chip: "6"}, noon + MaxAgeMS + 1, Memory{}, reason.TermListStale, false},
		"a clock before the list":      {Presented{Kind: "chip", Chip: "6"}, noon - MaxSkewMS - 1, Memory{}, reason.TermClockSkew, false},
		"a clock that was turned back": {Presented{Kind: "chip", Chip: "6"}, noon + 10_000, Memory{LastMS: noon + 10_000 + MaxSkewMS + 1}, reason.TermClockSkew, false},
		"a clock of 1970":              {Presented{Kind: "chip", Chip: "6"}, 1000, Memory{}, reason.TermClockSkew, false},
		"rubbish":                      {Presented{Kind: "phone", Code: "98123"}, noon, Memory{}, reason.CodeMalformed, false},
	} {
		v := l.Judge(l.Identify(c.p), c.now, c.m)
		if v.Reason != c.want || v.Open != (c.want == reason.OK) || (v.Consume != 0) != c.spends {
			t.Errorf("%s: %+v, want %s", name, v, c.want)
		}
	}
	if v := l.Judge(l.Identify(Presented{Kind: "phone", Code: string(flipped)}), noon, Memory{}); v.Open {
		t.Errorf("a changed code: %+v", v)
	}
}

// A code that was taken elsewhere just before the list was made does not open; no
// row changes by it, and marks that decide nothing are left out.
func TestMarksStandInTheHeader(t *testing.T) {
	public, phone := keys(t)
	at := uint32(noon / 1000)
	row := pupil("1")
	row.Key = public
	h := header()
	still := sealed(t, h.Salt, Entry{OfHandle(7), row})
	row.Mark = cardcode.MarkOf(at, 3)
	entries := []Entry{{OfHandle(7), row}, {OfHandle(8), pupil("2")}, {OfChip("9"), pupil("3")}}
	if !slices.Equal(sealed(t, h.Salt, entries[0])[0], still[0]) {
		t.Error("a code that was taken changes its row")
	}
	h.Marks = MarksOf(h.Salt, entries, noon)
	l, _, _ := made(t, h, entries...)
	if r, _ := l.Find(OfHandle(7)); len(l.Marks) != 1 || r.Mark != row.Mark {
		t.Fatalf("%+v %+v", l.Marks, r)
	}
	for seq, want := range map[uint8]reason.Code{2: reason.CodeSuperseded, 3: reason.CodeSuperseded, 4: reason.OK} {
		if v := l.Judge(l.Identify(Presented{Kind: "phone", Code: cardcode.Sign(phone, 0, 7, at, seq).Text()}), noon, Memory{}); v.Reason != want {
			t.Errorf("seq %d: %+v", seq, v)
		}
	}
	// Whatever is left out of a later list is of codes that no clock lets pass.
	for now := noon; now < noon+10*60_000; now += 10_000 {
		if len(MarksOf(h.Salt, entries, now)) > 0 {
			continue
		}
		later := h
		later.MadeAt, later.Marks = now, nil
		l, _, _ := made(t, later, entries...)
		for clock := now - 2*MaxSkewMS; clock < now+60_000; clock += 1000 {
			if v := l.Judge(l.Identify(Presented{Kind: "phone", Code: cardcode.Sign(phone, 0, 7, at, 3).Text()}), clock, Memory{}); v.Open {
				t.Fatalf("made %d s after, decided %d s after: %+v", (now-noon)/1000, (clock-noon)/1000, v)
			}
		}
	}
}

// What an isolated gate cannot know it does not hold against anybody, and says so.
func TestJudgeWhereSomebodyIs(t *testing.T) {
	h := header()
	h.Zone = &rule.Zone{ID: "z", Passback: rule.HardPassback, Limit: 1, LimitMode: rule.Hard, Sequence: rule.Hard}
	l, _, _ := made(t, h, Entry{OfChip("6"), pupil("6")})
	p := Presented{Kind: "chip", Chip: "6"}
	if v := l.Judge(l.Identify(p), noon, Memory{}); !v.Open || v.Being != rule.Inside || v.Warning != "" {
		t.Errorf("%+v", v)
	}
	if v := l.Judge(l.Identify(p), noon, Memory{Being: rule.Being{State: rule.Inside, Since: noon - 1}}); !v.Open || v.Warning != reason.ZonePassbackIn {
		t.Errorf("%+v", v)
	}
	h.Zone.Passback, h.Zone.TimedMS = rule.TimedPassback, 60_000
	l, _, _ = made(t, h, Entry{OfChip("6"), pupil("6")})
	if v := l.Judge(l.Identify(p), noon, Memory{Being: rule.Being{State: rule.Inside, Since: noon - 1}}); v.Open || v.Reason != reason.ZonePassbackTimed {
		t.Errorf("%+v", v)
	}
	h.Zone.TwoPerson = true
	l, _, _ = made(t, h, Entry{OfChip("6"), pupil("6")})
	if v := l.Judge(l.Identify(p), noon, Memory{}); v.Open || v.Reason != reason.TermOffline {
		t.Errorf("%+v", v)
	}
}

func BenchmarkFiftyThousand(b *testing.B) {
	var entries []Entry
	for i := range 50_000 {
		r := pupil(fmt.Sprintf("01a20978-72f3-7c73-bca6-%012d", i))
		r.Key, r.Class, r.ClassName = make([]byte, 32), "01a20978-72f3-7c73-bca6-000000000001", "三年级2班"
		entries = append(entries, Entry{OfHandle(uint64(i + 1)), r})
	}
	public, private := keys(b)
	h := header()
	rows := sealed(b, h.Salt, entries...)
	list := built(b, h, private, entries...)
	b.ReportMetric(float64(len(list))/1e6, "MB")
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			_, _ = Seal(h.Salt, entries)
		}
	})
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			_, _ = Build(h, rows, private)
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			_, _ = Open(list, public)
		}
	})
	l, _ := Open(list, public)
	b.Run("find", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, ok := l.Find(OfHandle(uint64(i%50_000 + 1))); !ok {
				b.Fatal(i)
			}
		}
	})
	ledger, _ := Ledger{}.Advance(rows, h.Version)
	for i := range 100 {
		entries[i*500].Row.State = "ended"
	}
	after := sealed(b, h.Salt, entries...)
	next := h
	next.Version++
	var delta []byte
	b.Run("delta of 100", func(b *testing.B) {
		for b.Loop() {
			kept, _ := ReadLedger(ledger.Bytes())
			moved, _ := kept.Advance(after, next.Version)
			delta, _ = moved.Delta(next, after, h.Version, private)
			_ = moved.Bytes()
		}
		b.ReportMetric(float64(len(delta))/1e3, "KB")
	})
	b.Run("apply 100", func(b *testing.B) {
		for b.Loop() {
			if _, err := l.Apply(delta, public); err != nil {
				b.Fatal(err)
			}
		}
	})
}
