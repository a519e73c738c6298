// Package dashboard draws what happens now: the console's first page with its
// charts, feed and terminals, and the wall.
package dashboard

import (
	"context"
	"net/url"
	"time"

	"yunka/views/console"
	"yunka/views/ui"
)

// LiveView is GET /console: what happens now, or with Day.Past what a day was
// like. With no people it says how to begin.
type LiveView struct {
	Shell     console.Shell
	Day       DayNav
	Filter    Filter
	Gates     []console.Option
	Classes   []console.Option
	Counts    Counts
	Arrivals  CurveChart
	Minutes   BarChart
	Groups    []GroupBar
	Reasons   []ReasonBar
	Feed      []console.Row // newest first, at most 100
	Waiting   []console.Row // CONFIRMs that nobody has ended, oldest first
	Late      LateChecks
	Terminals []console.Terminal
	HasPeople bool
}

// DayNav goes from day to day. Addresses are ?day=2026-11-23; none is today.
type DayNav struct {
	Day                  time.Time
	Past                 bool // not today
	Before, After, Today string
	Max                  string // today, for the input
}

func (d DayNav) value() string { return d.Day.Format(time.DateOnly) }

// Filter of the list: what the address says. The live stream sends every row to
// everyone who may see the console, and the page leaves out what does not fit.
type Filter struct {
	Gate, Class string // ids
	Decision    string // ALLOW, DENY, CONFIRM
	Query       string // part of a name
	Person      string // id
	PersonName  string
}

func (f Filter) set() bool {
	return f.Gate != "" || f.Class != "" || f.Decision != "" || f.Query != "" || f.Person != ""
}

// Values is the filter as an address has it, with the day.
func (f Filter) Values(day string) url.Values {
	q := url.Values{}
	for name, v := range map[string]string{"day": day, "gate": f.Gate, "class": f.Class, "decision": f.Decision, "q": f.Query, "person": f.Person} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q
}

// address of the page, or of another one below it, with this filter.
func (v LiveView) address(below string, f Filter) string {
	day := ""
	if v.Day.Past {
		day = v.Day.value()
	}
	if q := f.Values(day).Encode(); q != "" {
		return v.Shell.Path(below) + "?" + q
	}
	return v.Shell.Path(below)
}

// Counts of a day, in the element #counts.
type Counts struct {
	Scans, In, Out, Denied, ToConfirm int
	Came, Expected                    int // pupils who were seen; pupils on the roll, 0 of a day that is over
	Inside, PupilsInside              int // by last direction
	Oldest                            time.Time
	AsOf                              time.Time
	Past                              bool
}

// LateChecks are the CONFIRMs that have waited too long for somebody to look.
type LateChecks struct {
	N     int
	Since time.Time // the oldest
}

func onlineIn(rows []console.Terminal) (n int) {
	for _, t := range rows {
		if t.State == console.Online {
			n++
		}
	}
	return n
}

const alarmsShown = 3

func alarms(rows []console.Terminal) (list []console.Terminal) {
	for _, t := range rows {
		if t.Alarm() {
			list = append(list, t)
		}
	}
	return list
}

// alarmText says what is wrong with a terminal and what to do: of several things the one
// that stops most.
func alarmText(ctx context.Context, t console.Terminal) (what, do string) {
	switch {
	case t.WentSilent():
		return alarmSilent(ctx, t.Name, t.LastAt), alarmDo(ctx)
	case t.Reversed:
		return alarmReversed(ctx, t.Name), alarmReversedDo(ctx)
	case t.Unknown > 0:
		return alarmUnknown(ctx, t.Name, t.Unknown), alarmUnknownDo(ctx)
	}
	return alarmClock(ctx, t.Name, t.Offset), alarmClockDo(ctx)
}

func alarmIcon(t console.Terminal) ui.Name {
	switch {
	case t.WentSilent():
		return ui.IconOffline
	case t.Reversed, t.Unknown > 0:
		return ui.IconChip
	}
	return ui.IconClock
}

func insideWord(ctx context.Context, past bool) string {
	if past {
		return insideAtEnd(ctx)
	}
	return insideNow(ctx)
}

func cameWord(ctx context.Context, past bool) string {
	if past {
		return cameThatDay(ctx)
	}
	return wallCame(ctx)
}
