package door_test

import (
	"testing"

	"yunka/server/web/webtest"
)

// Logging out has the browser forget what the site keeps in it, on whatever page
// the button was; a browser that is also a kiosk keeps its list and its records.
func TestLogoutClearsTheBrowser(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		mother := o.As(o.Parent.Person)
		a := mother.Post("/logout", nil)
		a.Want(t, 303, "/login")
		if got := a.Header.Get("Clear-Site-Data"); got != `"storage"` {
			t.Errorf("Clear-Site-Data is %q", got)
		}
		tab := o.Tablet(o.Mine, o.Mine.GateIn, true)
		tab.Login("u"+o.Parent.Person, webtest.SecretPhrase).Want(t, 303, "/")
		if got := tab.Post("/logout", nil).Header.Get("Clear-Site-Data"); got != "" {
			t.Errorf("a paired kiosk is told %q", got)
		}
	})
}
