package dashboard

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yunka/views/msg"
)

// Charts are drawn here, as SVG without script or style: the same markup prints,
// morphs over the socket and keeps to the content policy. Each has its numbers
// in a table under it.

// Bar is the scans of a short while.
type Bar struct {
	At time.Time
	N  int
}

// BarChart is scans over time. The last bar of a Live one is not over yet: it is
// drawn as an outline, or it would always look like a collapse.
type BarChart struct {
	Step time.Duration
	Bars []Bar
	Live bool
}

// Slots of a wall-clock day, five minutes each: days are compared by what the
// clock on the wall says, also when one of them has 25 hours.
const Slots = 24 * 60 / SlotMinutes

// SlotMinutes is how long a slot is.
const SlotMinutes = 5

// Curve is how many pupils had come by the end of each slot of a day.
type Curve struct {
	Day    time.Time
	Came   []int // cumulative; no more than Slots
	Exists bool  // there were scans on that day
}

// last is the end of the curve.
func (c Curve) last() int {
	if len(c.Came) == 0 {
		return 0
	}
	return c.Came[len(c.Came)-1]
}

// CurveChart compares arrivals with other days.
type CurveChart struct {
	Today     Curve
	Before    []Curve // the day before, the same weekday a week before
	Expected  int     // pupils on the roll; 0: not known
	IsToday   bool
	SchoolDay time.Time
}

// ReasonBar is how often something was refused for a reason.
type ReasonBar struct {
	Text string
	N    int
}

// GroupBar is a grade, or a role, by last direction.
type GroupBar struct {
	Name               string
	Inside, Left, Came int
	Classes            []GroupBar
}

const (
	chartWide, chartHigh         = 640, 150
	barsWide                     = 430 // bars stand beside the curve, in less room
	chartLeft, chartTop          = 44, 22
	chartFoot                    = 24
	plotWide, plotHigh           = chartWide - chartLeft - 8, chartHigh - chartTop - chartFoot
	barsPlot                     = barsWide - chartLeft - 8
	floor                        = chartTop + plotHigh
	firstHour, lastHour, minSpan = 6 * 60, 9 * 60, 60
)

// ceiling is a round number that nothing is above, and the step of its lines.
func ceiling(highest int) (top, step int) {
	for unit := 1; ; unit *= 10 {
		for _, f := range []int{1, 2, 5} {
			if step = unit * f; step*4 >= highest {
				top = (highest + step - 1) / step * step
				return max(top, step), step
			}
		}
	}
}

// viewBox is the box of a chart of that width.
func viewBox(wide int) string { return fmt.Sprintf("0 0 %d %d", wide, chartHigh) }

