package ical

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/roster"
	"yunka/server/timetable"
)

const (
	// MaxBytes is the most a file may have.
	MaxBytes  = 10 << 20
	maxEvents = 20_000
	// maxDepth is how deep components may lie in one another; a calendar needs three.
	// The library walks down by recursion, and Go cannot survive a full stack.
	maxDepth = 8
)

// Is reports whether a file is an iCalendar file.
func Is(content []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(content[:min(len(content), 200)], []byte("\ufeff")), " \t\r\n")
	return len(head) >= 15 && strings.EqualFold(string(head[:15]), "BEGIN:VCALENDAR")
}

var (
	unfolded  = strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "")
	component = regexp.MustCompile(`(?i)^(BEGIN|END)[;:]`)
)

// decode reads the events of all calendars of a file. Fails with TooLarge
// file_too_large, Invalid ical_broken.
func decode(content []byte) (list []ical.Event, err error) {
	if len(content) > MaxBytes {
		return nil, fault.New(fault.TooLarge, "file_too_large")
	}
	text, _, err := roster.Decode(content)
	if err != nil {
		return nil, err
	}
	broken := func(cause error) error { return fault.Wrap(fault.Invalid, "ical_broken", cause) }
	text = unfolded.Replace(text) // what the library would do: a fold must not hide a component
	depth := 0
	for line := range strings.Lines(text) {
		switch m := component.FindStringSubmatch(line); {
		case m == nil:
		case strings.EqualFold(m[1], "BEGIN"):
			depth++
		default:
			depth--
		}
		if depth > maxDepth || depth < 0 {
			return nil, broken(errors.New("components are nested too deep or not balanced"))
		}
	}
	if depth != 0 {
		return nil, broken(io.ErrUnexpectedEOF)
	}
	defer func() {
		if r := recover(); r != nil { // a damaged file must not end the program
			list, err = nil, broken(errors.New("the library panicked"))
		}
	}()
	dec := ical.NewDecoder(strings.NewReader(text))
	for {
		cal, err := dec.Decode()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, broken(err)
		}
		if list = append(list, cal.Events()...); len(list) > maxEvents {
			return nil, fault.New(fault.TooLarge, "file_too_large")
		}
	}
}

// text is a property's text; what is not escaped as it should be is taken as it is.
func text(e ical.Event, name string) string {
	p := e.Props.Get(name)
	if p == nil {
		return ""
	}
	s := p.Value
	if list, err := p.TextList(); err == nil {
		s = strings.Join(list, ",")
	}
	s = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", ""))
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	return s
}

// School is what a reader has to know of the school.
type School struct {
	Calendar timetable.Calendar
	Periods  timetable.Periods
	Loc      *time.Location
	From     string                                     // the day from which the lessons are to hold
	Class    string                                     // of events that name none
	Grade    func(class string) (grade string, ok bool) // of a class as a file calls it
}

// Lessons reads a timetable: weekly events, of every week or every second one, whose
// beginning and end are those of a period, or of several in a row. The row of a
// problem is the number of the event in the file, its column the title. What is
// cancelled, and what is different on a single day (RECURRENCE-ID), is left out.
func Lessons(content []byte, sc School) (f timetable.File, err error) {
	events, err := decode(content)
	if err != nil {
		return f, err
	}
	term, ok := sc.Calendar.Term(sc.From)
	if !ok {
		return f, fault.New(fault.Invalid, "lesson_from")
	}
	r := reader{School: sc, term: term, spans: map[timetable.FileLesson]*span{}}
	for i, e := range events {
		if e.Props.Get(ical.PropRecurrenceID) != nil || strings.EqualFold(text(e, ical.PropStatus), string(ical.EventCancelled)) ||
			isOwn(e) && e.Props.Get(ical.PropRecurrenceRule) == nil { // a substitution or a make-up day of ours
			continue
		}
		r.event(i+1, e)
	}
	r.finish()
	return r.file, nil
}

// span is how long events of one lesson reach, and where they stand.
type span struct {
	row         int
	column      string
	first, last string
}

type reader struct {
	School
	term  timetable.Term
	file  timetable.File
	spans map[timetable.FileLesson]*span // without row and column
	order []timetable.FileLesson
}

func (r *reader) fail(row int, e ical.Event, code, value string) {
	r.file.Problems = append(r.file.Problems, timetable.Problem{Row: row, Column: text(e, ical.PropSummary), Code: code, Value: value})
}

