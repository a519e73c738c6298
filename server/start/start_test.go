package start_test

import (
	"context"
	"strings"
	"testing"

	"yunka/server/roster"
	"yunka/server/web/webtest"
)

// The guided start's forms refuse what cannot be, change nothing then, and say
// it on the page with what was typed; what is right is done once and on record.
func TestGuidedStart(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		school := o.Mine.School
		gates := func() string {
			return o.Text("SELECT count(*) FROM gate WHERE school_id = ?", school)
		}
		before, version := gates(), o.Text("SELECT policy_version FROM school WHERE id = ?", school)
		long := strings.Repeat("门", 41)
		for _, bad := range [][]string{
			{"/console/start/school", "name", " ", "zone", "Asia/Shanghai"}, {"/console/start/school", "name", strings.Repeat("校", 61), "zone", "Asia/Shanghai"},
			{"/console/start/school", "name", "x", "zone", ""}, {"/console/start/school", "name", "x", "zone", "Mars/Base"}, {"/console/start/school"},
			{"/console/start/gate", "gate", "", "days", "always"}, {"/console/start/gate", "gate", long, "days", "always"}, {"/console/start/gate", "gate", "北门", "days", "sometimes"},
			{"/console/start/gate", "gate", "北门", "days", "daily", "from", "18:00", "to", "06:00"}, {"/console/start/gate", "gate", "北门", "days", "weekdays", "from", "25:00", "to", "26:00"},
			{"/console/start/gate", "gate", "北门", "days", "weekdays"},
		} {
			a := b.Post(bad[0], nil, append([]string{"school", school}, bad[1:]...)...)
			a.Has(t, 422)
			if !strings.Contains(a.Body, "role=\"alert\"") {
				t.Errorf("%v: nothing is said", bad)
			}
		}
		if gates() != before || o.Text("SELECT policy_version FROM school WHERE id = ?", school) != version || o.Events(school, "gate.added")+o.Events(school, "school.checked") != 0 {
			t.Error("something was changed")
		}

		b.Post("/console/start/school", nil, "school", school, "name", " 澄湖实验学校 ", "zone", "Asia/Urumqi").Has(t, 303)
		if got := o.Text("SELECT name || zone FROM school WHERE id = ?", school); got != "澄湖实验学校Asia/Urumqi" {
			t.Errorf("the school is %s", got)
		}
		if o.Text("SELECT policy_version FROM school WHERE id = ?", school) == version {
			t.Error("gates would go on in the old zone")
		}
		b.Post("/console/start/gate", nil, "school", school, "gate", "北门", "days", "weekdays", "from", "06:30", "to", "18:00").Has(t, 303)
		if got := o.Text("SELECT count(*) FROM opening o JOIN gate g ON g.id = o.gate_id WHERE g.name = '北门进' AND o.from_minute = 390 AND o.to_minute = 1080"); got != "5" {
			t.Errorf("%s days", got)
		}
		if got := o.Text("SELECT count(*) FROM opening o JOIN gate g ON g.id = o.gate_id WHERE g.name = '北门出'"); got != "0" {
			t.Error("the way out is shut at times: somebody is locked in")
		}
		if got := o.Text("SELECT count(*) FROM zone_right r JOIN gate g ON g.zone_id = r.zone_id WHERE g.name = '北门进' AND ((r.role = 'parent' AND r.effect = 'confirm') OR (r.role <> 'parent' AND r.effect = 'allow'))"); got != "5" {
			t.Errorf("%s rights", got)
		}
		b.Post("/console/start/done", nil, "school", school).Has(t, 303)
		if o.Events(school, "gate.added") != 1 || o.Events(school, "school.checked") != 1 || o.Events(school, "school.started") != 1 {
			t.Error("not on record once each")
		}
		if a := b.Get("/console/start"); !strings.Contains(a.Body, "北京时间") {
			t.Error("the page does not come back")
		}
		o.Verified()
	})
}

// Both sheets come with the page: the empty one is understood as empty, and the
// example goes in as it is.
func TestRosterSheets(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		books := roster.New(o.DB, o.Mine.Feed)
		for path, want := range map[string]string{"/console/start/roster.csv": "roster_empty", "/console/start/sample.csv": ""} {
			a := b.Get(path)
			a.Has(t, 200)
			res, err := books.Import(context.Background(), o.Mine.Admin, o.Mine.School, "r.csv", strings.NewReader(a.Body), roster.ImportOptions{DryRun: true})
			if want != "" {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s: %v", path, err)
				}
				continue
			}
			if err != nil || len(res.Problems) > 0 {
				t.Errorf("%s: %v %v", path, err, res.Problems)
			}
		}
	})
}
