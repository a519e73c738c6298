package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
)

// A mother and a grandfather share a phone: two cards on it. One is in front;
// the other signs nothing until it is chosen, and the choice is kept.
func TestTwoCardsOnOnePhone(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent)
	var person, name string
	err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT p.id, p.name FROM person p JOIN membership m ON m.person_id = p.id WHERE m.role = 'parent' AND p.id NOT IN (SELECT person_id FROM account_person) ORDER BY p.id LIMIT 1").Scan(ctx, &person, &name)
	})
	if err != nil {
		t.Fatal(err)
	}
	code, _, err := s.app.Accounts.IssueActivation(s.Context(), allow.Actor{Kind: allow.System}, person)
	if err != nil {
		t.Fatal(err)
	}
	mother.visit("/activate").enter("[name=code]", code).enter("[name=password]", s.Parent.Password).click("form[action='/activate'] button").sees(`location.pathname === '/card'`)
	mother.sees(`document.querySelectorAll('.switch button').length === 2`)

	front := `[...document.querySelectorAll('section[data-pass]')].find(p => !p.hidden)`
	on := func(what string) string { return front + what }
	choose := func(who string) {
		mother.says(`[...document.querySelectorAll('.switch button')].find(b => b.textContent.includes('` + who + `')).click()`)
		mother.reads(on(`.querySelector('h2').textContent.trim()`), who)
	}
	claim := func(who string) {
		choose(who)
		mother.reads(on(`.dataset.view`), "unclaimed")
		mother.says(on(`.querySelector('[data-action=claim]').click()`))
		mother.sees(on(`.querySelector('[data-agree]').open`)).says(on(`.querySelector('[data-action=agree]').click()`))
		mother.reads(on(`.dataset.view`), "code")
	}
	claim(s.Parent.Name)
	claim(name)
	mother.shot("card-two-chosen")
	hidden := `[...document.querySelectorAll('section[data-pass]')].find(p => p.hidden)`
	mother.reads(hidden+`.dataset.issued ?? ''`, "")
	before := mother.says(on(`.dataset.issued`))
	s.later(61 * time.Second)
	mother.says(`dispatchEvent(new Event('online'))`)
	mother.sees(on(`.dataset.view === 'code'`) + ` && ` + on(`.dataset.issued > `) + before) // the one in front has drawn
	mother.reads(hidden+`.dataset.issued ?? ''`, "")
	if n := mother.says(`[...document.querySelectorAll('section[data-pass]')].filter(p => p.dataset.view === 'code').length + ''`); n != "1" {
		t.Errorf("%s cards show a code", n)
	}
	choose(s.Parent.Name)
	mother.reads(on(`.dataset.view`), "code")
	mother.visit("/card").reads(on(`.querySelector('h2').textContent.trim()`), s.Parent.Name).reads(on(`.dataset.view`), "code")
}
