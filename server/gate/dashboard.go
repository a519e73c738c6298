package gate

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/reason"
	"yunka/server/scan/history"
	"yunka/server/stats"
	"yunka/server/web"
	frame "yunka/views/console"
	"yunka/views/gate/dashboard"
	"yunka/views/msg"
)

const (
	feedSize    = 100 // scans that the page shows; the script keeps as many
	waitingSize = 8

	checkPatience = 2 * time.Minute // after that a check that nobody ends is an alarm
)

// look is what a request for the dashboard asks to see.
type look struct {
	day    time.Time // an instant of the day
	past   bool
	filter dashboard.Filter
}

var errDay = fault.New(fault.Malformed, "day")

// lookOf reads the address. A day that has not come yet is today.
func lookOf(q url.Values, loc *time.Location, now time.Time) (look, error) {
	l := look{day: now, filter: dashboard.Filter{Gate: q.Get("gate"), Class: q.Get("class"), Decision: q.Get("decision"), Query: strings.TrimSpace(q.Get("q")), Person: q.Get("person")}}
	for _, v := range []string{l.filter.Gate, l.filter.Class, l.filter.Query, l.filter.Person} {
		if !utf8.ValidString(v) || strings.ContainsRune(v, 0) || len(v) > 160 {
			return l, fault.New(fault.Malformed, "filter")
		}
	}
	switch reason.Decision(l.filter.Decision) {
	case "", reason.Allow, reason.Deny, reason.Confirm:
	default:
		return l, fault.New(fault.Malformed, "filter")
	}
	if text := q.Get("day"); text != "" {
		d, err := time.ParseInLocation(time.DateOnly, text, loc)
		if err != nil || d.Year() < 2000 {
			return l, errDay
		}
		if start, _ := campus.DayOf(now, loc); d.Before(start) {
			l.day, l.past = d.Add(12*time.Hour), true
		}
	}
	return l, nil
}

// scans is the look as a filter of the scan table.
func (l look) scans(ctx context.Context, q bun.IDB, school string, loc *time.Location, last int64) (history.Filter, error) {
	start, end := campus.DayOf(l.day, loc)
	after, upTo, err := stats.Span(ctx, q, school, start, end, last)
	f := l.filter
	return history.Filter{After: after, UpTo: upTo, From: start.UnixMilli(), Until: end.UnixMilli(), Gate: f.Gate, Class: f.Class, Person: f.Person, Name: f.Query, Decision: reason.Decision(f.Decision)}, err
}

func (s *Gate) dashboardPage(w http.ResponseWriter, r *http.Request) error {
	var view dashboard.LiveView
	var school string
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		l, err := lookOf(r.URL.Query(), sc.Location(), s.Now())
		if err != nil {
			return err
		}
		v, number, err := s.dashboard(ctx, q, sc, l)
		v.Shell = sh
		view, school = v, sc.ID
		if !l.past {
			view.Shell.Page.Live = "/live?topics=" + url.QueryEscape("console:"+sc.ID) + "&since=" + strconv.FormatInt(number, 10)
		}
		return err
	})
	if err != nil {
		return err
	}
	shown := map[string]bool{}
	for _, row := range slices.Concat(view.Feed, view.Waiting) {
		if row.PersonID != "" {
			shown[row.PersonID] = true
		}
	}
	if err := s.Viewed(r, school, "console.viewed", map[string]any{"people": web.Keys(shown)}); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, dashboard.Live(view))
}

