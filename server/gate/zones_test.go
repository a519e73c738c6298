package gate_test

import (
	"strings"
	"testing"
	"time"

	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/web/webtest"
)

// A child who leaves the library has not left the school, and nobody reads so:
// not the mother, not the office, not the class list, not the file. When the
// office says that the library is a building of its own, it is one.
func TestWhoLeavesTheLibraryIsStillAtSchool(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		admin, mother := o.As(webtest.AdminOf(o.Mine)), o.As(o.Parent.Person)
		gate := func(name string, form ...string) string {
			t.Helper()
			admin.Post("/console/gates", nil, append(form, "name", name, "school", o.Mine.School, "hours", "always", "right-student", "allow")...).Want(t, 303, "/console/gates?done=saved")
			return o.Text("SELECT id FROM gate WHERE name = ?", name)
		}
		out := gate("阅览室出口", "direction", "out", "newzone", "阅览室", "inside", o.Mine.Zone)
		zone := o.Text("SELECT zone_id FROM gate WHERE id = ?", out)
		in := gate("阅览室入口", "direction", "in", "zone", zone)

		s := o.Mine.Service(t, o.DB)
		pass := func(gate string) {
			t.Helper()
			o.Pass(time.Second)
			reader, _ := o.Mine.Terminal(t, gate, false)
			if a := scantest.Present(t, s, scan.Presentation{Terminal: reader, Key: o.Mine.Key(), Chip: o.Pupil.Chip}); !a.Open {
				t.Fatal(a.Reason)
			}
		}
		inside := func(want string) {
			t.Helper()
			admin.Get("/console").Has(t, 200, `现在在校</dt><dd>`+want+`</dd>`)
		}
		pass(o.Mine.GateIn)
		mother.Get("/card").Has(t, 200, "进校，Gate in", "在校")
		inside("1")
		pass(in)
		mother.Get("/card").Has(t, 200, "进入阅览室", "在校")
		inside("1")
		pass(out)
		card := mother.Get("/card")
		card.Has(t, 200, "离开阅览室", "在校")
		card.HasNot(t, "出校，", "已出校")
		desk := admin.Get("/console")
		desk.Has(t, 200, `现在在校</dt><dd>1</dd>`, "所有人进 1 次，出 0 次", "出阅览室")
		admin.Get("/console/scans.csv").Has(t, 200, "出阅览室")

		// It is another building after all: the same passage was out of the school.
		save := func(inside string) webtest.Answer {
			return admin.Post("/console/zones/"+zone, nil, "name", "阅览室", "inside", inside)
		}
		save("").Want(t, 303, "/console/zones/"+zone+"?done=saved")
		inside("0")
		mother.Get("/card").Has(t, 200, "出校，", "已出校")
		save(o.Mine.Zone).Want(t, 303, "/console/zones/"+zone+"?done=saved")
		inside("1")
		pass(o.Mine.GateOut)
		inside("0")
		mother.Get("/card").Has(t, 200, "出校，", "已出校")

		version := func() string {
			return o.Text("SELECT policy_version FROM school WHERE id = ?", o.Mine.School) + o.Text("SELECT COUNT(*) FROM audit_event WHERE action = 'zone.changed'")
		}
		save(o.Mine.Zone).Want(t, 303, "/console/zones/"+zone+"?done=saved") // nothing new is no event
		before := version()
		for name, ask := range map[string]struct{ zone, name, inside, says string }{
			"inside itself":      {o.Mine.Zone, "校园", o.Mine.Zone, "一个区域不能在它自己里面"},
			"inside its inside":  {o.Mine.Zone, "校园", zone, "一个区域不能在它自己里面"},
			"no name":            {zone, " ", o.Mine.Zone, "区域的名字要填"},
			"another's name":     {zone, "Campus", o.Mine.Zone, "已有同名的区域"},
			"of another school":  {zone, "阅览室", o.Other.Zone, "请从列表里选"},
			"of no school":       {zone, "阅览室", "nowhere", "请从列表里选"},
			"a very long name":   {zone, strings.Repeat("长", 41), o.Mine.Zone, "区域的名字要填"},
			"an id that is none": {zone, "阅览室", "'; DROP TABLE zone", "请从列表里选"},
		} {
			admin.Post("/console/zones/"+ask.zone, nil, "name", ask.name, "inside", ask.inside).Has(t, 422, ask.says)
			if version() != before {
				t.Errorf("%s changed something", name)
			}
		}
		o.Verified()
	})
}