func (r *reader) event(row int, e ical.Event) {
	start, end, ok := times(e, r.Loc)
	if !ok {
		r.fail(row, e, "event_time", "")
		return
	}
	opt, err := e.Props.RecurrenceRule()
	switch {
	case err != nil || opt != nil && (opt.Freq != rrule.WEEKLY || opt.Interval > 2 || len(opt.Bymonth)+len(opt.Bymonthday)+len(opt.Bysetpos) > 0):
		r.fail(row, e, "event_rule", "")
		return
	case opt == nil:
		r.fail(row, e, "event_once", timetable.Today(start, r.Loc))
		return
	}
	l := timetable.FileLesson{Class: text(e, propClass), Subject: text(e, propSubject), Teacher: teacher(e), Room: text(e, ical.PropLocation)}
	if l.Subject == "" {
		l.Subject = text(e, ical.PropSummary)
	}
	if l.Class == "" {
		l.Class = r.Class
	}
	grade, known := r.Grade(l.Class)
	if !known {
		r.fail(row, e, "event_class", l.Class)
		return
	}
	first := timetable.Today(start, r.Loc)
	day := max(first, r.From)
	from, to := minute(start, r.Loc), minute(end, r.Loc)
	numbers := r.periods(grade, day, from, to)
	if len(numbers) == 0 && first < r.From { // the period may have moved since
		numbers = r.periods(grade, first, from, to)
	}
	if len(numbers) == 0 {
		r.fail(row, e, "event_period", timetable.Clock(from)+"–"+timetable.Clock(to))
		return
	}
	for _, weekday := range weekdays(*opt, first) {
		l.Weekday = weekday
		begins := first
		for timetable.Weekday(begins) != weekday {
			begins = timetable.AddDays(begins, 1)
		}
		if opt.Interval == 2 {
			if l.Weeks = timetable.EvenWeeks; r.odd(begins) {
				l.Weeks = timetable.OddWeeks
			}
		}
		last := r.ends(*opt, begins)
		if day := r.missing(e, begins, last); day != "" {
			r.fail(row, e, "event_exdate", day)
			continue
		}
		for _, n := range numbers {
			l.Period = n
			r.add(row, e, l, begins, last)
		}
	}
}

func (r *reader) odd(day string) bool {
	weeks := timetable.DaysBetween(timetable.Monday(r.term.FirstDay), timetable.Monday(day)) / 7
	return weeks%2 == 0
}

func (r *reader) add(row int, e ical.Event, l timetable.FileLesson, first, last string) {
	if s := r.spans[l]; s != nil { // the same lesson at another time of the year
		s.first, s.last = min(s.first, first), max(s.last, last)
		return
	}
	r.spans[l] = &span{row, text(e, ical.PropSummary), first, last}
	r.order = append(r.order, l)
}

// finish turns what holds from the day on until the end of the term into lessons.
// An event may stop two weeks before that: its last days may be holidays.
func (r *reader) finish() {
	const slack = 14
	for _, l := range r.order {
		s := r.spans[l]
		switch {
		case s.last < r.From: // over
		case timetable.AddDays(s.last, slack) < r.term.LastDay:
			r.file.Problems = append(r.file.Problems, timetable.Problem{Row: s.row, Column: s.column, Code: "event_ends", Value: s.last})
		case s.first > timetable.AddDays(r.From, slack):
			r.file.Problems = append(r.file.Problems, timetable.Problem{Row: s.row, Column: s.column, Code: "event_begins", Value: s.first})
		default:
			l.Row, l.Column = s.row, s.column
			r.file.Lessons = append(r.file.Lessons, l)
		}
	}
}

// periods are the numbers of the periods that fill from and to exactly.
func (r *reader) periods(grade, day string, from, to int) (list []int) {
	for _, p := range r.Periods.Of(grade, day) {
		if p.From == from || len(list) > 0 {
			list = append(list, p.Number)
		}
		if len(list) > 0 && p.To == to {
			return list
		}
	}
	return nil
}

// ends is the last day of a rule, the term's at most.
func (r *reader) ends(opt rrule.ROption, first string) string {
	last := r.term.LastDay
	if !opt.Until.IsZero() {
		last = min(last, timetable.Today(opt.Until, r.Loc))
	}
	if opt.Count > 0 {
		weeks := (opt.Count - 1) / max(1, len(opt.Byweekday)) * max(1, opt.Interval)
		last = min(last, timetable.AddDays(first, 7*min(weeks, 1000)))
	}
	return last
}

// missing is a school day from the reader's day on that an event leaves out although
// its lesson would be held; "" if there is none.
func (r *reader) missing(e ical.Event, first, last string) string {
	for _, p := range e.Props.Values(ical.PropExceptionDates) {
		for value := range strings.SplitSeq(p.Value, ",") {
			one := p
			one.Value = strings.TrimSpace(value)
			at, ok := instant(one, r.Loc)
			if !ok {
				continue
			}
			day := timetable.Today(at, r.Loc)
			if d := r.Calendar.Day(day); d.SchoolDay() && d.WorksAs == timetable.Weekday(first) && d.Follows == "" && day >= r.From && day >= first && day <= last &&
				timetable.Weekday(day) == timetable.Weekday(first) {
				return day
			}
		}
	}
	return ""
}

