package web_test

import (
	"strings"
	"testing"
	"time"

	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// A child who leaves the library has not left the school, and nobody reads so:
// not the mother, not the office, not the class list, not the file. When the
// office says that the library is a building of its own, it is one.
func TestWhoLeavesTheLibraryIsStillAtSchool(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.pupil.Person)
		admin, mother := o.as(adminOf(o.mine)), o.as(o.parent.Person)
		gate := func(name string, form ...string) string {
			t.Helper()
			admin.post("/console/gates", nil, append(form, "name", name, "school", o.mine.School, "hours", "always", "right-student", "allow")...).want(t, 303, "/console/gates?done=saved")
			return o.text("SELECT id FROM gate WHERE name = ?", name)
		}
		out := gate("阅览室出口", "direction", "out", "newzone", "阅览室", "inside", o.mine.Zone)
		zone := o.text("SELECT zone_id FROM gate WHERE id = ?", out)
		in := gate("阅览室入口", "direction", "in", "zone", zone)

		s := o.mine.Service(t, o.db)
		pass := func(gate string) {
			t.Helper()
			o.pass(time.Second)
			reader, _ := o.mine.Terminal(t, gate, false)
			if a := scantest.Present(t, s, scan.Presentation{Terminal: reader, Key: o.mine.Key(), Chip: o.pupil.Chip}); !a.Open {
				t.Fatal(a.Reason)
			}
		}
		inside := func(want string) {
			t.Helper()
			admin.get("/console").has(t, 200, `现在在校</dt><dd>`+want+`</dd>`)
		}
		pass(o.mine.GateIn)
		mother.get("/card").has(t, 200, "进校，Gate in", "在校")
		inside("1")
		pass(in)
		mother.get("/card").has(t, 200, "进入阅览室", "在校")
		inside("1")
		pass(out)
		card := mother.get("/card")
		card.has(t, 200, "离开阅览室", "在校")
		card.hasNot(t, "出校，", "已出校")
		desk := admin.get("/console")
		desk.has(t, 200, `现在在校</dt><dd>1</dd>`, `进校</dt><dd>1</dd>`, `出校</dt><dd>0</dd>`, "出阅览室")
		admin.get("/console/scans.csv").has(t, 200, "出阅览室")

		// It is another building after all: the same passage was out of the school.
		save := func(inside string) answer {
			return admin.post("/console/zones/"+zone, nil, "name", "阅览室", "inside", inside)
		}
		save("").want(t, 303, "/console/zones/"+zone+"?done=saved")
		inside("0")
		mother.get("/card").has(t, 200, "出校，", "已出校")
		save(o.mine.Zone).want(t, 303, "/console/zones/"+zone+"?done=saved")
		inside("1")
		pass(o.mine.GateOut)
		inside("0")
		mother.get("/card").has(t, 200, "出校，", "已出校")

		version := func() string {
			return o.text("SELECT policy_version FROM school WHERE id = ?", o.mine.School) + o.text("SELECT COUNT(*) FROM audit_event WHERE action = 'zone.changed'")
		}
		save(o.mine.Zone).want(t, 303, "/console/zones/"+zone+"?done=saved") // nothing new is no event
		before := version()
		for name, ask := range map[string]struct{ zone, name, inside, says string }{
			"inside itself":      {o.mine.Zone, "校园", o.mine.Zone, "一个区域不能在它自己里面"},
			"inside its inside":  {o.mine.Zone, "校园", zone, "一个区域不能在它自己里面"},
			"no name":            {zone, " ", o.mine.Zone, "区域的名字要填"},
			"another's name":     {zone, "Campus", o.mine.Zone, "已有同名的区域"},
			"of another school":  {zone, "阅览室", o.other.Zone, "请从列表里选"},
			"of no school":       {zone, "阅览室", "nowhere", "请从列表里选"},
			"a very long name":   {zone, strings.Repeat("长", 41), o.mine.Zone, "区域的名字要填"},
			"an id that is none": {zone, "阅览室", "'; DROP TABLE zone", "请从列表里选"},
		} {
			admin.post("/console/zones/"+ask.zone, nil, "name", ask.name, "inside", ask.inside).has(t, 422, ask.says)
			if version() != before {
				t.Errorf("%s changed something", name)
			}
		}
		o.verified()
	})
}
