package kiosk_test

import (
	"testing"

	"yunka/server/web/webtest"
)

// A kiosk is told how many digits its school's chips have, also when a new one is longer.
func TestAKioskKnowsItsChips(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE credential SET chip = '28' || id WHERE kind = 'chip' AND school_id = ?", o.Other.School)
		o.Exec("UPDATE credential SET state = 'ended' WHERE kind = 'chip' AND school_id = ?", o.Mine.School)
		o.Exec("UPDATE credential SET state = 'live', chip = '2812976885' WHERE id = ?", o.Pupil.ChipCredential)
		tab := o.Tablet(o.Mine, o.Mine.GateIn, true)
		tab.Get("/kiosk").Has(t, 200, `data-chips="[10]"`)
		tab.Get("/kiosk/shell").Has(t, 200, `data-chips="[10]"`)
		o.Exec("UPDATE credential SET state = 'live', chip = '36028797018' WHERE id = ?", o.Parent.ChipCredential)
		tab.JSON("/kiosk/heartbeat", `{"at":0,"version":"1"}`).Has(t, 200, `"chips":[10,11]`)
	})
}

// A gate's tablet shows its own name beside the gate's, and its cookie lives on as long as
// it is used: it died a year after the pairing.
func TestAKioskGoesOn(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		tab := o.Tablet(o.Mine, o.Mine.GateIn, true)
		o.Exec("UPDATE terminal SET name = '南门二号平板' WHERE id = ?", tab.Who.ID)
		a := tab.Get("/kiosk")
		a.Has(t, 200, `<span class="own-name" title="南门二号平板">`)
		for _, c := range a.Cookies() {
			if c.Name == "__Host-yunka-terminal" && c.MaxAge > 300*24*3600 && c.Value != "" {
				return
			}
		}
		t.Errorf("the cookie is not renewed: %v", a.Cookies())
	})
}
