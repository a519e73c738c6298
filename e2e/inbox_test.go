package e2e

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/campus"
)

// A mother has her card page open on two phones when the school stops her child's card:
// both count it at once. She opens it, and a second later it is read on both. In English
// it says the same; and when the office takes away that she is told, it is gone from the
// open page.
func TestAMessageReachesAPhone(t *testing.T) {
	s := openSchool(t)
	count := `document.querySelector('[id^="inbox-count-"]').textContent`
	kitchen := s.browse("phone in the kitchen", phone).login(s.Parent).reads(count, "没有新消息").reads(pill, "live")
	work := s.browse("phone at work", phone).login(s.Parent).reads(count, "没有新消息").reads(pill, "live")

	actor, here := s.office()
	var pupil, card, kin string
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		if err := q.NewRaw("SELECT id FROM person WHERE name = ? AND school_id = ?", s.Student.Name, here).Scan(ctx, &pupil); err != nil {
			return err
		}
		if err := q.NewRaw("SELECT id FROM card WHERE person_id = ?", pupil).Scan(ctx, &card); err != nil {
			return err
		}
		return q.NewRaw(`SELECT g.id FROM guardianship g JOIN person p ON p.id = g.adult_id
			WHERE g.child_id = ? AND p.name = ?`, pupil, s.Parent.Name).Scan(ctx, &kin)
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Cards.Freeze(s.Context(), actor, card); err != nil {
		t.Fatal(err)
	}
	kitchen.reads(count, "1 条没看").shot("inbox-entry")
	work.reads(count, "1 条没看")

	title := `document.querySelector('.mail h3').textContent.trim()`
	kitchen.click(`a.entry[href^="/inbox"]`).sees(title + `.endsWith('` + s.Student.Name + `的校园卡停用了')`)
	kitchen.sees(`!document.querySelector('.mail.un')`).reads(count, "没有新消息").shot("inbox")
	work.reads(count, "没有新消息") // it was read on the other phone

	// The next one comes into the open page, above the first.
	if err := s.app.Cards.Unfreeze(s.Context(), actor, card); err != nil {
		t.Fatal(err)
	}
	kitchen.sees(title + `.endsWith('` + s.Student.Name + `的校园卡又能用了')`).sees(`document.querySelectorAll('.mail').length === 2`)
	work.click(`a.entry[href^="/inbox"]`).sees(`document.querySelectorAll('.mail').length === 2`)
	kitchen.sees(`!document.querySelector('.mail.un')`)
	work.sees(`!document.querySelector('.mail.un')`)
	work.click("form[action='/language'] button").sees(title+` === "`+s.Student.Name+`'s campus card works again"`).reads(count, "Nothing new").shot("inbox-en")

	// Quiet hours, from the line at the foot of the list.
	work.click("a.cell").click("input[value=never]").click("form.set .pri").sees(`document.querySelector('a.cell span').textContent === 'None'`)

	rights := campus.RightsOf("母亲")
	rights.Notify = false
	if _, err := s.app.Campus.SaveGuardianship(s.Context(), actor, here, kin, rights, false, false); err != nil {
		t.Fatal(err)
	}
	kitchen.sees(`document.querySelectorAll('.mail').length === 0 && document.querySelector('.blank') !== null`).shot("inbox-empty")
}
