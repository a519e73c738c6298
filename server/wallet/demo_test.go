package wallet_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/ledger"
	"yunka/server/terminal"
	"yunka/server/wallet"
	view "yunka/views/wallet"
)

// The demo has a month of money: bills with lunches on school days only, an office that
// sees it, books that hold, and no fen of today.
func TestTheDemoHasAMonthOfMoney(t *testing.T) {
	each(t, func(t *testing.T, m *money) {
		o := m.Office
		for range 11 {
			child := o.Mine.Holder(t, allow.Student)
			o.Exec("UPDATE membership SET class_id = ? WHERE person_id = ?", o.Class, child.Person)
		}
		if err := wallet.Demo(t.Context(), o.DB, o.Mine.Feed, terminal.New(o.DB, o.Mine.Feed), o.Mine.School); err != nil {
			t.Fatal(err)
		}
		finance, mother := m.As(m.finance.Person), m.As(o.Parent.Person)
		now := o.Clock()
		page := finance.Get("/console/money?from=" + now.AddDate(0, 0, -31).Format("2006-01-02"))
		page.Has(t, 200, "一食堂", "校园超市", "¥")
		page.HasNot(t, "没有流水")
		finance.Get("/console/money").Has(t, 200, "没有流水")
		mother.Get(view.Path(o.Pupil.Person)).Has(t, 200, "营养午餐补助", "¥15.00")
		mother.Get(view.MonthPath(o.Pupil.Person, now.Format("2006-01"))).Has(t, 200, "午餐，一食堂", "少打了一个菜")
		for query, want := range map[string]string{
			"SELECT CAST(count(*) AS TEXT) FROM sale WHERE state <> 'paid'": "0",
			"SELECT CAST(count(*) AS TEXT) FROM refund":                     "1",
			"SELECT CAST(count(*) AS TEXT) FROM till":                       "2",
		} {
			if got := m.Text(query); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		if err := ledger.Night(t.Context(), o.DB); err != nil {
			t.Error(err)
		}
		if err := o.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			broken, err := ledger.Verify(ctx, q, o.Mine.School, now.UnixMilli())
			for _, b := range broken {
				t.Error(b)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		m.Verified()
	})
}
