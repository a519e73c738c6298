package pickup_test

import (
	"testing"

	"yunka/server/pickup"
	"yunka/server/web/webtest"
)

// The class that the demo's teacher looks at goes home in several ways; nothing of it is
// said of a school without one.
func TestTheDemoHasPlans(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, _ string) {
		o.As(o.Teacher.Person)
		for range 2 {
			if err := pickup.Demo(t.Context(), o.DB, o.Mine.Feed, o.Mine.Admin, o.Mine.School); err != nil {
				t.Fatal(err)
			}
		}
		if err := pickup.Demo(t.Context(), o.DB, o.Other.Feed, o.Other.Admin, o.Other.School); err != nil {
			t.Fatal(err)
		}
		if n := o.Text("SELECT count(*) FROM pickup_week WHERE school_id <> ?", o.Mine.School); n != "0" {
			t.Errorf("%s plans of a school without a class", n)
		}
	})
}
