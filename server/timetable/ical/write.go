// Package ical reads and writes timetables as iCalendar (RFC 5545), so that lessons
// stand in the calendar of a phone. A lesson of the timetable is a weekly event; days
// without school are its EXDATEs, make-up days its RDATEs, and a substitution is an
// event of its own for that day (RECURRENCE-ID). Reading goes back: weekly events
// whose times match periods become lessons, all others are said to be problems.
package ical

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"yunka/server/campus"
	"yunka/server/timetable"
)

// What our own events say beside what every calendar shows, so that reading them
// back gives the same lessons.
const (
	propClass   = "X-YUNKA-CLASS"
	propSubject = "X-YUNKA-SUBJECT"
	propTeacher = "X-YUNKA-TEACHER"
)

// Words are what a calendar says in its reader's language.
type Words struct {
	Name        string // of the calendar
	Cancelled   string // before the subject of a cancelled lesson
	Substitutes func(teacher, instead string) string
}

// Whose picks the lessons: of a class, or of a person. ForTeacher puts the class
// behind the subject.
type Whose struct{ Class, Teacher string }

func (w Whose) has(s timetable.Slot) bool {
	return w.Class != "" && s.ClassID == w.Class || w.Teacher != "" && s.Teacher == w.Teacher
}

// Write makes the calendar of a term's lessons. tt must have the whole term loaded.
func Write(tt *timetable.Timetable, term timetable.Term, whose Whose, words Words, now time.Time) ([]byte, error) {
	cal := ical.NewCalendar()
	cal.Props.SetText(ical.PropVersion, "2.0")
	cal.Props.SetText(ical.PropProductID, "-//Yunka//Timetable//EN")
	cal.Props.SetText("X-WR-CALNAME", words.Name)
	cal.Props.SetText("X-WR-TIMEZONE", tt.Loc.String())
	if zone := zoneOf(tt.Loc, term); zone != nil {
		cal.Children = append(cal.Children, zone)
	}
	w := writer{tt: tt, term: term, whose: whose, words: words, now: now, held: map[timetable.Key]timetable.Lesson{}}
	for _, d := range tt.Days(term.FirstDay, term.LastDay) {
		for _, l := range tt.All(d.Day) {
			w.held[l.Key()] = l
			if whose.Teacher != "" && l.Teacher == whose.Teacher && l.PlannedTeacher != whose.Teacher && l.Replaced() {
				cal.Children = append(cal.Children, w.event(l, l.Sub.ID).Component) // for somebody else
			}
		}
	}
	for _, s := range tt.Slots() {
		if s.TermID == term.ID && whose.has(s) {
			cal.Children = append(cal.Children, w.series(s)...)
		}
	}
	if len(cal.Children) == 0 { // the format wants something in it
		cal.Children = append(cal.Children, zoneAlways(tt.Loc, term))
	}
	var b bytes.Buffer
	err := ical.NewEncoder(&b).Encode(cal)
	return fold(b.Bytes()), err
}

type writer struct {
	tt    *timetable.Timetable
	term  timetable.Term
	whose Whose
	words Words
	now   time.Time
	held  map[timetable.Key]timetable.Lesson
}

// series are the events of a slot: one for each stretch of days between which its
// period does not move, and one for each substitution.
func (w *writer) series(s timetable.Slot) (list []*ical.Component) {
	until := w.term.LastDay
	if s.UntilDay != "" && s.UntilDay < until {
		until = s.UntilDay
	}
	type stretch struct {
		period  timetable.Period
		regular []string
	}
	var stretches []stretch
	var extra []timetable.Lesson // make-up days
	for day := max(s.FromDay, w.term.FirstDay); day <= until; day = timetable.AddDays(day, 1) {
		p, ok := w.tt.Periods.Period(s.Grade, day, s.Period)
		if !ok {
			continue
		}
		_, odd := w.tt.Week(day)
		if timetable.Weekday(day) == s.Weekday && s.Holds(odd) {
			if n := len(stretches); n == 0 || stretches[n-1].period.From != p.From || stretches[n-1].period.To != p.To {
				stretches = append(stretches, stretch{period: p})
			}
			last := &stretches[len(stretches)-1]
			last.regular = append(last.regular, day)
		} else if l, ok := w.of(s, day); ok {
			extra = append(extra, l)
		}
	}
	for i, st := range stretches {
		list = append(list, w.stretch(s, fmt.Sprintf("%s-%d", s.ID, i), st.period, st.regular, extra)...)
		extra = nil
	}
	return list
}

// of is the slot's lesson on a day, if it is held.
func (w *writer) of(s timetable.Slot, day string) (timetable.Lesson, bool) {
	l, ok := w.held[timetable.Key{Day: day, ClassID: s.ClassID, Period: s.Period}]
	return l, ok && l.ID == s.ID
}