func px(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func px0(v int) string { return strconv.Itoa(v) }

type rule struct{ y, textY, text string }

// rules are the horizontal lines.
func rules(top, step int) (list []rule) {
	for n := 0; n <= top; n += step {
		y := float64(floor) - float64(n)/float64(top)*plotHigh
		list = append(list, rule{px(y), px(y + 4), msg.Count(n)})
	}
	return list
}

type column struct {
	x, y, wide, high string
	open             bool
}

func (c BarChart) highest() (most Bar) {
	for _, b := range c.Bars {
		if b.N > most.N {
			most = b
		}
	}
	return most
}

func (c BarChart) rules() []rule { return rules(ceiling(c.highest().N)) }

func (c BarChart) x(i int) float64 {
	return chartLeft + float64(i)*barsPlot/float64(max(len(c.Bars), 1))
}

func (c BarChart) columns() (list []column) {
	top, _ := ceiling(c.highest().N)
	wide := barsPlot/float64(max(len(c.Bars), 1)) - 1.6
	for i, b := range c.Bars {
		open := c.Live && i == len(c.Bars)-1
		high := float64(b.N) / float64(top) * plotHigh
		if b.N == 0 {
			continue
		}
		if open {
			high = max(high, 6) // a lower outline would not be seen
		}
		col := column{x: px(c.x(i) + .8), y: px(floor - high), wide: px(wide), high: px(high), open: open}
		if open { // half of its stroke lies outside
			col.x, col.y, col.wide, col.high = px(c.x(i)+1.8), px(floor-high+1), px(max(wide-2, 1)), px(max(high-2, 1))
		}
		list = append(list, col)
	}
	return list
}

type mark struct {
	x, y, text, anchor string
	odd                bool // left out where there is little room
}

// marks are the times under the bars.
func (c BarChart) marks() (list []mark) {
	every := 15
	if c.Step >= 10*time.Minute {
		every = 240
	}
	for i, b := range c.Bars {
		if (b.At.Hour()*60+b.At.Minute())%every == 0 {
			list = append(list, mark{x: px(c.x(i)), y: px0(chartHigh - 6), text: msg.Clock(b.At), anchor: "middle", odd: len(list)%2 == 1})
		}
	}
	return list
}

// peak is the number over the highest bar.
func (c BarChart) peak() (m mark, ok bool) {
	most := c.highest()
	if most.N == 0 {
		return m, false
	}
	top, _ := ceiling(most.N)
	for i, b := range c.Bars {
		if b == most {
			x := min(max(c.x(i)+barsPlot/float64(len(c.Bars))/2, chartLeft+16), barsWide-20)
			return mark{x: px(x), y: px(floor - float64(most.N)/float64(top)*plotHigh - 6), text: msg.Count(most.N), anchor: "middle"}, true
		}
	}
	return m, false
}

func (c BarChart) summary(ctx context.Context) string {
	if c.highest().N == 0 {
		return chartNothing(ctx)
	}
	return chartPeak(ctx, c.highest().N, c.highest().At)
}

// span is which minutes of the day the curve shows: where somebody comes, and
// not less than an hour.
func (c CurveChart) span() (from, to int) {
	from, to = 24*60, 0
	most := 0
	for _, curve := range c.all() {
		most = max(most, curve.last())
	}
	for _, curve := range c.all() {
		if curve.last()*20 < most {
			continue // a Sunday says nothing about when a Monday begins
		}
		for slot, n := range curve.Came {
			// Some come at noon: the picture ends when nearly all are there.
			if n*100 > curve.last() && (slot == 0 || curve.Came[slot-1]*100 < curve.last()*98) {
				from, to = min(from, slot*SlotMinutes), max(to, (slot+2)*SlotMinutes)
			}
		}
	}
	if from > to {
		from, to = firstHour, lastHour
	}
	if c.IsToday { // what is now is always on it
		to = max(to, len(c.Today.Came)*SlotMinutes)
		if to-from > 12*60 {
			to = from + 12*60
		}
	}
	from, to = from/30*30, (to+29)/30*30
	if to-from < minSpan {
		to = from + minSpan
	}
	return from, min(to, 24*60)
}

func (c CurveChart) all() []Curve { return append([]Curve{c.Today}, c.Before...) }

func (c CurveChart) top() (top, step int) {
	most := 0
	for _, curve := range c.all() {
		most = max(most, curve.last())
	}
	return ceiling(most)
}

func (c CurveChart) rules() []rule { return rules(c.top()) }

func (c CurveChart) point(minute, n int) (x, y float64) {
	from, to := c.span()
	top, _ := c.top()
	return chartLeft + float64(minute-from)/float64(to-from)*plotWide, floor - float64(n)/float64(top)*plotHigh
}

// path draws a curve inside the span.
func (c CurveChart) path(curve Curve) string {
	from, to := c.span()
	var b strings.Builder
	for slot, n := range curve.Came {
		minute := (slot + 1) * SlotMinutes
		if minute < from || minute > to {
			continue
		}
		x, y := c.point(minute, n)
		if b.Len() == 0 {
			b.WriteString("M")
		} else {
			b.WriteString("L")
		}
		fmt.Fprintf(&b, "%.1f %.1f", x, y)
	}
	return b.String()
}

// here is where the day's own curve ends, and its number.
func (c CurveChart) here() (dot, text mark, ok bool) {
	from, to := c.span()
	n := min(len(c.Today.Came), to/SlotMinutes)
	if n == 0 || n*SlotMinutes < from || c.Today.last() == 0 {
		return dot, text, false
	}
	x, y := c.point(n*SlotMinutes, c.Today.Came[n-1])
	text = mark{x: px(x - 10), y: px(max(y-8, 14)), text: msg.Count(c.Today.Came[n-1]), anchor: "end"}
	if x < chartLeft+90 {
		text.x, text.anchor = px(x+10), "start"
	}
	return mark{x: px(x), y: px(y)}, text, true
}

func (c CurveChart) marks() (list []mark) {
	from, to := c.span()
	every := 30
	for (to-from)/every > 8 {
		every *= 2
	}
	for m := (from + every - 1) / every * every; m <= to; m += every {
		x, _ := c.point(m, 0)
		anchor := "middle"
		if x > chartWide-24 {
			anchor = "end"
		}
		list = append(list, mark{x: px(x), y: px0(chartHigh - 6), text: fmt.Sprintf("%02d:%02d", m/60%24, m%60), anchor: anchor, odd: len(list)%2 == 1})
	}
	return list
}

// at is how many had come by a minute of the day.
func (c Curve) at(minute int) (n int, known bool) {
	slot := minute/SlotMinutes - 1
	if !c.Exists || slot >= len(c.Came) {
		return 0, false
	}
	if slot < 0 {
		return 0, true
	}
	return c.Came[slot], true
}

// rows are the times of the table under the curve.
func (c CurveChart) rows() (list []int) {
	from, to := c.span()
	for m := from; m <= to; m += 15 {
		list = append(list, m)
	}
	return list
}

func clockOf(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

func came(curve Curve, minute int) string {
	n, known := curve.at(minute)
	if !known {
		return "—"
	}
	return msg.Count(n)
}

// compared says how the day goes against the others, at the same time of day.
func (c CurveChart) compared(ctx context.Context) string {
	n := len(c.Today.Came)
	if n == 0 {
		return ""
	}
	for _, other := range slices.Backward(c.Before) { // the same weekday says more than yesterday
		if was, known := other.at(n * SlotMinutes); known {
			return chartCompared(ctx, c.Today.last()-was, msg.Day(ctx, other.Day))
		}
	}
	return ""
}

func (c CurveChart) summary(ctx context.Context) string {
	if c.Today.last() == 0 {
		return chartNobody(ctx)
	}
	return chartCame(ctx, c.Today.last())
}

// share is a bar's width of 100.
func share(n, most int) string {
	if most == 0 {
		return "0"
	}
	return px(float64(n) / float64(most) * 100)
}

func mostOf(rows []ReasonBar) (most int) {
	for _, r := range rows {
		most = max(most, r.N)
	}
	return most
}

func widest(rows []GroupBar) (most int) {
	for _, r := range rows {
		most = max(most, r.Inside+r.Left)
	}
	return most
}
