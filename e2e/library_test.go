package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
	"yunka/server/scan"
	"yunka/server/terminal"
)

const (
	deskSays  = `document.querySelector('[data-main]').textContent`
	deskVisit = `document.querySelector('.state')?.dataset.visit ?? ''`
	deskCount = `document.querySelector('.state')?.dataset.count ?? ''`
)

// shelves gives the school's library books of a title and says their barcodes.
func (s *school) shelves(title string, copies int) (codes []string) {
	s.Helper()
	office, school := s.office()
	book, err := catalogue.New(s.app.DB).Add(s.Context(), office, school, catalogue.Book{Title: title, Author: "某人"}, copies, "B-07")
	s.must(err)
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err := catalogue.Copies(ctx, q, school, book)
		for _, c := range list {
			codes = append(codes, c.Barcode)
		}
		return err
	}))
	return codes
}

// lends is a paired tablet of the library, with staff or without, after the question of whether it is heard.
func (s *school) lends(office *window, name, kind string) *window {
	s.Helper()
	office.visit("/console/terminals").enter("[name=name]", name).choose("[name=scene]", "图书馆借还（平板打开 /library/desk 配对）").click("[name=kind][value=" + kind + "]")
	office.click("form.form button.pri").sees(`document.querySelector('.secret')`)
	tab := s.browse(name, tablet).paired(office)
	tab.reads(`location.pathname`, "/library/desk").sees(`document.readyState === 'complete' && document.querySelector('#library [data-main]') !== null`)
	tab.click(`[data-do="start"]`).sees(`!document.querySelector('[data-check]').hidden`)
	return tab.click(`[data-do="heard"]`).sees(`document.querySelector('[data-shift]').hidden`)
}

// A pupil borrows at the machine with the code of a phone, a friend waits for the book, the
// renewal is refused, the book comes back and lies on the hold shelf; the parent reads how
// many and no title; the librarian sees it all. In Chinese, and the pages in English too.
func TestABookInTheLibrary(t *testing.T) {
	s := openSchool(t)
	codes := s.shelves("窗边的小豆豆", 1)
	more := s.shelves("海底两万里", 2)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.lends(office, "自助借还机", "kiosk")
	tab.shot("library-self-start").accessible()
	pupil := s.browse("pupil", phone).login(s.Student).visit("/card").claim()

	// A book before the card, then the code of the phone, and two books.
	tab.types(codes[0])
	tab.sees(`(` + deskSays + `).includes('先扫卡')`).accessible()
	tab.types(pupil.code())
	tab.sees(deskVisit + ` !== ''`)
	for i, code := range []string{codes[0], more[0]} {
		tab.types(code)
		tab.reads(deskCount, fmt.Sprint(i+1))
	}
	tab.shot("library-self").accessible()
	if text := tab.says(deskSays); strings.Contains(text, s.Student.Name) {
		t.Error("the queue reads a whole name")
	}
	tab.click(`[data-undo]`).reads(deskCount, "1")
	tab.click(`[data-done]`).reads(deskVisit, "")

	// The reader's own page, in both languages; the parent's has no title.
	var id string
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT person_id FROM library_loan WHERE state = 'out' AND copy_id IN (SELECT id FROM library_copy WHERE barcode IN (?))", bun.List(append(codes, more...))).Scan(ctx, &id)
	}))
	pupil.visit("/library/" + id).sees(`document.body.textContent.includes('窗边的小豆豆')`).shot("library-reader").accessible()
	pupil.speaks("en", "/library/"+id).sees(`document.body.textContent.includes('on loan')`).accessible()
	parent := s.browse("parent", phone).login(s.Parent).visit("/library/" + id).sees(`document.body.textContent.includes('一本书')`)
	if text := parent.says(`document.body.textContent`); strings.Contains(text, "窗边的小豆豆") {
		t.Error("a guardian reads a title without the reader's word")
	}

	// It comes back by whoever brings it; twice is harmless.
	tab.click(`[data-mode="return"]`).types(codes[0])
	tab.sees(`(` + deskSays + `).includes('还好了')`).shot("library-returned").accessible()
	tab.types(codes[0])
	tab.sees(`(` + deskSays + `).includes('本来就没有借出')`)

	for _, page := range []string{"/console/library", "/console/library/loans", "/console/library/rules", "/console/library/figures"} {
		office.visit(page).accessible()
	}
	office.speaks("en", "/console/library").sees(`document.body.textContent.includes('Import a catalogue')`).accessible()
}

// ran runs statements that no page has: the days between two scenes of a story.
func (s *school) ran(query string, args ...any) {
	s.Helper()
	s.must(s.app.DB.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(query, args...).Exec(ctx)
		return err
	}))
}

