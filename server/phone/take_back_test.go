package phone_test

import (
	"testing"
	"time"

	"yunka/server/card"
	"yunka/server/web/webtest"
)

// A guardian who stops a child's card is asked first and takes it back for a day with one
// press; later, or after the other parent's or the school's stop, it takes what it took.
func TestAStopIsTakenBack(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		parent, pupil := o.As(o.Parent.Person), o.As(o.Pupil.Person)
		freeze, back := "/card/"+o.Pupil.Card+"/freeze", "/card/"+o.Pupil.Card+"/unfreeze"
		state := func(want string) {
			t.Helper()
			if got := o.Text("SELECT state FROM card WHERE id = ?", o.Pupil.Card); got != want {
				t.Errorf("the card is %s, want %s", got, want)
			}
		}
		parent.Get("/card").Has(t, 200, "一天之内可以点一下撤回", `<summary class="link"`)
		parent.Post(freeze, nil).Want(t, 303, "/card")
		state("frozen")
		page := parent.Get("/card")
		page.Has(t, 200, "撤回停用", back)
		page.HasNot(t, `id="pw-`+o.Pupil.Card)
		pupil.Post(back, nil).Has(t, 422) // whose card it is needs the password, and it is not theirs to lift
		state("frozen")
		parent.Post(back, nil).Want(t, 303, "/card")
		state("active")

		parent.Post(freeze, nil).Want(t, 303, "/card")
		o.Pass(card.TakeBack + time.Minute)
		parent.Get("/card").Has(t, 200, `id="pw-`+o.Pupil.Card)
		parent.Post(back, nil).Has(t, 422)
		state("frozen")

		admin := o.As(webtest.AdminOf(o.Mine)) // its session is shorter than a day
		admin.Post("/console/cards/"+o.Pupil.Card+"/unfreeze", nil)
		state("active")
		parent.Post(freeze, nil).Want(t, 303, "/card")
		admin.Post("/console/cards/"+o.Pupil.Card+"/freeze", nil)
		state("blocked")
		if a := parent.Post(back, nil); a.StatusCode == 303 {
			t.Error("a parent takes back the school's stop")
		}
		state("blocked")
		o.Verified()
	})
}
