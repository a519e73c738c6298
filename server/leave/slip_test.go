package leave_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"yunka/server/scan/scantest"
	view "yunka/views/leave"
)

// number is what stands on the slip of the newest leave.
func (s school) number() string {
	return s.Text("SELECT number FROM leave_request ORDER BY asked_at DESC, id DESC LIMIT 1")
}

// A pupil without a phone goes out with the number of a slip, once, after a guard has
// looked: the leave is used up by that exit. What opens nothing is said in words.
func TestASlipOpensOnce(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.admin.Post("/console/leave", nil, "controlled", "1").Has(t, 303)
		desk := s.Tablet(s.Mine, s.Mine.GateOut, true)
		s.SetPIN(s.Mine, s.Guard, "274913")
		find := func(number string) (v view.AtDesk) {
			t.Helper()
			a := desk.JSON("/kiosk/leave", fmt.Sprintf(`{"number":%q}`, number))
			a.Has(t, 200)
			if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
				t.Fatal(err)
			}
			return v
		}
		one := s.ask(s.parent, "from", "12:05", "to", "13:00", "collects", "外婆")
		s.parent.Get(one+"/slip").Has(t, 404) // not approved
		s.teacher.Post(one+"/approve", nil).Has(t, 303)
		number := s.number()
		s.parent.Get(one).Has(t, 200, one+"/slip")
		s.parent.Get(one+"/slip").Has(t, 200, number[:3]+" "+number[3:], "林知夏", "外婆", "12:05–13:00", s.teacherName())
		s.As(s.Alien.Person).Get(one+"/slip").Has(t, 404)

		desk.JSON("/kiosk/leave", fmt.Sprintf(`{"number":%q}`, number)).Has(t, 403) // nobody is on duty
		desk.JSON("/kiosk/duty", `{"pin":"274913"}`).Has(t, 200)
		if v := find("12"); v.OK || v.Person != nil || !strings.Contains(v.Say, "没有这个号码") {
			t.Errorf("no number: %+v", v)
		}
		other := s.Tablet(s.Other, s.Other.GateOut, true)
		s.SetPIN(s.Other, s.Other.Holder(t, "guard"), "718293")
		other.JSON("/kiosk/duty", `{"pin":"718293"}`).Has(t, 200)
		other.JSON("/kiosk/leave", fmt.Sprintf(`{"number":%q}`, number)).Has(t, 200, "没有这个号码")

		v := find(number)
		if !v.OK || v.Person == nil || v.Person.Name != "林知夏" || !strings.Contains(strings.Join(v.Lines, " "), "由外婆接") {
			t.Fatalf("a good number: %+v", v)
		}
		s.Office.Pass(10 * time.Second)
		a := scantest.Decode(t, []byte(desk.JSON("/kiosk/manual", fmt.Sprintf(`{"key":%q,"person":%q,"reason":"slip","pin":"274913"}`, s.Mine.Key(), v.Person.ID)).Body))
		if !a.Open || !strings.Contains(a.Detail, "13:00 前回来") {
			t.Fatalf("recorded by hand: %+v", a)
		}
		if v := find(number); v.OK || !strings.Contains(v.Say, "已经用过") {
			t.Errorf("a used number: %+v", v)
		}
		desk.JSON("/kiosk/manual", fmt.Sprintf(`{"key":%q,"person":%q,"reason":"slip","pin":"274913"}`, s.Mine.Key(), s.Pupil.Person)).Has(t, 200, "LEAVE_REQUIRED")
		s.parent.Get(one+"/slip").Has(t, 200, "已经用过")

		soon := s.ask(s.parent, "from", "14:30", "to", "14:50")
		s.teacher.Post(soon+"/approve", nil).Has(t, 303)
		if v := find(s.number()); v.OK || !strings.Contains(v.Say, "还没到时间") {
			t.Errorf("too early: %+v", v)
		}
		s.parent.Post(soon+"/end", nil).Has(t, 303)
		if v := find(s.number()); v.OK || !strings.Contains(v.Say, "已经取消") {
			t.Errorf("cancelled: %+v", v)
		}
		s.Verified()
	})
}

// Who tries numbers is stopped, also before one that is good.
func TestNumbersAreNotGuessed(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		desk := s.Tablet(s.Mine, s.Mine.GateOut, true)
		s.SetPIN(s.Mine, s.Guard, "274913")
		desk.JSON("/kiosk/duty", `{"pin":"274913"}`).Has(t, 200)
		s.teacher.Post(s.ask(s.parent)+"/approve", nil).Has(t, 303)
		good := fmt.Sprintf(`{"number":%q}`, s.number())
		for range 20 {
			desk.JSON("/kiosk/leave", `{"number":"none"}`).Has(t, 200)
		}
		desk.JSON("/kiosk/leave", `{"number":"none"}`).Has(t, 429)
		desk.JSON("/kiosk/leave", good).Has(t, 429)
		s.Office.Pass(16 * time.Minute)
		desk.JSON("/kiosk/duty", `{"pin":"274913"}`).Has(t, 200)
		desk.JSON("/kiosk/leave", good).Has(t, 200, "林知夏")
	})
}

func (s school) teacherName() string {
	return s.Text("SELECT name FROM person WHERE id = ?", s.Teacher.Person)
}
