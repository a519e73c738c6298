package book

import (
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yunka/views/attendance/days"
)

// dayLeaves are a person's days: a day, a month, a request and its answer.
func dayLeaves() []Leaf {
	child := days.Person{ID: "p1", Name: "林知夏", Class: "三(2)班", Own: true}
	both := []days.Sibling{{ID: "p1", Name: "林知夏", Class: "三(2)班", Current: true}, {ID: "p2", Name: "林沐阳", Class: "一(4)班"}}
	one := func(d days.Day, others []days.Sibling) templ.Component {
		p := page()
		p.AsOf, p.Live = at(16, 40, 12), "/live?topics=attendance-ask%3Ap1.2026-11-23&since=41"
		return days.DayPage(days.DayView{Page: p, Person: child, Others: others, Prev: "2026-11-22", Day: d})
	}
	full := childDay()
	corrected := full
	corrected.Today, corrected.Closed = false, true
	corrected.Sessions = append([]days.Session{}, full.Sessions...)
	corrected.Sessions[0].State, corrected.Sessions[0].Was = "made_up", "late"
	corrected.Requests = []days.Request{answered()}
	corrected.Line = append([]days.Entry{{At: at(20, 10, 2), Kind: "accepted", What: "made_up", By: "方老师", Session: "上午"}, {At: at(19, 5, 31), Kind: "asked", By: "周文静", Session: "上午"}}, full.Line...)
	silent := full
	silent.Presence, silent.Line = days.Presence{}, nil
	silent.Silent = []days.SilentGate{{Name: "东门 1 号闸", Since: at(7, 31, 0)}, {Name: long}}
	silent.Sessions = []days.Session{{ID: "s1", Name: "上午", Starts: "07:45", OnTime: "07:50", Ends: "11:40", State: "pending", Begun: true, Waits: true},
		{ID: "s2", Name: "下午", Starts: "13:30", OnTime: "13:35", Ends: "16:30", State: "pending"}}
	asked := full
	asked.Requests = []days.Request{waitingRequest()}
	night := dark()
	night.Live = "/live?topics=attendance-ask%3Ap1.2026-11-23&since=41"
	stranger := full
	stranger.Asks = false
	all := []Leaf{
		phone("day", one(full, both)),
		phone("day-dark", days.DayPage(days.DayView{Page: night, Person: child, Others: both, Prev: "2026-11-22", Next: "2026-11-24", Day: full})),
		phone("day-asked", one(asked, nil)),
		phone("day-corrected", one(corrected, nil)),
		phone("day-silent", one(silent, nil)),
		phone("day-holiday", one(days.Day{Person: "p1", Date: "2026-11-23", At: full.At, Today: true, Without: days.NoSchool, Name: "国庆节", Next: full.At.Add(48 * time.Hour)}, nil)),
		phone("day-nobody", one(days.Day{Person: "p1", Date: "2026-11-23", At: full.At, Without: days.NoSessions}, nil)),
		phone("day-staff", days.DayPage(days.DayView{Page: page(), Person: days.Person{ID: "p1", Name: long, Class: "三(2)班"}, Staff: true, Prev: "2026-11-22", Day: stranger})),
	}
	month := days.MonthView{Page: page(), Person: child, Others: both, Month: time.Date(2026, 11, 1, 12, 0, 0, 0, at(0, 0, 0).Location()), Prev: "2026-10", Cells: novemberDays(),
		Totals: days.Totals{Expected: 16, Attended: 125, Leave: 25, Absent: 10, Late: 2, LateFor: 900, Early: 1, Missing: 1, Open: 1, Corrected: 1}, Requests: []days.Request{answered()}}
	month.Page.AsOf = at(19, 5, 0)
	black := month
	black.Page = dark()
	empty := days.MonthView{Page: page(), Person: days.Person{ID: "p3", Name: longer, Own: true}, Month: month.Month, Prev: "2026-10", Cells: ahead()}
	all = append(all, phone("month", days.MonthPage(month)), phone("month-dark", days.MonthPage(black)), desk("month-desk", days.MonthPage(month)), phone("month-empty", days.MonthPage(empty)))

	ask := days.AskView{Page: page(), Person: child, Date: "2026-11-23", At: full.At, Session: full.Sessions[0], Used: 1, PerMonth: 3, MaxNote: 200, Until: full.At.Add(72 * time.Hour), Answer: full.At.Add(72 * time.Hour)}
	wrong := ask
	wrong.Field, wrong.Error, wrong.Note = "evidence", long, strings.Repeat(long+" ", 4)
	late := ask
	late.Why = "correction_late"
	staffAsk := ask
	staffAsk.Staff, staffAsk.Closed = true, true
	open := waitingRequest()
	sent := ask
	sent.Requested = &open
	all = append(all, phone("ask", days.AskPage(ask)), phone("ask-wrong", days.AskPage(wrong)), phone("ask-too-late", days.AskPage(late)), phone("ask-staff", days.AskPage(staffAsk)), phone("ask-sent", days.AskPage(sent)))

	request := days.RequestView{Page: page(), Request: waitingRequest(), Session: full.Sessions[0], Person: days.Person{ID: "p1", Name: "林知夏", Class: "三(2)班"}, Line: full.Line, Past: []days.Request{answered()}, Answers: true, Returned: "/corrections"}
	request.Request.Note, request.Request.Evidence = strings.Repeat("南门 "+long+" ", 6), false
	mine := request
	mine.Answers, mine.Mine, mine.Person.Own = false, true, true
	second := request
	second.Answers, second.Request = false, answered()
	second.Page.Problem = "方老师"
	refusal := request
	refusal.Fault, refusal.Late, refusal.Closed = "方老师", true, true
	list := []days.Request{waitingRequest(), waitingRequest()}
	list[1].ID, list[1].Name, list[1].Was, list[1].Reason = "r9", long, "absent", "excused"
	all = append(all, phone("request", days.RequestPage(request)), phone("request-mine", days.RequestPage(mine)), phone("request-second", days.RequestPage(second)), phone("request-refusal", days.RequestPage(refusal)),
		phone("corrections", days.ListPage(days.ListView{Page: page(), Requests: list, Done: []days.Request{answered()}})),
		phone("corrections-none", days.ListPage(days.ListView{Page: page()})))
	office := days.OfficeView{Shell: shell(), Requests: list, Done: []days.Request{answered()}, Until: "2026-11-22", Open: 3,
		Closings: []days.Closing{{Until: full.At.Add(-240 * time.Hour), By: "陈思远", At: at(9, 0, 0)}}}
	all = append(all, desk("corrections-office", days.Office(office)), phone("corrections-office-phone", days.Office(office)), desk("corrections-office-none", days.Office(days.OfficeView{Shell: shell(), Until: "2026-11-22"})))
	return all
}

