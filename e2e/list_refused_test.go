package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/feed"
)

// between is somebody on the way between the tablet and the school: lists come
// through as they are until spoil is set.
const between = `(() => {
	const real = globalThis.fetch
	globalThis.way = { first: null, spoil: null }
	globalThis.fetch = async (url, options) => {
		const answer = await real(url, options)
		if (!String(url).startsWith('/kiosk/list') || !way.spoil || !answer.ok) return answer
		return new Response(await way.spoil(new Uint8Array(await answer.arrayBuffer())), { headers: answer.headers })
	}
	real('/kiosk/list').then((r) => r.arrayBuffer()).then((b) => { way.first = b })
})()`

// signature turns a bit in the signature of a list or a delta.
const signature = `(b) => { const at = b[1] === 0x4b && b[2] === 0x44 ? 12 : 4
	b[at + 4 + new DataView(b.buffer).getUint32(at)] ^= 1
	return b }`

// version is that of the list that rests in the tablet.
const version = `((() => { const open = indexedDB.open('yunka-kiosk')
	open.onsuccess = () => { const get = open.result.transaction('kv').objectStore('kv').get('held')
		get.onsuccess = () => { globalThis.heldVersion = get.result.version; open.result.close() } } })(), String(globalThis.heldVersion ?? ''))`

// something happens at the school, of which every gate is told. Gates fetch at
// most every 5 s, which have gone by.
func (s *school) something() {
	s.Helper()
	s.later(6 * time.Second)
	_, school := s.office()
	if err := s.app.DB.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		return s.app.Feed.Append(ctx, tx, school, feed.Item{Kind: feed.RosterDone, Subject: "somebody"})
	}); err != nil {
		s.Fatal(err)
	}
}

// chipOf is the id of the chip with that number.
func (s *school) chipOf(number string) (id string) {
	s.Helper()
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM credential WHERE kind = 'chip' AND chip = ?", number).Scan(ctx, &id)
	}); err != nil {
		s.Fatal(err)
	}
	return id
}

// A pupil loses the chip, and somebody on the way gives the gate the list of
// before, and then one with another signature. The gate says so, goes by what it
// holds, and when the server is gone the chip stays shut and everybody else passes.
func TestAGateRefusesAListThatIsNotTheSchools(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).claim().drawn()
	tab := s.kiosk(office, "南门进").sees(heldList)
	before := ""
	tab.until("a list", func() bool { before = tab.says(version); return before != "" })
	tab.says(between)
	tab.sees(`way.first`)

	admin, _ := s.office()
	if err := s.app.Cards.ReportLost(s.Context(), admin, s.chipOf(s.Student.Chip)); err != nil {
		t.Fatal(err)
	}
	tab.until("the list that knows of it", func() bool { return tab.says(version) != before })
	held := tab.says(version)

	tab.says(`(way.spoil = () => way.first.slice(0), 1)`)
	s.something()
	tab.sees(`(` + barText + `).includes('新名单没有收下：比手上的旧')`).shot("gate-list-older").accessible()
	tab.says(`(way.spoil = ` + signature + `, 1)`)
	s.something()
	tab.sees(`(` + barText + `).includes('新名单没有收下：签名不对')`)
	if got := tab.says(version); got != held {
		t.Errorf("it holds version %s, held %s before", got, held)
	}

	tab.expects(away...)
	for _, w := range []*window{mother, office} {
		w.expects(away...)
	}
	s.stop()
	if got := tab.decided(s.Student.Chip); got.Decision != "DENY" {
		t.Fatalf("the list of before opened the gate: %+v", got)
	}
	if got := tab.decided(mother.code()); got.Decision != "ALLOW" || got.Name != s.Parent.Name {
		t.Errorf("the gate stands still: %+v", got)
	}
	tab.shows()

	s.start()
	tab.online()
	tab.until("the log in the books", func() bool { return s.offline("1 = 1") == 2 })
	tab.says(`(way.spoil = null, 1)`)
	s.something()
	tab.reads(barText, "")
}

