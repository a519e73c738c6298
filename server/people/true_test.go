package people_test

import (
	"testing"
	"time"

	"yunka/server/web/webtest"
)

// A chip that has just opened a gate is not "not used yet".
func TestAChipThatOpenedWasUsed(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE credential SET state = 'ended' WHERE person_id = ? AND kind = 'phone'", o.Pupil.Person)
		b := o.As(webtest.AdminOf(o.Mine))
		page := "/console/people/" + o.Pupil.Person
		b.Get(page).Has(t, 200, "还没用过")
		if a := o.Tablet(o.Mine, o.Mine.GateIn, true).Pass(o, o.Mine, o.Pupil); !a.Open {
			t.Fatal(a.Reason)
		}
		b.Get(page).HasNot(t, "还没用过")
	})
}

// A slip says until when its code works by the school's clock, and warns before an address
// is printed that no phone reaches.
func TestASlipSaysTheSchoolsTime(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE school SET zone = 'Asia/Shanghai' WHERE id = ?", o.Mine.School)
		a := o.As(webtest.AdminOf(o.Mine)).Post("/console/people/codes", nil, "school", o.Mine.School, "class", o.Class, "who", "pupils")
		zone := time.FixedZone("", 8*3600)
		a.Has(t, 200, o.DB.Now().In(zone).Format("15:04"), "手机打不开")
		a.HasNot(t, o.DB.Now().UTC().Format("15:04"))
	})
}
