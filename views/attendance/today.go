package attendance

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yunka/views/console"
	"yunka/views/msg"
	"yunka/views/ui"
)

// RailToday is the office's line for today's attendance.
var RailToday = console.RailItem{Group: console.RailNow, Order: 15, Key: "attendance", Path: "/attendance", Icon: ui.IconCheck, Text: navToday}

// TodayView is GET /console/attendance.
type TodayView struct {
	Shell console.Shell
	Today Today
}

// Today is how a school's day stands. Times are in the school's zone.
type Today struct {
	School     string
	AsOf       time.Time
	NoSessions bool // nobody has said when whom is expected
	SchoolDay  bool
	DayName    string    // what the calendar calls it
	Next       time.Time // the next school day, when this is none

	Starts, OnTime time.Time // of the first session
	Begun          bool      // the first grace is over: who is not there is missing
	All            Tally
	Staff          Tally
	HasStaff       bool
	Classes        []ClassDay // in the order of the school
	Silent         []SilentTerminal
	Unused         bool     // no terminal was ever used: nothing is known
	Cardless       int      // pupils whom no terminal can see
	Lost           []LostIn // classes with pupils who are at school and not in their lesson
	Curve          Curve
}

// Tally counts people; the parts add up.
type Tally struct {
	OnTime, Late    int
	Leave           int
	Unknown, Absent int // not there: not yet known, and known
}

// Add adds two tallies.
func (t Tally) Add(o Tally) Tally {
	return Tally{t.OnTime + o.OnTime, t.Late + o.Late, t.Leave + o.Leave, t.Unknown + o.Unknown, t.Absent + o.Absent}
}

// Here, Missing and Expected are the sums that a page says: expected are here,
// missing and on leave.
func (t Tally) Here() int     { return t.OnTime + t.Late }
func (t Tally) Missing() int  { return t.Unknown + t.Absent }
func (t Tally) Expected() int { return t.Here() + t.Missing() + t.Leave }

// rate is the share that is here, in tenths of a percent, rounded half up.
func (t Tally) rate() string {
	if t.Expected() == 0 {
		return ""
	}
	n := (t.Here()*2000 + t.Expected()) / (2 * t.Expected())
	return fmt.Sprintf("%d.%d%%", n/10, n%10)
}

// ClassDay is a class today.
type ClassDay struct {
	ID, Name, Grade string
	Tally
	Begun bool // its grace is over
}

// state is the worst that is true: absent, missing, late, all, waiting.
func (c ClassDay) state() string {
	switch {
	case c.Absent > 0:
		return "absent"
	case !c.Begun && c.Missing() > 0:
		return "waiting"
	case c.Missing() > 0:
		return "missing"
	case c.Late > 0:
		return "late"
	}
	return "all"
}

func (c ClassDay) icon() ui.Name {
	switch c.state() {
	case "absent":
		return ui.IconDenied
	case "missing", "waiting":
		return ui.IconWaiting
	case "late":
		return ui.IconClock
	}
	return ui.IconCheck
}

// grades are the classes of each grade, in order.
func (t Today) grades() (list [][]ClassDay) {
	for _, c := range t.Classes {
		if n := len(list); n > 0 && list[n-1][0].Grade == c.Grade {
			list[n-1] = append(list[n-1], c)
		} else {
			list = append(list, []ClassDay{c})
		}
	}
	return list
}

func sum(classes []ClassDay) (t Tally) {
	for _, c := range classes {
		t = t.Add(c.Tally)
	}
	return t
}

// SilentTerminal could have seen people and has not told everything.
type SilentTerminal struct {
	ID, Name string
	Until    time.Time // zero: it never said
}

// LostIn is how many of a class were seen at school and are missing in the lesson.
type LostIn struct {
	ID, Name string
	N        int
}

// Line is how many had come by a minute of the day, rising.
type Line struct{ points []point }

type point struct{ minute, n int }

// Add says that n more came in the five minutes from a minute on; later ones come
// later.
func (l *Line) Add(minute, n int) {
	if len(l.points) > 0 {
		n += l.points[len(l.points)-1].n
	}
	l.points = append(l.points, point{minute + 5, n})
}

// at is how many had come by a minute.
func (l Line) at(minute int) (n int) {
	for _, p := range l.points {
		if p.minute <= minute {
			n = p.n
		}
	}
	return n
}

func (l Line) last() int {
	if len(l.points) == 0 {
		return 0
	}
	return l.points[len(l.points)-1].n
}

// Curve is today's arrivals against usual days: the band is from the least to the
// most of them, the dashed line their median.
type Curve struct {
	Today          Line
	Usual          []Line
	Now            int // minute of the day
	Expected       int
	Starts, OnTime time.Time
}

const (
	chartWide, chartHigh = 640, 240
	chartLeft, chartFoot = 44, 24
	chartTop             = 14
	curveStep            = 5 // minutes
)

