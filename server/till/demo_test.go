package till_test

import (
	"testing"

	"yunka/server/till"
	"yunka/server/web/webtest"
)

// A demo school's till waits for its code, and its pupils have what to pay with.
func TestTheDemosTill(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		if err := till.Demo(t.Context(), o.DB, o.Mine.Feed, o.Mine.Terminals, o.Mine.Admin, o.Mine.School); err != nil {
			t.Fatal(err)
		}
		if name := o.Text("SELECT m.name FROM till x JOIN merchant m ON m.id = x.merchant_id JOIN terminal t ON t.id = x.terminal_id WHERE t.scene = 'till' AND t.pairing_hash IS NOT NULL"); name != "小卖部" {
			t.Errorf("the till takes money for %q", name)
		}
		o.As(o.Parent.Person).Get("/wallet/"+o.Pupil.Person).Has(t, 200, "50.00")
	})
}
