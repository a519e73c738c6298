package records_test

import (
	"testing"

	"yunka/server/web/webtest"
)

// The office checks its own records with one press: whole, or where not.
func TestTheRecordsAreChecked(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		check := func() webtest.Answer { return b.Post("/console/audit/verify", nil, "school", o.Mine.School) }
		check().Has(t, 200, "一条不缺，也没有改动")
		if o.Events(o.Mine.School, "audit.verified") != 1 {
			t.Error("the check is not on record")
		}
		check().Has(t, 200, "一条不缺") // the check before is part of the chain
		b.Post("/console/audit/verify", nil, "school", o.Other.School).Has(t, 404)

		o.Exec("UPDATE audit_event SET actor = 'somebody else' WHERE school_id = ? AND number = 2", o.Mine.School)
		check().Has(t, 200, "第 2 条对不上")
		o.Exec("DELETE FROM audit_event WHERE school_id = ? AND number = 1", o.Mine.School)
		check().Has(t, 200, "第 1 条对不上")
	})
}
