package e2e

import (
	"fmt"
	"testing"
)

// A teacher tells the class; a parent's phone shows it by itself, the parent says it was read and
// writes to the teacher, who answers; both see what was read.
func TestANoticeAndATalk(t *testing.T) {
	s := openSchool(t)
	class := ""
	s.must(s.app.DB.Read(s.Context(), firstText(&class, "SELECT m.class_id FROM membership m WHERE m.person_id = '"+s.pupil()+"' AND m.role = 'student'")))
	parent := s.browse("parent", phone).login(s.Parent).visit("/card").reads(pill, "live").sees(`document.querySelector('a.entry[href^="/notices/"]')`)
	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/class-notices/" + class).sees(`document.querySelector('#f-text')`).accessible()
	teacher.enter("#f-text", "明天春游，带水").click(".notice-form .btn.pri").sees(`document.querySelector('.notice-text')`).shot("notices-class").accessible()
	parent.sees(`[...document.querySelectorAll('a.entry[href^="/notices/"] .count')].some(c => c.textContent.includes('1 条没看'))`)
	own := parent.says(`[...document.querySelectorAll('a.entry[href^="/notices/"]')].find(a => a.textContent.includes('1 条没看')).getAttribute('href')`)
	parent.visit(own).reads(pill, "live").sees(`document.body.textContent.includes('明天春游')`).shot("notices").accessible()
	parent.click(".notice .btn.pri").sees(`document.querySelector('.notice .tag.ok')`)
	teacher.visit("/class-notices/" + class).sees(`document.body.textContent.includes('1 / ')`).click(`a[href*="/readers/"]`).sees(`document.querySelector('.notice-readers')`).shot("notices-readers").accessible()
	teacher.visit("/class-notices/" + class).click(".sure summary").click(".sure .dng").sees(`document.body.textContent.includes('已撤回')`)
	parent.sees(`!document.body.textContent.includes('明天春游')`) // by itself

	child := s.pupil()
	parent.visit("/contact/" + child).sees(`document.querySelector('.talk-people')`).shot("contact").accessible()
	parent.click(fmt.Sprintf(`form[action=%q] button`, "/contact/"+child)).sees(`location.pathname.startsWith('/threads/')`).reads(pill, "live")
	at := parent.says(`location.pathname`)
	parent.enter("#f-text", "他今天不太舒服").click(".talk-form .btn.pri").sees(`document.querySelector('.talk-text')`)
	with := s.browse("class teacher", phone).login(s.Teacher).visit("/threads").sees(`document.querySelector('.talk-people li')`)
	with.visit(at).reads(pill, "live").sees(`document.querySelector('.talk-text').textContent.includes('不太舒服')`).shot("contact-thread").accessible()
	parent.sees(`document.querySelector('.talk-state').textContent.includes('已读')`) // by itself
	with.enter("#f-text", "好的，我会留意").click(".talk-form .btn.pri").sees(`document.querySelectorAll('.talk li').length === 2`)
	parent.sees(`document.querySelector('.talk li.teacher')`).shot("contact-talk").accessible()
}