// weekdays are those of a rule, that of the first day if it says none.
func weekdays(opt rrule.ROption, first string) (list []int) {
	for _, d := range opt.Byweekday {
		if n := d.Day() + 1; n >= 1 && n <= 7 {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		list = []int{timetable.Weekday(first)}
	}
	return list
}

func minute(t time.Time, loc *time.Location) int {
	h, m, _ := t.In(loc).Clock()
	return h*60 + m
}

// times are when an event begins and ends; false for whole days and for more than
// one.
func times(e ical.Event, loc *time.Location) (start, end time.Time, ok bool) {
	p := e.Props.Get(ical.PropDateTimeStart)
	if p == nil || p.ValueType() == ical.ValueDate || len(p.Value) <= len("20060102") {
		return start, end, false
	}
	if start, ok = instant(*p, loc); !ok {
		return start, end, false
	}
	if p := e.Props.Get(ical.PropDateTimeEnd); p != nil {
		end, ok = instant(*p, loc)
	} else if p := e.Props.Get(ical.PropDuration); p != nil {
		d, err := p.Duration()
		end, ok = start.Add(d), err == nil
	} else {
		return start, end, false
	}
	return start, end, ok && end.After(start) && end.Sub(start) < 24*time.Hour && timetable.ValidDay(timetable.Today(start, loc))
}

// instant reads a time. A zone that this machine does not know, as Outlook has its
// own names, is taken for the school's.
func instant(p ical.Prop, loc *time.Location) (time.Time, bool) {
	at, err := p.DateTime(loc)
	if err != nil && p.Params.Get(ical.PropTimezoneID) != "" {
		p.Params = ical.Params{}
		at, err = p.DateTime(loc)
	}
	return at, err == nil
}

// teacher is whom an event names: ours in a property of its own, others' behind
// "教师:" or "Teacher:" in the description.
func teacher(e ical.Event) string {
	if name := text(e, propTeacher); name != "" || isOwn(e) {
		return name
	}
	for line := range strings.SplitSeq(text(e, ical.PropDescription), "\n") {
		head, name, ok := strings.Cut(strings.ReplaceAll(line, "：", ":"), ":")
		switch head = strings.ToLower(campus.WithoutBlanks(head)); {
		case !ok:
		case head == "教师" || head == "老师" || head == "任课教师" || head == "任课老师" || head == "teacher":
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// Holidays reads a calendar of holidays: events of whole days, of which 休 or 假 in the
// title, or Apple's mark, makes a holiday and 班 or 补 a make-up day. Whose lessons a
// make-up day has no such file says: that is a problem to solve by hand.
func Holidays(content []byte, loc *time.Location) (h timetable.Holidays, err error) {
	events, err := decode(content)
	if err != nil {
		return h, err
	}
	for i, e := range events {
		title, mark := text(e, ical.PropSummary), text(e, "X-APPLE-SPECIAL-DAY")
		fail := func(code, value string) {
			h.Problems = append(h.Problems, timetable.Problem{Row: i + 1, Column: title, Code: code, Value: value})
		}
		first, last, ok := wholeDays(e, loc)
		switch off, work := strings.ContainsAny(title, "休假") || mark == "WORK-HOLIDAY", strings.ContainsAny(title, "班补") || mark == "ALTERNATE-WORKDAY"; {
		case !off && !work:
			continue // a day with a name only: 冬至
		case !ok:
			fail("event_days", "")
		case work:
			fail("cell_follows", first)
		default:
			name := []rune(strings.NewReplacer("（休）", "", "(休)", "").Replace(title))
			h.Days = append(h.Days, timetable.FileDays{Row: i + 1, Column: title,
				Span: access.Span{First: first, Last: last, WorksAs: rule.Holiday, Name: string(name[:min(len(name), 40)])}})
		}
	}
	return h, nil
}

func wholeDays(e ical.Event, loc *time.Location) (first, last string, ok bool) {
	start, end := e.Props.Get(ical.PropDateTimeStart), e.Props.Get(ical.PropDateTimeEnd)
	if start == nil || len(start.Value) != len("20060102") {
		return "", "", false
	}
	at, ok := instant(*start, loc)
	first = timetable.Today(at, loc)
	if last = first; end != nil {
		until, ok := instant(*end, loc)
		if !ok {
			return "", "", false
		}
		last = max(first, timetable.AddDays(timetable.Today(until, loc), -1)) // DTEND is exclusive
	}
	return first, last, ok && timetable.ValidDay(first) && timetable.DaysBetween(first, last) < access.MaxSpan
}
