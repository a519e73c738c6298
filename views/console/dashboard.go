package console

import (
	"context"
	"net/url"
	"time"

	"yunka/server/reason"
)

// LiveView is GET /console: what happens now, or with Day.Past what a day was
// like. With no people it says how to begin.
type LiveView struct {
	Shell     Shell
	Day       DayNav
	Filter    Filter
	Gates     []Option
	Classes   []Option
	Counts    Counts
	Arrivals  CurveChart
	Minutes   BarChart
	Groups    []GroupBar
	Reasons   []ReasonBar
	Feed      []Row // newest first, at most 100
	Waiting   []Row // CONFIRMs that nobody has ended, oldest first
	Terminals []Terminal
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

// Row is one scan in the feed: id scan-<ID>.
type Row struct {
	ID         string
	At         time.Time
	PersonID   string // "" when nobody was identified
	Name       string
	Class      string
	ClassID    string
	Role       string // code
	Gate       string
	GateID     string
	Terminal   string
	Direction  string // in, out, unknown
	Zone       string // within the school; "" is the school itself
	Decision   reason.Decision
	Reason     reason.Code
	PersonPath string // of the person's page; "" for none
}

// Counts of a day, in the element #counts.
type Counts struct {
	Scans, In, Out, Denied, ToConfirm int
	Inside, PupilsInside              int // by last direction
	Oldest                            time.Time
	AsOf                              time.Time
	Past                              bool
}

// silence and clock are what makes a terminal worth a look. A terminal that has
// never beaten is a plain reader, whose silence says nothing; one that was
// silent already yesterday is switched off, not lost.
func (t Terminal) silent() bool { return t.State == Offline && !t.NoClock && t.Today }

func (t Terminal) skewed() bool { return t.State == Online && !t.NoClock && clockWrong(t.Offset) }

// Alarm says that somebody has to look at the terminal.
func (t Terminal) Alarm() bool { return t.silent() || t.skewed() }

// AlarmsIn counts.
func AlarmsIn(rows []Terminal) (n int) {
	for _, t := range rows {
		if t.Alarm() {
			n++
		}
	}
	return n
}

func onlineIn(rows []Terminal) (n int) {
	for _, t := range rows {
		if t.State == Online {
			n++
		}
	}
	return n
}

const alarmsShown = 3

func alarms(rows []Terminal) (list []Terminal) {
	for _, t := range rows {
		if t.Alarm() {
			list = append(list, t)
		}
	}
	return list
}

func alarmText(ctx context.Context, t Terminal) (what, do string) {
	if t.silent() {
		return alarmSilent(ctx, t.Name, t.LastAt), alarmDo(ctx)
	}
	return alarmClock(ctx, t.Name, t.Offset), alarmClockDo(ctx)
}

func insideWord(ctx context.Context, past bool) string {
	if past {
		return insideAtEnd(ctx)
	}
	return insideNow(ctx)
}

func scansWord(ctx context.Context, past bool) string {
	if past {
		return scansOfDay(ctx)
	}
	return scansToday(ctx)
}
