package terminals_test

import (
	"strings"
	"testing"
	"time"

	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/web/webtest"
)

func TestATerminalsFormKeepsWhatWasTyped(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		before := o.Books()
		for _, c := range []struct{ name, gate, scene, kind, want string }{
			{"", o.Mine.GateIn, "gate", "kiosk", "名称要填"},
			{strings.Repeat("长", 41), o.Mine.GateIn, "gate", "kiosk", "名称要填"},
			{"我的<b>闸机", "", "gate", "reader", "要选一个门"},
			{"我的<b>闸机", o.Other.GateIn, "gate", "reader", "要选一个门"},
			{"我的<b>闸机", o.Mine.GateIn, "disco", "reader", "请选用途"},
			{"我的<b>闸机", o.Mine.GateIn, "gate", "toaster", "请选种类"},
		} {
			a := b.Post("/console/terminals", nil, "name", c.name, "gate", c.gate, "scene", c.scene, "kind", c.kind)
			a.Has(t, 422, c.want, `class="alert danger"`)
			a.HasNot(t, "<b>闸机", `class="secret`)
			if c.name != "" && !strings.Contains(a.Body, `value="`+strings.ReplaceAll(c.name, "<b>", "&lt;b&gt;")+`"`) {
				t.Errorf("%q is forgotten", c.name)
			}
		}
		b.Post("/console/terminals", []string{"Accept-Language", "en"}, "name", "x", "scene", "gate").Has(t, 422)
		if after := o.Books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
	})
}

func TestAReaderThatScansIsOnline(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		b.Get("/console/terminals").Has(t, 200, "离线")
		who, _ := o.Mine.Terminal(t, o.Mine.GateIn, false)
		s := o.Mine.Service(t, o.DB)
		scantest.Present(t, s, scan.Presentation{Terminal: who, Key: "k", Chip: o.Pupil.Chip})
		for _, path := range []string{"/console", "/console/terminals"} {
			b.Get(path).Has(t, 200, "在线")
		}
		o.Pass(91 * time.Second)
		b.Get("/console/terminals").HasNot(t, "在线")
	})
}
