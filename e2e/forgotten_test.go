package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/uptrace/bun"
)

// A mother has lost her phone and forgotten her password. The class teacher finds
// her under her child and prints a slip; on another phone she types what stands on
// it and takes the card off the lost one. She reads who printed it, and the lost
// phone is out.
func TestForgottenPassword(t *testing.T) {
	s := openSchool(t)
	lost := s.browse("lost phone", phone).login(s.Parent).claim()
	stale := lost.code()

	var pupil string
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM person WHERE name = ?", s.Student.Name).Scan(ctx, &pupil)
	}); err != nil {
		t.Fatal(err)
	}
	teacher := s.browse("teacher", desk).login(s.Teacher).visit("/console/people/" + pupil)
	teacher.shot("reset-teacher")
	teacher.accepting(".kin form[action$='/reset'] button")
	teacher.sees(`document.querySelector('.paper .secret')`).shot("reset-slip")
	code := teacher.says(`document.querySelector('.paper .secret').textContent`)

	fresh := s.browse("new phone", phone).visit("/login").shot("reset-login").click("a[href='/reset']")
	fresh.sees(`document.querySelector('#f-code')`).shot("reset-ask").enter("[name=code]", code).click(".sheet .btn.pri")
	fresh.sees(`document.querySelector('#f-password')`).shot("reset-set").accessible()
	lost.expects(`^request: 40[13] `)
	fresh.enter("[name=password]", "another horse battery 8").click(".tick input").click(".sheet .btn.pri")
	fresh.sees(`document.querySelector('.alert.owner')`).shot("reset-told")
	if text := fresh.says(`document.querySelector('.alert.owner').textContent`); !strings.Contains(text, s.Teacher.Name) {
		t.Errorf("nothing of who printed the slip: %q", text)
	}
	fresh.click(".alert.owner button").sees(`!document.querySelector('.alert.owner')`)
	fresh.click("a[href='/account']").sees(`document.querySelector('.notes')`).shot("reset-account")

	s.refuses(gateOut, stale, "CRED_ENDED")
	lost.visit("/card").reads(`location.pathname`, "/login")
	s.browse("third phone", phone).expects(`^request: 409 GET /reset`).visit("/reset?code=" + code).sees(`!document.querySelector('form[action="/reset"]')`).shot("reset-used")
	fresh.visit("/card").claim()
	s.opens(gateOut, fresh.code(), s.Parent.Name)
}
