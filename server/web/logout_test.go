package web_test

import "testing"

// Logging out has the browser forget what the site keeps in it, on whatever page
// the button was; a browser that is also a kiosk keeps its list and its records.
func TestLogoutClearsTheBrowser(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		mother := o.as(o.parent.Person)
		a := mother.post("/logout", nil)
		a.want(t, 303, "/login")
		if got := a.Header.Get("Clear-Site-Data"); got != `"storage"` {
			t.Errorf("Clear-Site-Data is %q", got)
		}
		tab := o.tablet(o.mine, o.mine.GateIn, true)
		tab.login("u"+o.parent.Person, secretPhrase).want(t, 303, "/")
		if got := tab.post("/logout", nil).Header.Get("Clear-Site-Data"); got != "" {
			t.Errorf("a paired kiosk is told %q", got)
		}
	})
}
