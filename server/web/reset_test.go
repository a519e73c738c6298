package web_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
)

var (
	// A whole text: the middle of a UUID may look like a code.
	slipCode = regexp.MustCompile(`>([A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4})<`)
	newWords = "another horse battery 8"
)

// slipOf prints a reset slip and reads its code.
func slipOf(t *testing.T, a answer, name string) string {
	t.Helper()
	a.has(t, 200, name, "只能用一次", "data-print", "/reset")
	code := slipCode.FindStringSubmatch(a.body)
	if code == nil {
		t.Fatal("no code on the slip")
	}
	return code[1]
}

// A parent has forgotten the password: the class teacher prints a slip, the
// parent scans it, and the one who was logged in somewhere no longer is.
func TestAParentComesBackWithASlipFromTheClassTeacher(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		old := o.as(o.parent.Person)
		teacher := o.as(o.teacher.Person)
		page := teacher.get("/console/people/" + o.pupil.Person)
		page.has(t, 200, "/console/people/"+o.parent.Person+"/reset", "重设密码")
		page.hasNot(t, "/console/people/"+o.pupil.Person+"/reset") // the pupil has no account
		code := slipOf(t, teacher.post("/console/people/"+o.parent.Person+"/reset", nil, "from", o.pupil.Person), "林晨")
		if n := o.events(o.mine.School, "people.reset"); n != 1 {
			t.Fatalf("%d events", n)
		}
		b := o.browser()
		b.get("/reset").has(t, 200, `name="code"`)
		b.get("/reset?code=ABCD-EFGH-JKLM").has(t, 422, "没有这个码")
		b.get("/reset?code="+code).has(t, 200, "林晨", "u"+o.parent.Person, "1 部手机", "至少 8 位")
		b.post("/reset", nil, "code", code, "password", "12345678").has(t, 422, "太常见", "林晨")
		b.post("/reset", []string{"Sec-Fetch-Site", "cross-site"}, "code", code, "password", newWords).has(t, 403)
		if !old.in() {
			t.Fatal("the old login has ended before anything was done")
		}
		b.post("/reset", nil, "code", code, "password", newWords, "phones", "end").want(t, 303, "/")
		if old.in() || !b.in() {
			t.Fatal("the old login lives, or the new one does not")
		}
		if got := o.text("SELECT state FROM credential WHERE id = ?", o.parent.Credential); got != "ended" {
			t.Errorf("the phone is %s", got)
		}
		o.browser().get("/reset?code="+code).has(t, 409, "用过了")
		o.browser().post("/reset", nil, "code", code, "password", newWords).has(t, 409, "用过了")
		o.verified()
	})
}

func TestASlipThatHasEndedSaysSo(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.as(o.guard.Person)
		admin := o.as(adminOf(o.mine))
		admin.get("/console/people/"+o.guard.Person).has(t, 200, "/console/people/"+o.guard.Person+"/reset")
		first := slipOf(t, admin.post("/console/people/"+o.guard.Person+"/reset", nil), "")
		second := slipOf(t, admin.post("/console/people/"+o.guard.Person+"/reset", nil), "")
		o.browser().get("/reset?code="+first).has(t, 409, "作废")
		o.pass(24 * time.Hour)
		o.browser().get("/reset?code="+second).has(t, 409, "过期")
	})
}

// Who may not print a slip is shown no button and refused.
func TestWhoPrintsNoSlip(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.as(o.parent.Person)
		o.as(o.foreign.Person)
		teacher, admin := o.as(o.teacher.Person), o.as(adminOf(o.mine))
		// The parent also works here: the office's matter.
		if err := o.db.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: o.mine.School, PersonID: o.parent.Person, Role: allow.Guard, ValidFrom: 1})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		teacher.get("/console/people/"+o.pupil.Person).hasNot(t, "/reset")
		teacher.post("/console/people/"+o.parent.Person+"/reset", nil, "from", o.pupil.Person).has(t, 403)
		teacher.post("/console/people/"+o.foreign.Person+"/reset", nil).has(t, 403)
		teacher.post("/console/people/nobody/reset", nil).has(t, 403)
		teacher.post("/console/people/"+o.alien.Person+"/reset", nil).has(t, 404)
		own := "/console/people/" + adminOf(o.mine)
		admin.get(own).hasNot(t, own+"/reset")
		admin.post(own+"/reset", nil).has(t, 409, "另一位管理员")
		admin.post("/console/people/"+o.pupil.Person+"/reset", nil).has(t, 409, "还没有账号")
		admin.post("/console/people/"+o.alien.Person+"/reset", nil).has(t, 404)
		if n := o.text("SELECT CAST(count(*) AS TEXT) FROM password_reset"); n != "0" {
			t.Errorf("%s slips", n)
		}
	})
}

// An admin of the other school is a parent here. A slip of this school gives
// whoever holds it nothing of the other one, in pages and in sockets, until the
// other one's office confirms the account.
func TestASlipHereIsNoAdminThere(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		parent := o.as(o.parent.Person)
		boss := o.other.Holder(t, allow.Admin)
		code, _, err := o.accounts.IssueActivation(context.Background(), allow.Actor{Kind: allow.System}, boss.Person)
		if err != nil {
			t.Fatal(err)
		}
		parent.post("/activate", nil, "code", code).want(t, 303, "/")
		parent.get("/console").has(t, 200)
		admin := o.as(adminOf(o.mine))
		slip := slipOf(t, admin.post("/console/people/"+o.parent.Person+"/reset", nil), "林晨")
		thief := o.browser()
		thief.post("/reset", nil, "code", slip, "password", newWords).want(t, 303, "/")
		thief.get("/").want(t, 303, "/card")
		thief.get("/console").has(t, 403)
		thief.get("/console/people/"+o.alien.Person).has(t, 403)
		thief.get("/live?topics=console:"+o.other.School).has(t, 404)
		thief.get("/live?topics=card:"+boss.Card).has(t, 404)
		if page := thief.get("/card"); strings.Contains(page.body, boss.Card) || !strings.Contains(page.body, o.parent.Card) {
			t.Error("the card page shows the other school's card, or not the own one")
		}
		// The other school's office asks, and confirms.
		there := o.as(adminOf(o.other))
		there.get("/console/people/"+boss.Person).has(t, 200, "待确认", "/confirm")
		admin.post("/console/people/"+boss.Person+"/confirm", nil).has(t, 404)
		there.post("/console/people/"+boss.Person+"/confirm", nil).want(t, 303, "/console/people/"+boss.Person+"?done=confirmed")
		there.get("/console/people/"+boss.Person+"?done=confirmed").has(t, 200, "账号已确认")
		there.post("/console/people/"+boss.Person+"/confirm", nil).has(t, 409, "没有要确认的")
		thief.get("/console").has(t, 200)
		o.verified()
	})
}
