package book

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/a-h/templ"

	"yunka/server/reason"
	"yunka/views/console"
	dashboardview "yunka/views/gate/dashboard"
	"yunka/views/msg"
)

func counts() dashboardview.Counts {
	return dashboardview.Counts{Scans: 1197, In: 1142, Out: 38, Denied: 17, ToConfirm: 3, Came: 1142, Expected: 1318, Inside: 1104, PupilsInside: 1021, Oldest: at(7, 38, 0), AsOf: at(7, 46, 8)}
}

// arrived is a morning: pupils come in a wave around a minute of the day.
func arrived(day time.Time, all, peak, until int) dashboardview.Curve {
	c := dashboardview.Curve{Day: day, Exists: true}
	for slot := range until / dashboardview.SlotMinutes {
		x := float64((slot+1)*dashboardview.SlotMinutes-peak) / 8
		n := int(float64(all) / (1 + math.Exp(-x)))
		if n < 4 {
			n = 0
		}
		c.Came = append(c.Came, n)
	}
	return c
}

// dashboard is a Monday morning at 07:46.
func dashboard() dashboardview.LiveView {
	day := at(0, 0, 0)
	v := dashboardview.LiveView{
		Shell: shell(), HasPeople: true, Counts: counts(), Feed: rows(), Terminals: terminals()[:4],
		Day:      dashboardview.DayNav{Day: day, Before: "/console?day=2026-11-22", After: "/console", Today: "/console", Max: "2026-11-23"},
		Gates:    []console.Option{{Value: "g1", Text: southOne}, {Value: "g2", Text: southTwo}},
		Classes:  []console.Option{{Value: "c1", Text: "三(2)班"}, {Value: "c2", Text: "五(1)班"}},
		Arrivals: dashboardview.CurveChart{IsToday: true, Expected: 1318, Today: arrived(day, 1290, 450, 470), Before: []dashboardview.Curve{arrived(day.AddDate(0, 0, -1), 12, 540, 1440), arrived(day.AddDate(0, 0, -7), 1284, 456, 1440)}},
		Minutes:  dashboardview.BarChart{Step: time.Minute, Live: true},
		Waiting:  []console.Row{rows()[4]},
		Late:     dashboardview.LateChecks{N: 3, Since: at(7, 38, 0)},
		Groups: []dashboardview.GroupBar{
			{Name: "三年级", Inside: 402, Left: 8, Came: 410, Classes: []dashboardview.GroupBar{{Name: "三年级1班", Inside: 200, Left: 4, Came: 204}, {Name: "三年级2班", Inside: 202, Left: 4, Came: 206}}},
			{Name: "五年级", Inside: 619, Left: 12, Came: 631, Classes: []dashboardview.GroupBar{{Name: "五年级1班", Inside: 619, Left: 12, Came: 631}}},
		},
	}
	v.Shell.Rail = rail(3, 2, 0, false)
	for i := range 60 {
		v.Minutes.Bars = append(v.Minutes.Bars, dashboardview.Bar{At: at(6, 47, 0).Add(time.Duration(i) * time.Minute), N: int(52 * math.Exp(-math.Pow(float64(i-50)/16, 2)))})
	}
	return v
}

// live draws a view with its reasons in the page's own language.
func live(v dashboardview.LiveView) templ.Component {
	return in(func(ctx context.Context) templ.Component {
		v := v
		if v.Counts.Denied > 0 {
			for _, r := range []struct {
				code reason.Code
				n    int
			}{{reason.CodeAlreadyUsed, 7}, {reason.PermOutsideSchedule, 4}, {reason.CardFrozen, 3}, {reason.CodeExpired, 2}, {reason.CodeWrongSchool, 1}} {
				v.Reasons = append(v.Reasons, dashboardview.ReasonBar{Text: msg.Result(ctx, deny, r.code), N: r.n})
			}
		}
		return dashboardview.Live(v)
	})
}

