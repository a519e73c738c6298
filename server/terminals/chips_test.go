package terminals_test

import (
	"testing"

	"yunka/server/web/webtest"
)

func TestTheOfficeSetsTheLengthsOfChips(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		b.Post("/console/terminals/chips", nil, "lengths", "nine").Has(t, 422, `value="nine"`, "用空格隔开，如 8 10")
		b.Post("/console/terminals/chips", nil, "lengths", "10,8").Want(t, 303, "/console/terminals?done=chips")
		b.Get("/console/terminals?done=chips").Has(t, 200, `value="8 10"`, "卡号位数已保存")
		b.Post("/console/terminals/chips", nil, "lengths", "").Want(t, 303, "/console/terminals?done=chips")
		b.Get("/console/terminals").HasNot(t, `value="8 10"`)
	})
}