// dashboard is the first state of the page without its frame, and the number of
// the feed that it shows: the stream goes on from there.
func (s *Gate) dashboard(ctx context.Context, q bun.IDB, sc campus.School, l look) (v dashboard.LiveView, number int64, err error) {
	loc, now := sc.Location(), s.Now()
	if number, err = feed.Last(ctx, q, sc.ID); err != nil {
		return v, 0, err
	}
	f, err := s.Days.Day(ctx, q, sc.ID, loc, l.day, now)
	if err != nil {
		return v, 0, err
	}
	v = dashboard.LiveView{Day: dayNav(l, loc, now), Filter: l.filter, Late: lateChecks(f, now), Minutes: minutesOf(f, now, l.past), Groups: groupsOf(ctx, f), Reasons: reasonsOf(ctx, f)}
	if v.Arrivals, err = s.arrivals(ctx, q, sc.ID, f, loc, now, l.past); err != nil {
		return v, 0, err
	}
	v.Counts = countsOf(f, v.Arrivals, l.past)
	filter, err := l.scans(ctx, q, sc.ID, loc, number)
	if err != nil {
		return v, 0, err
	}
	entries, err := history.List(ctx, q, sc.ID, filter, feedSize)
	if err != nil {
		return v, 0, err
	}
	for _, e := range entries {
		v.Feed = append(v.Feed, console.FeedRow(e, loc))
	}
	if !l.past {
		if v.Waiting, err = s.waiting(ctx, q, sc.ID, f, loc); err != nil {
			return v, 0, err
		}
		if v.Terminals, err = console.TerminalRows(ctx, q, sc.ID, f, loc, now); err != nil {
			return v, 0, err
		}
	}
	if v.Gates, v.Classes, err = choices(ctx, q, sc.ID); err != nil {
		return v, 0, err
	}
	if l.filter.Person != "" {
		if v.Filter.PersonName, err = campus.PersonName(ctx, q, sc.ID, l.filter.Person); err != nil {
			return v, 0, err
		}
	}
	v.HasPeople, err = campus.HasPupils(ctx, q, sc.ID)
	return v, number, err
}

func dayNav(l look, loc *time.Location, now time.Time) dashboard.DayNav {
	start, _ := campus.DayOf(l.day, loc)
	today, _ := campus.DayOf(now, loc)
	of := func(t time.Time) string {
		if !t.Before(today) {
			return "/console"
		}
		return "/console?day=" + t.Format(time.DateOnly)
	}
	return dashboard.DayNav{Day: start, Past: l.past, Before: of(start.AddDate(0, 0, -1)), After: of(start.AddDate(0, 0, 1)), Today: "/console", Max: today.Format(time.DateOnly)}
}

// choices are the gates and classes to filter by.
func choices(ctx context.Context, q bun.IDB, school string) (gates, classes []frame.Option, err error) {
	at, err := access.GateNames(ctx, q, school)
	if err != nil {
		return nil, nil, err
	}
	for _, g := range at {
		gates = append(gates, frame.Option{Value: g.ID, Text: g.Name})
	}
	list, err := campus.Classes(ctx, q, school)
	for _, c := range list {
		classes = append(classes, frame.Option{Value: c.ID, Text: campus.ClassName(c.Grade, c.Name)})
	}
	return gates, classes, err
}

// countsOf are the figures of a day; who came is counted by the curve of arrivals.
func countsOf(f stats.Figures, arrivals dashboard.CurveChart, past bool) dashboard.Counts {
	c := dashboard.Counts{
		Scans: f.Scans, In: f.In, Out: f.Out, Denied: f.Denied, ToConfirm: f.ToConfirm, Inside: f.Inside, PupilsInside: f.PupilsInside,
		Expected: arrivals.Expected, Oldest: web.At(f.OldestToConfirm, f.Start.Location()), AsOf: f.AsOf, Past: past,
	}
	if n := len(arrivals.Today.Came); n > 0 {
		c.Came = arrivals.Today.Came[n-1]
	}
	return c
}

// lateChecks are the checks of the day, once the oldest has waited too long.
func lateChecks(f stats.Figures, now time.Time) (late dashboard.LateChecks) {
	if since := web.At(f.OldestToConfirm, f.Start.Location()); f.ToConfirm > 0 && now.Sub(since) >= checkPatience {
		late = dashboard.LateChecks{N: f.ToConfirm, Since: since}
	}
	return late
}

