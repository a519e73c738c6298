package phone_test

import (
	"testing"

	"yunka/server/web/webtest"
)

// The card offers a code for the till, or for collecting a child, only where a terminal of
// the school takes it; and the latter only to who may collect somebody.
func TestPurposesAreOfferedWhereATerminalTakesThem(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		const group, pay, release = `class="purposes"`, `data-purpose="1"`, `data-purpose="2"`
		parent, teacher := o.As(o.Parent.Person), o.As(o.Teacher.Person)
		parent.Get("/card").HasNot(t, group, pay, release)
		scene := func(name string) { o.Exec("UPDATE terminal SET scene = ? WHERE id = ?", name, o.Reader) }

		scene("pickup")
		parent.Get("/card").Has(t, 200, group, release)
		parent.Get("/card").HasNot(t, pay)
		teacher.Get("/card").HasNot(t, group)
		scene("till")
		parent.Get("/card").Has(t, 200, group, pay)
		parent.Get("/card").HasNot(t, release)
		teacher.Get("/card").Has(t, 200, pay)

		o.Exec("UPDATE terminal SET revoked_at = 1 WHERE id = ?", o.Reader)
		parent.Get("/card").HasNot(t, group)
		o.Exec("UPDATE terminal SET scene = 'till' WHERE id = ?", o.AlienReader) // another school's
		parent.Get("/card").HasNot(t, group)
	})
}