func (w *writer) stretch(s timetable.Slot, uid string, p timetable.Period, regular []string, extra []timetable.Lesson) []*ical.Component {
	first, last := regular[0], regular[len(regular)-1]
	base := w.event(timetable.Lesson{Slot: s, Day: first, From: p.From, To: p.To,
		Start: timetable.Instant(first, p.From, w.tt.Loc), End: timetable.Instant(first, p.To, w.tt.Loc)}, uid)
	list := []*ical.Component{base.Component}
	rule := &rrule.ROption{Freq: rrule.WEEKLY, Interval: 1, Wkst: rrule.MO, Until: timetable.Instant(last, p.From, w.tt.Loc).UTC()}
	if s.Weeks != timetable.Every {
		rule.Interval = 2
	}
	base.Props.SetRecurrenceRule(rule)
	override := func(l timetable.Lesson) {
		if l.Sub == nil {
			return
		}
		e := w.event(l, uid)
		e.Props.SetDateTime(ical.PropRecurrenceID, l.Start)
		list = append(list, e.Component)
	}
	for _, day := range regular {
		l, held := w.of(s, day)
		if !held {
			w.date(base, ical.PropExceptionDates, timetable.Instant(day, p.From, w.tt.Loc))
			continue
		}
		override(l)
	}
	for _, l := range extra {
		if l.From == p.From && l.To == p.To {
			w.date(base, ical.PropRecurrenceDates, l.Start)
			override(l)
			continue
		}
		list = append(list, w.event(l, l.ID+"-"+l.Day).Component)
	}
	return list
}

func (w *writer) date(e *ical.Event, name string, at time.Time) {
	p := ical.NewProp(name)
	p.SetDateTime(at)
	p.Params.Del("VALUE") // DATE-TIME is what these two have without it
	e.Props.Add(p)
}

// event is a lesson as an event.
func (w *writer) event(l timetable.Lesson, uid string) *ical.Event {
	e := ical.NewEvent()
	e.Props.SetText(ical.PropUID, uid+"@yunka")
	e.Props.SetDateTime(ical.PropDateTimeStamp, w.now.UTC())
	e.Props.SetDateTime(ical.PropDateTimeStart, l.Start)
	e.Props.SetDateTime(ical.PropDateTimeEnd, l.End)
	class := campus.ClassName(l.Grade, l.Class)
	title, about := l.Subject, class
	if w.whose.Teacher != "" {
		title += " " + class
	}
	if l.Name != "" {
		about += " · " + l.Name
	}
	away := l.Cancelled || w.whose.Teacher != "" && l.Sub != nil && l.Teacher != w.whose.Teacher
	if away {
		e.SetStatus(ical.EventCancelled)
		title = w.words.Cancelled + " " + title
	}
	if l.Replaced() {
		about = class + " · " + w.words.Substitutes(l.Name, l.PlannedName)
	}
	e.Props.SetText(ical.PropSummary, title)
	e.Props.SetText(ical.PropDescription, about)
	if l.Room != "" {
		e.Props.SetText(ical.PropLocation, l.Room)
	}
	e.Props.SetText(propClass, class)
	e.Props.SetText(propSubject, l.Subject)
	if l.Number != "" {
		e.Props.SetText(propTeacher, l.Name+"("+l.Number+")")
	} else if l.Name != "" {
		e.Props.SetText(propTeacher, l.Name)
	}
	return e
}

// zoneOf is the VTIMEZONE with each change of the clock from a year before the term
// to its end; nil for UTC, which needs none.
func zoneOf(loc *time.Location, term timetable.Term) *ical.Component {
	if loc == time.UTC || loc.String() == "UTC" {
		return nil
	}
	return zoneAlways(loc, term)
}

func zoneAlways(loc *time.Location, term timetable.Term) *ical.Component {
	zone := ical.NewComponent(ical.CompTimezone)
	zone.Props.SetText(ical.PropTimezoneID, loc.String())
	at := timetable.Instant(timetable.AddDays(term.FirstDay, -366), 0, loc)
	end := timetable.Instant(term.LastDay, 24*60, loc)
	zone.Children = append(zone.Children, observance(at, at))
	for {
		_, next := at.ZoneBounds()
		if next.IsZero() || !next.Before(end) {
			return zone
		}
		zone.Children = append(zone.Children, observance(next, next.Add(-time.Second)))
		at = next
	}
}

// observance says which offset holds from an instant on; before is in the one that
// held.
func observance(from, before time.Time) *ical.Component {
	kind := ical.CompTimezoneStandard
	if from.IsDST() {
		kind = ical.CompTimezoneDaylight
	}
	c := ical.NewComponent(kind)
	name, to := from.Zone()
	_, was := before.Zone()
	p := ical.NewProp(ical.PropDateTimeStart)
	p.Value = from.UTC().Add(time.Duration(was) * time.Second).Format("20060102T150405") // on the clock that is about to change
	c.Props.Set(p)
	for prop, seconds := range map[string]int{ical.PropTimezoneOffsetFrom: was, ical.PropTimezoneOffsetTo: to} {
		sign := '+'
		if seconds < 0 {
			sign, seconds = '-', -seconds
		}
		o := ical.NewProp(prop)
		o.Value = fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
		c.Props.Set(o)
	}
	c.Props.SetText(ical.PropTimezoneName, name)
	return c
}

// fold breaks lines after 75 bytes, never inside of a character, as the format asks.
func fold(b []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.SplitSeq(bytes.TrimSuffix(b, []byte("\r\n")), []byte("\r\n")) {
		most := 75
		for len(line) > most {
			n := most
			for n > 0 && !utf8.RuneStart(line[n]) {
				n--
			}
			out.Write(line[:n])
			out.WriteString("\r\n ")
			line, most = line[n:], 74
		}
		out.Write(line)
		out.WriteString("\r\n")
	}
	return out.Bytes()
}

// names of what our own events are called, kept beside the reader.
var ownProps = []string{propClass, propSubject, propTeacher}

func isOwn(e ical.Event) bool {
	return slices.ContainsFunc(ownProps, func(name string) bool { return e.Props.Get(name) != nil }) && strings.HasSuffix(text(e, ical.PropUID), "@yunka")
}
