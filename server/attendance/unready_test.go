package attendance_test

import (
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/campus"
)

// The office reads why nobody can be known to be absent: no terminal has been used, or
// pupils have no card that one could read. Both go away by themselves.
func TestTheOfficeReadsWhoCannotBeSeen(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("08:00")
		has := func(when string, unused, cardless bool) {
			t.Helper()
			page := s.admin.Get("/console/attendance")
			page.Has(t, 200)
			if got := strings.Contains(page.Body, "还没有一台终端用过"); got != unused {
				t.Errorf("%s: no terminal was used: %t", when, got)
			}
			if got := strings.Contains(page.Body, "1 名学生没有能用的卡"); got != cardless {
				t.Errorf("%s: a pupil without a card: %t", when, got)
			}
		}
		has("before", true, false)
		none := s.Mine.Member(t, allow.Student, campus.Person{Name: "无卡"}, s.Class)
		s.Exec("UPDATE terminal SET last_at = 1 WHERE id = (SELECT MIN(id) FROM terminal WHERE school_id = ? AND gate_id IS NOT NULL)", s.Mine.School)
		has("a pupil came", false, true)
		s.Mine.GiveChip(t, none)
		has("with a chip", false, false)
		if err := s.Mine.Cards.Freeze(t.Context(), s.Mine.Admin, none.Card); err != nil {
			t.Fatal(err)
		}
		has("with a stopped card", false, true)
	})
}
