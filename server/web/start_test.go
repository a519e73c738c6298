package web_test

import (
	"context"
	"strings"
	"testing"

	"yunka/server/roster"
)

// The guided start's forms refuse what cannot be, change nothing then, and say
// it on the page with what was typed; what is right is done once and on record.
func TestGuidedStart(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		school := o.mine.School
		gates := func() string {
			return o.text("SELECT count(*) FROM gate WHERE school_id = ?", school)
		}
		before, version := gates(), o.text("SELECT policy_version FROM school WHERE id = ?", school)
		long := strings.Repeat("门", 41)
		for _, bad := range [][]string{
			{"/console/start/school", "name", " ", "zone", "Asia/Shanghai"}, {"/console/start/school", "name", strings.Repeat("校", 61), "zone", "Asia/Shanghai"},
			{"/console/start/school", "name", "x", "zone", ""}, {"/console/start/school", "name", "x", "zone", "Mars/Base"}, {"/console/start/school"},
			{"/console/start/gate", "gate", "", "days", "always"}, {"/console/start/gate", "gate", long, "days", "always"}, {"/console/start/gate", "gate", "北门", "days", "sometimes"},
			{"/console/start/gate", "gate", "北门", "days", "daily", "from", "18:00", "to", "06:00"}, {"/console/start/gate", "gate", "北门", "days", "weekdays", "from", "25:00", "to", "26:00"},
			{"/console/start/gate", "gate", "北门", "days", "weekdays"},
		} {
			a := b.post(bad[0], nil, append([]string{"school", school}, bad[1:]...)...)
			a.has(t, 422)
			if !strings.Contains(a.body, "role=\"alert\"") {
				t.Errorf("%v: nothing is said", bad)
			}
		}
		if gates() != before || o.text("SELECT policy_version FROM school WHERE id = ?", school) != version || o.events(school, "gate.added")+o.events(school, "school.checked") != 0 {
			t.Error("something was changed")
		}

		b.post("/console/start/school", nil, "school", school, "name", " 澄湖实验学校 ", "zone", "Asia/Urumqi").has(t, 303)
		if got := o.text("SELECT name || zone FROM school WHERE id = ?", school); got != "澄湖实验学校Asia/Urumqi" {
			t.Errorf("the school is %s", got)
		}
		if o.text("SELECT policy_version FROM school WHERE id = ?", school) == version {
			t.Error("gates would go on in the old zone")
		}
		b.post("/console/start/gate", nil, "school", school, "gate", "北门", "days", "weekdays", "from", "06:30", "to", "18:00").has(t, 303)
		if got := o.text("SELECT count(*) FROM opening o JOIN gate g ON g.id = o.gate_id WHERE g.name = '北门进' AND o.from_minute = 390 AND o.to_minute = 1080"); got != "5" {
			t.Errorf("%s days", got)
		}
		if got := o.text("SELECT count(*) FROM opening o JOIN gate g ON g.id = o.gate_id WHERE g.name = '北门出'"); got != "0" {
			t.Error("the way out is shut at times: somebody is locked in")
		}
		if got := o.text("SELECT count(*) FROM zone_right r JOIN gate g ON g.zone_id = r.zone_id WHERE g.name = '北门进' AND ((r.role = 'parent' AND r.effect = 'confirm') OR (r.role <> 'parent' AND r.effect = 'allow'))"); got != "5" {
			t.Errorf("%s rights", got)
		}
		b.post("/console/start/done", nil, "school", school).has(t, 303)
		if o.events(school, "gate.added") != 1 || o.events(school, "school.checked") != 1 || o.events(school, "school.started") != 1 {
			t.Error("not on record once each")
		}
		if a := b.get("/console/start"); !strings.Contains(a.body, "北京时间") {
			t.Error("the page does not come back")
		}
		o.verified()
	})
}

// Both sheets come with the page: the empty one is understood as empty, and the
// example goes in as it is.
func TestRosterSheets(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		books := roster.New(o.db, o.mine.Feed)
		for path, want := range map[string]string{"/console/start/roster.csv": "roster_empty", "/console/start/sample.csv": ""} {
			a := b.get(path)
			a.has(t, 200)
			res, err := books.Import(context.Background(), o.mine.Admin, o.mine.School, "r.csv", strings.NewReader(a.body), roster.ImportOptions{DryRun: true})
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
