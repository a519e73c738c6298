package e2e

import (
	"context"
	"fmt"
	"testing"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/demo"
)

// reviewer is a second administrator of the school.
func (s *school) reviewer() demo.Login {
	s.Helper()
	_, school := s.office()
	who, person := demo.Login{Name: "方老师", Login: "reviewer", Password: s.Admin.Password}, ""
	s.must(s.app.DB.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		if person, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: who.Name}); err != nil {
			return err
		}
		_, _, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: person, Role: allow.Admin, ValidFrom: 1})
		return err
	}))
	code, _, err := s.app.Accounts.IssueActivation(s.Context(), allow.Actor{Kind: allow.System}, person)
	s.must(err)
	_, err = s.app.Accounts.Activate(s.Context(), code, who.Login, who.Password, "zh-CN")
	s.must(err)
	return who
}

// The office designs a face: a colour that cannot be read is said while it is chosen and mended by
// one press. Somebody else refuses it with a reason and approves the next; a class has it first,
// open cards change by themselves, and it is taken back.
func TestTheSchoolsOwnFace(t *testing.T) {
	s := openSchool(t)
	office, second := s.browse("office", desk).login(s.Admin), s.browse("second", desk).login(s.reviewer())
	pupil := s.browse("pupil", phone).login(s.Student).claim().drawn()
	away := s.browse("parent", phone).login(s.Parent).visit("/card").reads(pill, "live")

	office.visit("/console/faces").sees(`document.querySelector('[name=from][value=lake]')`).shot("faces-none").accessible()
	office.click("[name=from][value=lake]").sees(`document.querySelector('#faces-form')`).shot("faces-draft")
	at := office.says(`location.pathname`)
	// The preview follows, and judges.
	office.says(`(() => { const c = document.querySelector('[name="student.color"]'); c.value = '#2f7fa8'; c.dispatchEvent(new Event('input', { bubbles: true })); document.querySelector('[name="student.title"]').value = '澄湖云卡'; return '' })()`)
	office.sees(`document.querySelector('.faces-verdict.warn')?.textContent.includes('4.5 : 1')`).sees(`document.querySelector('[value=submit]').disabled`).shot("faces-unread").accessible()
	office.says(`(() => { const c = document.querySelector('[name=theme][value=dark]'); c.click(); return '' })()`)
	office.sees(`document.querySelector('.faces-screen').dataset.theme === 'dark'`).shot("faces-dark")
	office.click(`[value="mend:student"]`).sees(`document.readyState === 'complete' && !document.querySelector('.faces-verdict.warn')`)
	office.reads(`document.querySelector('[name="student.title"]').value`, "澄湖云卡")
	office.click(`[value=submit]`).sees(`document.querySelector('a[href$="/review"].pri')`)

	second.visit("/console/waiting").click(`a[href="` + at + `/review"]`).sees(`document.querySelector('form[action$="/take"]')`).click(`form[action$="/take"] button`)
	second.sees(`document.querySelector('#f-why')`).shot("faces-review").accessible()
	second.enter("#f-why", "家长卡和学生卡颜色太像").click(`[name=yes][value="0"]`).sees(`document.querySelector('.faces-why')`)
	office.visit(at).sees(`document.querySelector('.faces-why').textContent.includes('太像')`).shot("faces-rejected").accessible()
	office.click(`form[action="/console/faces"] button`).sees(`document.querySelector('#faces-form')`)
	at = office.says(`location.pathname`)
	office.choose(`[name="student.quick"]`, "请假").click(`[value=submit]`).sees(`document.querySelector('a[href$="/review"].pri')`)
	second.visit(at + "/review").click(`form[action$="/take"] button`).sees(`document.querySelector('#f-why')`).click(`[name=yes][value="1"]`).sees(`document.querySelector('form[action$="/try"]')`)

	// To the pupil's class: the open card changes, and its code stays.
	before := pupil.code()
	class := ""
	s.must(s.app.DB.Read(s.Context(), firstText(&class, "SELECT m.class_id FROM membership m WHERE m.person_id = '"+s.pupil()+"' AND m.role = 'student'")))
	office.visit(at).sees(`document.querySelector('form[action$="/try"] select')`)
	office.says(fmt.Sprintf(`(document.querySelector('form[action$="/try"] select').value = %q, '')`, class))
	office.click(`form[action$="/try"] button`).sees(`document.querySelector('form[action$="/end"]')`).shot("faces-trial").accessible()
	pupil.sees(`document.querySelector('.pass-top .clip').textContent === '澄湖云卡'`).sees(pass + `.className.includes('look-')`)
	pupil.sees(`getComputedStyle(` + pass + `).backgroundColor !== 'rgb(18, 57, 107)'`).sees(`document.querySelector('.quick > :not([hidden])').dataset.key === 'leave'`).shot("faces-card").accessible()
	if pupil.code() != before {
		t.Error("the code was drawn anew")
	}
	pupil.visit("/card").drawn().sees(`document.querySelector('.pass-top .clip').textContent === '澄湖云卡'`)

	// To everybody, and back.
	office.click(`form[action$="/publish"] button`).click("[data-yes]").sees(`document.querySelector('form[action$="/retire"]')`).shot("faces-published")
	away.sees(`document.querySelector('.pass-head').dataset.look.startsWith('look-')`)
	office.visit("/console/faces").sees(`document.querySelector('.tag.ok')`).shot("faces").accessible()
	office.visit(at).click(`form[action$="/retire"] button`).click("[data-yes]").sees(`document.querySelector('form[action$="/try"]')`)
	pupil.sees(`document.querySelector('.pass-top .clip').textContent !== '澄湖云卡'`).sees(`getComputedStyle(` + pass + `).backgroundColor === 'rgb(18, 57, 107)'`)
	office.click("form[action='/language'] button").visit(at).sees(`document.querySelector('h1').textContent.includes('Version 2')`).shot("faces-en").accessible()
}