// span is which minutes are shown: from before the first arrival to an hour after the
// start, and until now on a slow day; at most 6 hours.
func (c Curve) span() (from, to int) {
	from, to = 24*60, 0
	for _, l := range append(slices.Clone(c.Usual), c.Today) {
		if len(l.points) > 0 {
			from = min(from, l.points[0].minute-10)
		}
	}
	if !c.Starts.IsZero() {
		start := c.Starts.Hour()*60 + c.Starts.Minute()
		from, to = min(from, start-60), start+40
	}
	if from >= to {
		from, to = 7*60, 9*60
	}
	from = max(from, to-6*60) / 15 * 15
	return from, (to + 14) / 15 * 15
}

func (c Curve) top() int {
	top := c.Expected
	for _, l := range append(slices.Clone(c.Usual), c.Today) {
		top = max(top, l.last())
	}
	return max(top, 10)
}

func (c Curve) x(minute int) float64 {
	from, to := c.span()
	return chartLeft + float64(minute-from)/float64(to-from)*(chartWide-chartLeft-8)
}

func (c Curve) y(n int) float64 {
	const floor = chartHigh - chartFoot
	return floor - float64(n)/float64(c.top())*(floor-chartTop)
}

func (c Curve) path(at func(minute int) int, until int) string {
	var b strings.Builder
	from, to := c.span()
	for m := from; m <= min(to, until); m += curveStep {
		verb := "L"
		if b.Len() == 0 {
			verb = "M"
		}
		fmt.Fprintf(&b, "%s%.1f %.1f", verb, c.x(m), c.y(at(m)))
	}
	return b.String()
}

func (c Curve) today() string { return c.path(c.Today.at, c.Now/curveStep*curveStep) }

func (c Curve) median() string {
	return c.path(func(m int) int { return c.usual(m, func(sorted []int) int { return sorted[len(sorted)/2] }) }, 24*60)
}

func (c Curve) usual(minute int, pick func(sorted []int) int) int {
	if len(c.Usual) == 0 {
		return 0
	}
	list := make([]int, len(c.Usual))
	for i, l := range c.Usual {
		list[i] = l.at(minute)
	}
	slices.Sort(list)
	return pick(list)
}

// band is the area between the least and the most of usual days.
func (c Curve) band() string {
	var up, down []string
	from, to := c.span()
	for m := from; m <= to; m += curveStep {
		up = append(up, fmt.Sprintf("%.1f %.1f", c.x(m), c.y(c.usual(m, func(s []int) int { return s[len(s)-1] }))))
		down = append(down, fmt.Sprintf("%.1f %.1f", c.x(m), c.y(c.usual(m, func(s []int) int { return s[0] }))))
	}
	slices.Reverse(down)
	return "M" + strings.Join(append(up, down...), "L") + "Z"
}

// hours are the quarter hours under the curve, at most eight of them.
func (c Curve) hours() (list []tick) {
	from, to := c.span()
	step := 15
	for (to-from)/step > 8 {
		step *= 2
	}
	for m := from; m <= to; m += step {
		list = append(list, tick{fmt.Sprintf("%.1f", min(c.x(m), chartWide-18)), fmt.Sprint(chartHigh - 6), fmt.Sprintf("%02d:%02d", m/60, m%60)})
	}
	return list
}

type tick struct{ x, y, text string }

// levels are the lines behind the curve.
func (c Curve) levels() (list []tick) {
	step := 1
	for c.top()/step > 4 {
		switch {
		case c.top()/(step*2) <= 4:
			step *= 2
		case c.top()/(step*5) <= 4:
			step *= 5
		default:
			step *= 10
		}
	}
	for n := 0; n <= c.top(); n += step {
		list = append(list, tick{"", fmt.Sprintf("%.1f", c.y(n)), msg.Count(n)})
	}
	return list
}

// rows are the numbers of the curve, each quarter of an hour until now.
func (c Curve) rows() (list []curveRow) {
	from, to := c.span()
	for m := from; m <= to; m += 15 {
		r := curveRow{time: fmt.Sprintf("%02d:%02d", m/60, m%60), usual: "—", today: "—"}
		if m <= c.Now {
			r.today = msg.Count(c.Today.at(m))
		}
		if len(c.Usual) > 0 {
			r.usual = msg.Count(c.usual(m, func(s []int) int { return s[len(s)/2] }))
		}
		list = append(list, r)
	}
	return list
}

type curveRow struct{ time, today, usual string }

func (c Curve) mark(at time.Time) string { return fmt.Sprintf("%.1f", c.x(at.Hour()*60+at.Minute())) }

func (c Curve) dot() (x, y string) {
	_, to := c.span()
	m := min(c.Now/curveStep*curveStep, to)
	return fmt.Sprintf("%.1f", c.x(m)), fmt.Sprintf("%.1f", c.y(c.Today.at(m)))
}