// childDay is a day that began late and ended well.
func childDay() days.Day {
	return days.Day{Person: "p1", Date: "2026-11-23", At: at(12, 0, 0), Asks: true, Today: true,
		Presence: days.Presence{Way: "out", At: at(16, 36, 5), Where: "东门 2 号闸"},
		Sessions: []days.Session{
			{ID: "s1", Name: "上午", Starts: "07:45", OnTime: "07:50", Ends: "11:40", State: "late", Late: 321, Came: at(7, 50, 21), CameAt: southOne, Begun: true},
			{ID: "s2", Name: "下午", Starts: "13:30", OnTime: "13:35", Ends: "16:30", State: "present", Came: at(13, 22, 0), Left: at(16, 36, 5), LeftAt: "东门 2 号闸", Vouched: true, Begun: true},
		},
		Line: []days.Entry{
			{At: at(16, 36, 5), Kind: "out", Where: "东门 2 号闸"},
			{At: at(13, 31, 40), Kind: "marked", What: "here", By: "方老师", Session: "下午"},
			{At: at(7, 52, 1), Kind: "unmarked", What: "coming", Session: "上午"},
			{At: at(7, 49, 1), Kind: "marked", What: "coming", By: long, Session: "上午"},
			{At: at(7, 50, 21), Kind: "in", Where: "东校区体育馆与游泳馆之间的消防应急通道 2 号闸"},
		}}
}

func waitingRequest() days.Request {
	return days.Request{ID: "r1", Person: "p1", Name: "林知夏", Class: "三(2)班", Day: at(12, 0, 0), Date: "2026-11-23", Session: "上午", Was: "late", Wanted: "made_up", Reason: "on_time",
		State: "open", AskedBy: "周文静", AskedAt: at(19, 5, 31), Until: at(12, 0, 0).Add(72 * time.Hour)}
}

func answered() days.Request {
	r := waitingRequest()
	r.ID, r.Day, r.Date, r.State, r.DecidedBy, r.DecidedAt, r.Answer = "r2", at(12, 0, 0).Add(-96*time.Hour), "2026-11-19", "accepted", "方老师", at(9, 20, 0), "方老师"
	return r
}

// novemberDays are a month with a day of each kind.
func novemberDays() (list []days.Cell) {
	states := map[int][]string{2: {"present", "present"}, 3: {"present", "present"}, 4: {"made_up", "present"}, 5: {"present", "present"}, 6: {"official", "official"},
		9: {"present", "present"}, 10: {"leave", "leave"}, 11: {"leave", "leave"}, 12: {"leave", "present"}, 13: {"absent", "absent"}, 16: {"present", "early"}, 17: {"late", "present"},
		18: {"present", "present"}, 19: {"present", "missing_out"}, 20: {"pending", "pending"}, 23: {"late", "present"}}
	kinds := map[int]string{4: days.DayFixed, 6: days.DayAway, 10: days.DayLeave, 11: days.DayLeave, 12: days.DayHalf, 13: days.DayAbsent, 16: days.DayEarly, 17: days.DayLate, 19: days.DayMissing, 20: days.DayOpen, 23: days.DayLate}
	for i := range 30 {
		c := days.Cell{At: time.Date(2026, 11, i+1, 12, 0, 0, 0, at(0, 0, 0).Location()), Kind: days.DayPresent, Today: i == 22}
		c.Date = c.At.Format(time.DateOnly)
		for j, state := range states[i+1] {
			s := days.Session{ID: fmt.Sprint("s", j), Name: []string{"上午", "下午"}[j], State: state, Begun: true, Waits: state == "pending", Excuse: "sick"}
			if state == "late" {
				s.Late = 540
				c.Late = 540
			}
			if state == "early" {
				s.Early = 1200
			}
			c.Sessions = append(c.Sessions, s)
		}
		switch w := c.At.Weekday(); {
		case kinds[i+1] != "":
			c.Kind = kinds[i+1]
		case i == 27:
			c.Kind, c.Name = days.DayMakeUp, "春节调休补课"
		case w == time.Saturday || w == time.Sunday:
			c.Kind = days.DayOff
		case i > 22:
			c.Kind = days.DayAhead
		}
		if i == 0 {
			c.Name = "国庆节"
		}
		list = append(list, c)
	}
	return list
}

// ahead is a month that has not begun.
func ahead() (list []days.Cell) {
	for _, c := range novemberDays() {
		c.Sessions, c.Today = nil, false
		if c.Kind != days.DayOff && c.Kind != days.DayMakeUp {
			c.Kind = days.DayAhead
		}
		list = append(list, c)
	}
	return list
}