// A list that never comes, from a server that hangs or a line that has gone silent,
// keeps nobody waiting: neither while the server answers the rest, nor without it.
func TestAListThatNeverComesStopsNobody(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).claim().drawn()
	tab := s.kiosk(office, "南门进").sees(heldList)
	tab.says(between)
	tab.sees(`way.first`)
	tab.says(`(way.spoil = () => { way.hangs = true; return new Promise(() => {}) }, 1)`)
	s.something()
	tab.sees(`way.hangs`)
	code := mother.code()
	if got := tab.scans(code); got.Decision != "ALLOW" {
		t.Fatalf("%+v", got)
	}
	tab.idle()
	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" {
		t.Fatalf("the second one waits: %+v", got)
	}
	tab.expects(away...)
	for _, w := range []*window{mother, office} {
		w.expects(away...)
	}
	s.stop()
	tab.shows().turn(10 * time.Second) // longer than one presentation
	if got := tab.decided(code); got.Decision != "DENY" || !strings.Contains(got.Text, "已经用过") {
		t.Errorf("the same code without the server: %+v", got)
	}
}

// A gate keeps a list as it once came whole, and what changed since beside it.
// Switched on again without the server it knows of every change, also after the
// parts were made one.
func TestAGateThatHoldsDeltasIsSwitchedOnAgain(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).claim().drawn()
	tab := s.kiosk(office, "南门进").sees(heldList).sees(keptScreen).sees(`navigator.serviceWorker.controller`)
	const parts = `((() => { const open = indexedDB.open('yunka-kiosk')
		open.onsuccess = () => { const get = open.result.transaction('kv').objectStore('kv').getAllKeys()
			get.onsuccess = () => { globalThis.parts = get.result.filter((k) => k.startsWith('delta-')).length; open.result.close() } } })(), String(globalThis.parts ?? ''))`
	s.something()
	tab.until("a list in parts", func() bool { return tab.says(parts) >= "1" })
	before := tab.says(parts)

	chip := s.chipOf(s.Student.Chip)
	admin, _ := s.office()
	if err := s.app.Cards.ReportLost(s.Context(), admin, chip); err != nil {
		t.Fatal(err)
	}
	tab.until("the part that knows of it", func() bool { return tab.says(parts) > before })
	tab.expects(away...)
	for _, w := range []*window{mother, office} {
		w.expects(away...)
	}
	s.stop()
	alone := func() {
		t.Helper()
		tab.visit("/kiosk").sees(heldList).attend()
		if got := tab.decided(s.Student.Chip); got.Decision != "DENY" {
			t.Fatalf("the lost chip opened the gate: %+v", got)
		}
		if got := tab.decided(mother.code()); got.Decision != "ALLOW" || got.Name != s.Parent.Name {
			t.Errorf("%+v", got)
		}
		tab.shows()
	}
	alone()

	s.start()
	tab.online()
	for now := tab.says(parts); now != "0"; { // until the parts are made one
		s.something()
		was := now
		tab.until("one part more, or none", func() bool { now = tab.says(parts); return now != "" && now != was })
	}
	s.stop()
	s.later(2 * time.Minute) // another code
	alone()
}

// The tablet's clock goes wrong while nobody can set it. A page that runs knows
// better; after a reload nothing opens by a time that has gone back; and once the
// server has said what time it is, a clock that ran ahead is forgotten.
func TestAGateWhoseClockIsTurned(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).claim().expects(away...)
	tab := s.kiosk(office, "南门进").sees(heldList).sees(keptScreen).sees(`navigator.serviceWorker.controller`)
	tab.expects(away...)
	office.expects(away...)
	s.stop()
	if got := tab.decided(s.Student.Chip); got.Decision != "ALLOW" {
		t.Fatalf("%+v", got)
	}
	tab.shows().turn(-2 * time.Hour)
	if got := tab.decided(mother.code()); got.Decision != "ALLOW" {
		t.Errorf("the page that runs went by the clock: %+v", got)
	}
	tab.shows().visit("/kiosk").sees(heldList).attend()
	if got := tab.decided(s.Student.Chip); got.Decision != "DENY" || !strings.Contains(got.Text, "请找值班老师") {
		t.Fatalf("it opens by a time that has gone back: %+v", got)
	}
	tab.shot("gate-clock-back").shows().turn(3 * time.Hour) // an hour ahead
	if got := tab.decided(s.Student.Chip); got.Decision != "ALLOW" {
		t.Fatalf("%+v", got)
	}
	tab.shows()

	s.start()
	tab.online()
	tab.until("the log in the books", func() bool { return s.offline("1 = 1") == 4 })
	if n := s.offline("reason = 'TERM_CLOCK_SKEW'"); n != 1 {
		t.Errorf("%d refused for the clock", n)
	}
	s.stop()
	tab.visit("/kiosk").sees(heldList).attend()
	if got := tab.decided(s.Student.Chip); got.Decision != "ALLOW" {
		t.Errorf("a clock that ran ahead is held against everybody: %+v", got)
	}
}
