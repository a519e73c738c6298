package door_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/web/webtest"
)

var (
	// A whole text: the middle of a UUID may look like a code.
	slipCode = regexp.MustCompile(`>([A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4})<`)
	newWords = "another horse battery 8"
)

// slipOf prints a reset slip and reads its code.
func slipOf(t *testing.T, a webtest.Answer, name string) string {
	t.Helper()
	a.Has(t, 200, name, "只能用一次", "data-print", "/reset")
	code := slipCode.FindStringSubmatch(a.Body)
	if code == nil {
		t.Fatal("no code on the slip")
	}
	return code[1]
}

// A parent has forgotten the password: the class teacher prints a slip, the
// parent scans it, and the one who was logged in somewhere no longer is.
func TestAParentComesBackWithASlipFromTheClassTeacher(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		old := o.As(o.Parent.Person)
		teacher := o.As(o.Teacher.Person)
		page := teacher.Get("/console/people/" + o.Pupil.Person)
		page.Has(t, 200, "/console/people/"+o.Parent.Person+"/reset", "重设密码")
		page.HasNot(t, "/console/people/"+o.Pupil.Person+"/reset") // the pupil has no account
		code := slipOf(t, teacher.Post("/console/people/"+o.Parent.Person+"/reset", nil, "from", o.Pupil.Person), "林晨")
		if n := o.Events(o.Mine.School, "people.reset"); n != 1 {
			t.Fatalf("%d events", n)
		}
		b := o.Browser()
		b.Get("/reset").Has(t, 200, `name="code"`)
		b.Get("/reset?code=ABCD-EFGH-JKLM").Has(t, 422, "没有这个码")
		b.Get("/reset?code="+code).Has(t, 200, "林晨", "u"+o.Parent.Person, "1 部手机", "至少 8 位")
		b.Post("/reset", nil, "code", code, "password", "12345678").Has(t, 422, "太常见", "林晨")
		b.Post("/reset", []string{"Sec-Fetch-Site", "cross-site"}, "code", code, "password", newWords).Has(t, 403)
		if !old.LoggedIn() {
			t.Fatal("the old login has ended before anything was done")
		}
		b.Post("/reset", nil, "code", code, "password", newWords, "phones", "end").Want(t, 303, "/")
		if old.LoggedIn() || !b.LoggedIn() {
			t.Fatal("the old login lives, or the new one does not")
		}
		if got := o.Text("SELECT state FROM credential WHERE id = ?", o.Parent.Credential); got != "ended" {
			t.Errorf("the phone is %s", got)
		}
		o.Browser().Get("/reset?code="+code).Has(t, 409, "用过了")
		o.Browser().Post("/reset", nil, "code", code, "password", newWords).Has(t, 409, "用过了")
		o.Verified()
	})
}

func TestASlipThatHasEndedSaysSo(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.As(o.Guard.Person)
		admin := o.As(webtest.AdminOf(o.Mine))
		admin.Get("/console/people/"+o.Guard.Person).Has(t, 200, "/console/people/"+o.Guard.Person+"/reset")
		first := slipOf(t, admin.Post("/console/people/"+o.Guard.Person+"/reset", nil), "")
		second := slipOf(t, admin.Post("/console/people/"+o.Guard.Person+"/reset", nil), "")
		o.Browser().Get("/reset?code="+first).Has(t, 409, "作废")
		o.Pass(24 * time.Hour)
		o.Browser().Get("/reset?code="+second).Has(t, 409, "过期")
	})
}

// Who may not print a slip is shown no button and refused.
func TestWhoPrintsNoSlip(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.As(o.Parent.Person)
		o.As(o.Foreign.Person)
		teacher, admin := o.As(o.Teacher.Person), o.As(webtest.AdminOf(o.Mine))
		// The parent also works here: the office's matter.
		if err := o.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: o.Mine.School, PersonID: o.Parent.Person, Role: allow.Guard, ValidFrom: 1})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		teacher.Get("/console/people/"+o.Pupil.Person).HasNot(t, "/reset")
		teacher.Post("/console/people/"+o.Parent.Person+"/reset", nil, "from", o.Pupil.Person).Has(t, 403)
		teacher.Post("/console/people/"+o.Foreign.Person+"/reset", nil).Has(t, 403)
		teacher.Post("/console/people/nobody/reset", nil).Has(t, 403)
		teacher.Post("/console/people/"+o.Alien.Person+"/reset", nil).Has(t, 404)
		own := "/console/people/" + webtest.AdminOf(o.Mine)
		admin.Get(own).HasNot(t, own+"/reset")
		admin.Post(own+"/reset", nil).Has(t, 409, "另一位管理员")
		admin.Post("/console/people/"+o.Pupil.Person+"/reset", nil).Has(t, 409, "还没有账号")
		admin.Post("/console/people/"+o.Alien.Person+"/reset", nil).Has(t, 404)
		if n := o.Text("SELECT CAST(count(*) AS TEXT) FROM password_reset"); n != "0" {
			t.Errorf("%s slips", n)
		}
	})
}

// An admin of the other school is a parent here. A slip of this school gives
// whoever holds it nothing of the other one, in pages and in sockets, until the
// other one's office confirms the account.
func TestASlipHereIsNoAdminThere(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		parent := o.As(o.Parent.Person)
		boss := o.Other.Holder(t, allow.Admin)
		code, _, err := o.Accounts.IssueActivation(context.Background(), allow.Actor{Kind: allow.System}, boss.Person)
		if err != nil {
			t.Fatal(err)
		}
		parent.Post("/activate", nil, "code", code, "password", webtest.SecretPhrase).Want(t, 303, "/")
		parent.Get("/console").Has(t, 200)
		admin := o.As(webtest.AdminOf(o.Mine))
		slip := slipOf(t, admin.Post("/console/people/"+o.Parent.Person+"/reset", nil), "林晨")
		thief := o.Browser()
		thief.Post("/reset", nil, "code", slip, "password", newWords).Want(t, 303, "/")
		thief.Get("/").Want(t, 303, "/card")
		thief.Get("/console").Has(t, 403)
		thief.Get("/console/people/"+o.Alien.Person).Has(t, 403)
		thief.Get("/live?topics=console:"+o.Other.School).Has(t, 404)
		thief.Get("/live?topics=card:"+boss.Card).Has(t, 404)
		if page := thief.Get("/card"); strings.Contains(page.Body, boss.Card) || !strings.Contains(page.Body, o.Parent.Card) {
			t.Error("the card page shows the other school's card, or not the own one")
		}
		// The other school's office asks, and confirms.
		there := o.As(webtest.AdminOf(o.Other))
		there.Get("/console/people/"+boss.Person).Has(t, 200, "待确认", "/confirm")
		admin.Post("/console/people/"+boss.Person+"/confirm", nil).Has(t, 404)
		there.Post("/console/people/"+boss.Person+"/confirm", nil).Want(t, 303, "/console/people/"+boss.Person+"?done=confirmed")
		there.Get("/console/people/"+boss.Person+"?done=confirmed").Has(t, 200, "账号已确认")
		there.Post("/console/people/"+boss.Person+"/confirm", nil).Has(t, 409, "没有要确认的")
		thief.Get("/console").Has(t, 200)
		o.Verified()
	})
}