// minutesOf is the last hour, or a day that is over by quarters of an hour.
func minutesOf(f stats.Figures, now time.Time, past bool) dashboard.BarChart {
	if past {
		c := dashboard.BarChart{Step: 15 * time.Minute}
		for m := 0; m < len(f.Minutes); m += 15 {
			n := 0
			for _, one := range f.Minutes[m:min(m+15, len(f.Minutes))] {
				n += one
			}
			c.Bars = append(c.Bars, dashboard.Bar{At: f.Start.Add(time.Duration(m) * time.Minute), N: n})
		}
		return c
	}
	c := dashboard.BarChart{Step: time.Minute, Live: true}
	last := f.Minute(now)
	for m := last - 59; m <= last; m++ {
		b := dashboard.Bar{At: f.Start.Add(time.Duration(m) * time.Minute)} // before midnight: nothing of today
		if m >= 0 {
			b.N = f.Minutes[m]
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// curve is the arrivals of a day by the clock on the wall, up to an instant.
func curve(f stats.Figures, until time.Time) dashboard.Curve {
	c := dashboard.Curve{Day: f.Start, Exists: f.Scans > 0}
	slots := dashboard.Slots
	if until.Before(f.End) {
		t := until.In(f.Start.Location())
		slots = (t.Hour()*60+t.Minute())/dashboard.SlotMinutes + 1
	}
	c.Came = make([]int, slots)
	for m, n := range f.Arrivals {
		if n == 0 {
			continue
		}
		t := f.Start.Add(time.Duration(m) * time.Minute)
		c.Came[min((t.Hour()*60+t.Minute())/dashboard.SlotMinutes, slots-1)] += n
	}
	for i := 1; i < slots; i++ {
		c.Came[i] += c.Came[i-1]
	}
	return c
}

// arrivals compares a day with the day before and with the same weekday of the
// week before.
func (s *Gate) arrivals(ctx context.Context, q bun.IDB, school string, f stats.Figures, loc *time.Location, now time.Time, past bool) (c dashboard.CurveChart, err error) {
	c = dashboard.CurveChart{IsToday: !past, SchoolDay: f.Start}
	c.Today = curve(f, now)
	for _, back := range []int{1, 7} {
		day := f.Start.AddDate(0, 0, -back).Add(12 * time.Hour)
		other, err := s.Days.Day(ctx, q, school, loc, day, now)
		if err != nil {
			return c, err
		}
		c.Before = append(c.Before, curve(other, other.End))
	}
	if !past {
		c.Expected, err = s.pupils(ctx, q, school, now)
	}
	return c, err
}

// pupils counts the roll, at most every minute.
func (s *Gate) pupils(ctx context.Context, q bun.IDB, school string, now time.Time) (n int, err error) {
	return s.rolls.of(school, now, func() (int, error) { return campus.CountPupils(ctx, q, school, now.UnixMilli()) })
}

func reasonsOf(ctx context.Context, f stats.Figures) (rows []dashboard.ReasonBar) {
	codes := make([]reason.Code, 0, len(f.Reasons))
	for c := range f.Reasons {
		codes = append(codes, c)
	}
	slices.SortFunc(codes, func(a, b reason.Code) int {
		return cmp.Or(cmp.Compare(f.Reasons[b], f.Reasons[a]), cmp.Compare(a, b))
	})
	for _, c := range codes {
		rows = append(rows, dashboard.ReasonBar{Text: msg.Result(ctx, reason.Deny, c), N: f.Reasons[c]})
	}
	return rows
}

// groupsOf puts classes under their grades; who has no class stands under a role.
func groupsOf(ctx context.Context, f stats.Figures) (rows []dashboard.GroupBar) {
	for _, g := range f.Groups {
		name := g.Grade
		if name == "" {
			name = msg.Role(ctx, g.Role)
		}
		if len(rows) == 0 || rows[len(rows)-1].Name != name {
			rows = append(rows, dashboard.GroupBar{Name: name})
		}
		top := &rows[len(rows)-1]
		top.Inside, top.Left, top.Came = top.Inside+g.Inside, top.Left+g.Left, top.Came+g.Came
		class := campus.ClassName(g.Grade, g.Class)
		if class == "" {
			class = name
		}
		top.Classes = append(top.Classes, dashboard.GroupBar{Name: class, Inside: g.Inside, Left: g.Left, Came: g.Came})
	}
	return rows
}

// waiting are the CONFIRMs of the day that nobody has ended.
func (s *Gate) waiting(ctx context.Context, q bun.IDB, school string, f stats.Figures, loc *time.Location) (rows []frame.Row, err error) {
	if f.ToConfirm == 0 {
		return nil, nil
	}
	after, upTo, err := stats.Span(ctx, q, school, time.UnixMilli(f.OldestToConfirm), f.End, f.Feed)
	if err != nil {
		return nil, err
	}
	entries, err := history.List(ctx, q, school, history.Filter{After: after, UpTo: upTo, From: f.Start.UnixMilli(), Until: f.End.UnixMilli(), Decision: reason.Confirm, OldestFirst: true}, waitingSize)
	for _, e := range entries {
		rows = append(rows, console.FeedRow(e, loc))
	}
	return rows, err
}

// today reads what the pulses of a school show.
func (s *Gate) today(ctx context.Context, q bun.IDB, school string) (f stats.Figures, rows []frame.Terminal, loc *time.Location, now time.Time, err error) {
	if loc, err = web.SchoolZone(ctx, q, school); err != nil {
		return f, nil, loc, now, err
	}
	now = s.Now()
	if f, err = s.Days.Today(ctx, q, school, loc, now); err != nil {
		return f, nil, loc, now, err
	}
	rows, err = console.TerminalRows(ctx, q, school, f, loc, now)
	return f, rows, loc, now, err
}

// part is a pulse whose markup is what it says.
// consolePulses are the moving parts of the dashboard.
func (s *Gate) pulses(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	school := t.School
	f, terminals, loc, now, err := s.today(ctx, q, school)
	if err != nil {
		return nil, err
	}
	arrivals, err := s.arrivals(ctx, q, school, f, loc, now, false)
	if err != nil {
		return nil, err
	}
	waiting, err := s.waiting(ctx, q, school, f, loc)
	if err != nil {
		return nil, err
	}
	counts, late := countsOf(f, arrivals, false), lateChecks(f, now)
	still := counts
	still.AsOf = time.Time{}
	minutes := minutesOf(f, now, false)
	in := func(fn func(ctx context.Context) templ.Component) func() templ.Component {
		return func() templ.Component { return web.InLanguage(fn) }
	}
	return []web.Pulse{
		{Key: "counts", Every: 240 * time.Millisecond, Same: fmt.Sprint(still), Age: 15 * time.Second, Draw: func(v int64) templ.Component {
			return web.Partial("counts", "outerMorph", v, dashboard.CountsStrip(counts))
		}},
		web.Part("rail-pending", time.Second/2, func() templ.Component { return dashboard.RailPending(f.ToConfirm) }),
		web.Part("rail-alarms", time.Second, func() templ.Component { return frame.RailAlarms(frame.AlarmsIn(terminals)) }),
		web.Part("alarms", time.Second/2, func() templ.Component { return dashboard.AlarmBanner(terminals, late) }),
		web.Part("waiting", time.Second/2, func() templ.Component { return dashboard.WaitingList(waiting) }),
		web.Part("minutes", time.Second, func() templ.Component { return dashboard.Minutes(minutes) }),
		web.Part("minutes-rows", 5*time.Second, func() templ.Component { return dashboard.MinutesRows(minutes) }),
		web.Part("reasons", time.Second, in(func(ctx context.Context) templ.Component { return dashboard.Reasons(reasonsOf(ctx, f)) })),
		web.Part("groups", 2*time.Second, in(func(ctx context.Context) templ.Component { return dashboard.Groups(groupsOf(ctx, f)) })),
		web.Part("groups-rows", 5*time.Second, in(func(ctx context.Context) templ.Component { return dashboard.GroupsRows(groupsOf(ctx, f)) })),
		web.Part("terminals", 2*time.Second, func() templ.Component { return dashboard.TerminalStrip(terminals) }),
		web.Part("arrivals", 2*time.Second, func() templ.Component { return dashboard.Arrivals(arrivals) }),
		web.Part("arrivals-says", 2*time.Second, func() templ.Component { return dashboard.ArrivalsSays(arrivals) }),
		web.Part("arrivals-rows", 10*time.Second, func() templ.Component { return dashboard.ArrivalsRows(arrivals) }),
	}, nil
}

// state is everything the dashboard must catch up on.
func (s *Gate) state(ctx context.Context, q bun.IDB, t live.Topic, version int64) (out []web.Piece, err error) {
	school := t.School
	loc, err := web.SchoolZone(ctx, q, school)
	if err != nil {
		return nil, err
	}
	filter, err := look{day: s.Now()}.scans(ctx, q, school, loc, version)
	if err != nil {
		return nil, err
	}
	entries, err := history.List(ctx, q, school, filter, feedSize)
	if err != nil {
		return nil, err
	}
	rows := make([]templ.Component, 0, len(entries))
	for _, e := range entries {
		rows = append(rows, dashboard.FeedRow(console.FeedRow(e, loc)))
	}
	out = append(out, web.Piece{ID: school, Key: "feed", State: true, Version: version, Content: web.Partial("feed", "innerHTML", version, templ.Join(rows...))})
	pulses, err := s.pulses(ctx, q, t)
	return append(out, web.Whole(school, pulses, version)...), err
}
