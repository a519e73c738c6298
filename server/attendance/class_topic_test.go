package attendance_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/attendance"
	"yunka/server/attendance/rule"
	"yunka/server/live"
)

// watches reports whether a person's account may watch a class.
func (s school) watches(person, class string, calls bool) bool {
	s.Helper()
	var may []live.Topic
	if err := s.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		id := ""
		if err := q.NewRaw("SELECT account_id FROM account_person WHERE person_id = ?", person).Scan(ctx, &id); err != nil {
			return err
		}
		a, err := account.ActorOf(ctx, q, id, s.Clock().UnixMilli())
		if err != nil {
			return err
		}
		may, err = attendance.MayWatch(ctx, q, a, []live.Topic{{Kind: live.Class, ID: class}}, calls)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return len(may) == 1 && may[0].School == s.Mine.School
}

// Who is asked again, which the hub does whenever rights move, loses the topic with the
// post: the socket is closed then.
func TestWhoWatchesAClass(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		subject := s.Text("SELECT person_id FROM post WHERE kind = 'subject_teacher'")
		for _, c := range []struct {
			name, person, class string
			reads, calls        bool
		}{
			{"class teacher", s.Teacher.Person, s.Class, true, true},
			{"subject teacher", subject, s.Class, true, false},
			{"of another class", s.Teacher.Person, s.Elsewhere, false, false},
			{"parent", s.Parent.Person, s.Class, false, false},
			{"no class", s.Teacher.Person, "none", false, false},
		} {
			if s.watches(c.person, c.class, false) != c.reads || s.watches(c.person, c.class, true) != c.calls {
				t.Errorf("%s: not %v, %v", c.name, c.reads, c.calls)
			}
		}
		s.Exec("UPDATE post SET valid_to = 1 WHERE person_id = ?", s.Teacher.Person)
		if s.watches(s.Teacher.Person, s.Class, false) {
			t.Error("an ended post still watches")
		}
	})
}

// Every state that a cell can have stands in the list that its word says; whoever is
// absent by a correction is not here although a gate saw them.
func TestEachCellHasItsPlace(t *testing.T) {
	for name, c := range map[string]struct {
		cell rule.Cell
		want any
	}{
		"nothing":          {rule.Cell{State: rule.Pending}, attendance.NotSeen},
		"absent":           {rule.Cell{State: rule.Absent}, attendance.NotSeen},
		"on time":          {rule.Cell{State: rule.Present, Came: 1}, attendance.Here},
		"late":             {rule.Cell{State: rule.Late, Came: 1, Late: 301}, attendance.CameLate},
		"late, left early": {rule.Cell{State: rule.LateEarly, Came: 1, Late: 301, Early: 60}, attendance.CameLate},
		"too late":         {rule.Cell{State: rule.Absent, Came: 1, Late: 9000}, attendance.CameLate},
		"too late, so far": {rule.Cell{State: rule.Pending, Came: 1, Late: 9000}, attendance.CameLate},
		"left early":       {rule.Cell{State: rule.Early, Came: 1, Early: 60}, attendance.Here},
		"never left":       {rule.Cell{State: rule.MissingOut, Came: 1}, attendance.Here},
		"only left":        {rule.Cell{State: rule.MissingIn, Left: 1}, attendance.Here},
		"on leave":         {rule.Cell{State: rule.OnLeave, Came: 1}, attendance.OnLeave},
		"official":         {rule.Cell{State: rule.Official}, attendance.OnLeave},
		"vouched":          {rule.Cell{State: rule.Present, Vouched: true}, attendance.Here},
		"made up":          {rule.Cell{State: rule.MadeUp, Was: rule.Late, Came: 1, Late: 301}, attendance.Here},
		"corrected away":   {rule.Cell{State: rule.Absent, Was: rule.Late, Came: 1, Late: 301}, attendance.NotSeen},
	} {
		if got := attendance.PlaceOf(c.cell); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