// A term in the library: in once at its gate, a book at the machine, a renewal that is refused
// because somebody waits, a friend brings it back too late, no loans for a while; the
// librarian lends all the same to who has one too many, under a name and with a reason, makes
// a machine and sees who is inside. The reader's pages in both languages.
func TestATermInTheLibrary(t *testing.T) {
	s := openSchool(t)
	book, more := s.shelves("夏洛的网", 1), s.shelves("小王子", 2)
	admin, at := s.office()
	office := s.browse("office", desk).login(s.Admin)
	self, staffed := s.lends(office, "自助借还机", "kiosk"), s.lends(office, "服务台", "staff")
	pupil := s.browse("pupil", phone).login(s.Student)
	var me, other, zone string
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		if err := q.NewRaw("SELECT c.person_id FROM credential c WHERE c.kind = 'chip' AND c.chip = ?", s.Student.Chip).Scan(ctx, &me); err != nil {
			return err
		}
		if err := q.NewRaw("SELECT z.id FROM zone z WHERE z.school_id = ? AND z.parent_id IS NOT NULL ORDER BY z.id LIMIT 1", at).Scan(ctx, &zone); err != nil {
			return err
		}
		return q.NewRaw("SELECT person_id FROM membership WHERE school_id = ? AND role = 'student' AND valid_to IS NULL AND person_id <> ? ORDER BY id LIMIT 1", at, me).Scan(ctx, &other)
	}))

	// Which zone it is, and that it lets nobody in twice; then the gate, twice.
	office.visit("/console/library/room").sees(`document.querySelector('[name=zone]') !== null`)
	office.choose("[name=zone]", "图书馆").enter("[name=seats]", "40").click("form.form .btn.pri").sees(`document.body.textContent.includes('空位') || document.body.textContent.includes('没有记谁在里面')`).accessible()
	s.ran("UPDATE zone SET passback = 'hard' WHERE id = ?", zone)
	s.ran("UPDATE school SET policy_version = policy_version + 1 WHERE id = ?", at)
	gate := ""
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM gate WHERE zone_id = ? AND direction = 'in' ORDER BY id LIMIT 1", zone).Scan(ctx, &gate)
	}))
	_, token, err := s.app.Terminals.Add(s.Context(), admin, at, terminal.Draft{Name: "图书馆门", Kind: terminal.Reader, Scene: "gate", Gate: gate})
	s.must(err)
	door, err := s.app.Terminals.Authenticate(s.Context(), token)
	s.must(err)
	for i, want := range []bool{true, false} {
		raw, err := s.app.Scans.Present(s.Context(), scan.Presentation{Terminal: door, Key: fmt.Sprint("in", i), Chip: s.Student.Chip})
		s.must(err)
		var a scan.Answer
		s.must(json.Unmarshal(raw, &a))
		if a.Open != want {
			t.Errorf("entry %d: %+v", i+1, a)
		}
		s.ahead.Add(10_000)
	}
	office.visit("/console/library/room").sees(`document.body.textContent.includes('谁在馆里') && document.body.textContent.includes(` + fmt.Sprintf("%q", s.Student.Name) + `)`).shot("library-room").accessible()

	// At the machine; somebody waits; no renewal.
	self.types(s.Student.Chip)
	self.sees(deskVisit + ` !== ''`)
	self.types(book[0])
	self.reads(deskCount, "1").click(`[data-done]`).reads(deskVisit, "")
	reader := allow.Actor{Kind: allow.Account, People: map[string]bool{other: true}, Seats: []allow.Seat{{School: at, Person: other, Role: allow.Student}}}
	var id string
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		id, err = catalogue.BookWith(ctx, q, at, book[0])
		return err
	}))
	s.must(loans.New(s.app.DB, s.app.Feed).Place(s.Context(), reader, at, other, id))
	pupil.visit("/library/" + me).sees(`document.body.textContent.includes('有人预约，不能续借') && document.body.textContent.includes('入馆 1 次')`).shot("library-reader-wanted").accessible()
	pupil.speaks("en", "/library/"+me).sees(`document.body.textContent.includes('Somebody waits for it') && document.body.textContent.includes('1 visits')`).accessible()

	// Long after it was due a friend brings it: no card is asked for, and it costs days.
	s.ran("UPDATE library_loan SET due_day = '2020-01-01' WHERE person_id = ?", me)
	self.click(`[data-mode="return"]`).types(book[0])
	self.sees(`(` + deskSays + `).includes('放到预约架') && (` + deskSays + `).includes('停借到')`).shot("library-late").accessible()
	self.click(`[data-mode="lend"]`).types(s.Student.Chip)
	self.sees(deskVisit + ` !== ''`)
	self.types(more[0])
	self.sees(`(`+deskSays+`).includes('停借')`).click(`[data-done]`).reads(deskVisit, "")
	pupil.speaks("zh-CN", "/library/"+me).sees(`document.body.textContent.includes('停借到')`)

	// The pause is over. One book is all that anybody may have: the second needs a name.
	s.ran("DELETE FROM library_pause")
	s.must(loans.New(s.app.DB, s.app.Feed).SetRules(s.Context(), admin, at, []loans.Rule{{Most: 1, Days: 30}}))
	staffed.types(s.Student.Chip)
	staffed.sees(deskVisit + ` !== ''`)
	staffed.types(more[0])
	staffed.reads(deskCount, "1").types(more[1])
	staffed.sees(`document.querySelector('[data-override]') !== null`).accessible()
	staffed.expects(`^request: 403 POST /library/desk/override$`).enter("#over-why", "假期阅读").click(`[data-override] .btn2:not([data-leave])`).sees(`document.querySelector('[data-sheet="shift"]').open`)
	staffed.enter("#shift-pin", s.Guard.PIN).click(`[data-sheet="shift"] [data-pin] .btn`).reads(deskCount, "2").shot("library-override").accessible()

	// A machine of another maker, and its token.
	office.visit("/console/library/machines").enter("[name=name]", "一楼自助机").click("form.gate .btn.pri").sees(`document.querySelector('.issued')?.textContent.includes('yk_')`).shot("library-machines").accessible()
	office.speaks("en", "/console/library/machines").sees(`document.body.textContent.includes('Not connected yet')`).accessible()
	office.speaks("en", "/console/library/room").sees(`document.body.textContent.includes('Who is inside')`).accessible()
}