func dashboardLeaves() []Leaf {
	night := dashboard()
	night.Shell.Page.Theme = "dark"

	calm := shell()
	calm.Rail, calm.Schools = rail(0, 0, 0, false), nil
	quiet := dashboardview.LiveView{Shell: calm, HasPeople: true, Day: dashboard().Day, Counts: dashboardview.Counts{AsOf: at(6, 0, 0)}, Minutes: dashboardview.BarChart{Step: time.Minute, Live: true},
		Arrivals: dashboardview.CurveChart{IsToday: true, Before: []dashboardview.Curve{{Day: at(0, 0, 0).AddDate(0, 0, -1)}, {Day: at(0, 0, 0).AddDate(0, 0, -7)}}}}
	for i := range 60 {
		quiet.Minutes.Bars = append(quiet.Minutes.Bars, dashboardview.Bar{At: at(5, 1, 0).Add(time.Duration(i) * time.Minute)})
	}
	empty := quiet
	empty.HasPeople = false

	filtered := dashboard()
	filtered.Filter = dashboardview.Filter{Gate: "g1", Class: "c1", Decision: "DENY", Query: "陈"}
	filtered.Feed = nil

	past := dashboard()
	past.Shell.Page.Live, past.Waiting, past.Terminals, past.Counts.Expected = "", nil, nil, 0
	past.Day = dashboardview.DayNav{Day: at(0, 0, 0).AddDate(0, 0, -7), Past: true, Before: "/console?day=2026-11-15", After: "/console?day=2026-11-17", Today: "/console", Max: "2026-11-23"}
	past.Counts.Past = true
	past.Filter = dashboardview.Filter{Person: "p2", PersonName: longer}
	past.Arrivals = dashboardview.CurveChart{Today: arrived(past.Day.Day, 1284, 456, 1440), Before: []dashboardview.Curve{{Day: past.Day.Day.AddDate(0, 0, -1)}, arrived(past.Day.Day.AddDate(0, 0, -7), 1290, 452, 1440)}}
	past.Minutes = dashboardview.BarChart{Step: 15 * time.Minute}
	for i := range 96 {
		past.Minutes.Bars = append(past.Minutes.Bars, dashboardview.Bar{At: past.Day.Day.Add(time.Duration(i) * 15 * time.Minute), N: int(610*math.Exp(-math.Pow(float64(i-31)/2.2, 2)) + 540*math.Exp(-math.Pow(float64(i-66)/1.8, 2)))})
	}

	full := dashboard()
	full.Feed, full.Terminals, full.Waiting, full.Groups = nil, nil, nil, nil
	for i := range 100 {
		r := rows()[i%5]
		r.ID = fmt.Sprint("n", i)
		if i%7 == 0 && r.Name != "" {
			r.Name, r.Gate = longer, "东校区体育馆与游泳馆之间的消防应急通道 2 号闸"
		}
		full.Feed = append(full.Feed, r)
	}
	for i := range 24 {
		t := terminals()[2]
		t.ID, t.Name = fmt.Sprint("x", i), fmt.Sprintf("东校区体育馆与游泳馆之间的通道 %d 号闸", i+1)
		full.Terminals = append(full.Terminals, t)
	}
	for i := range 12 {
		full.Groups = append(full.Groups, dashboardview.GroupBar{Name: fmt.Sprintf("国际部双语实验 %d 年级", i+1), Inside: 1500 + i, Left: 20 * i, Came: 1700})
	}
	full.Counts = dashboardview.Counts{Scans: 61204, In: 20188, Out: 19950, Denied: 1066, ToConfirm: 128, Inside: 18342, PupilsInside: 17011, Oldest: at(7, 1, 0), AsOf: at(7, 46, 8)}

	wall := dashboardview.WallView{Page: shell().Page, Arrivals: dashboard().Arrivals, Figures: dashboardview.WallNumbers{Day: at(0, 0, 0), Came: 1021, Expected: 1318, Inside: 1104, In: 1142, Out: 38, Online: 4, Alarms: 1}}
	wall.Page.Theme, wall.Page.Live, wall.Page.AsOf = "dark", "/live?topics=wall:s1&since=41", at(7, 46, 8)
	for i, role := range []string{"student", "student", "teacher", "student", "parent", "student", "student"} {
		wall.Last = append(wall.Last, console.Row{At: at(7, 46, 2).Add(-time.Duration(i) * 5 * time.Second), Role: role, Gate: southOne, Direction: "in"})
	}
	bare := wall
	bare.Last, bare.Figures, bare.Arrivals = nil, dashboardview.WallNumbers{Day: at(0, 0, 0), Online: 2}, quiet.Arrivals

	hang := wall
	hang.MayHang, hang.SchoolID, hang.Screens = true, "s1", 2

	return []Leaf{
		tablet("console-wall-hang", dashboardview.Wall(hang)),
		desk("console-live", live(dashboard())),
		desk("console-live-dark", live(night)),
		desk("console-live-quiet", live(quiet)),
		desk("console-live-filtered", live(filtered)),
		desk("console-live-past", live(past)),
		desk("console-live-full", live(full)),
		phone("console-live-phone", live(dashboard())),
		desk("console-start", live(empty)),
		tablet("console-wall", dashboardview.Wall(wall)),
		tablet("console-wall-quiet", dashboardview.Wall(bare)),
	}
}
