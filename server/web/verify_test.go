package web_test

import "testing"

// The office checks its own records with one press: whole, or where not.
func TestTheRecordsAreChecked(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		check := func() answer { return b.post("/console/audit/verify", nil, "school", o.mine.School) }
		check().has(t, 200, "一条不缺，也没有改动")
		if o.events(o.mine.School, "audit.verified") != 1 {
			t.Error("the check is not on record")
		}
		check().has(t, 200, "一条不缺") // the check before is part of the chain
		b.post("/console/audit/verify", nil, "school", o.other.School).has(t, 404)

		o.exec("UPDATE audit_event SET actor = 'somebody else' WHERE school_id = ? AND number = 2", o.mine.School)
		check().has(t, 200, "第 2 条对不上")
		o.exec("DELETE FROM audit_event WHERE school_id = ? AND number = 1", o.mine.School)
		check().has(t, 200, "第 1 条对不上")
	})
}
