package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/library/catalogue"
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
