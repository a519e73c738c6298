package sheet

import (
	"regexp"
	"strings"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
)

// HolidayHeads are the headings of a file of holidays.
func HolidayHeads(en bool) []string {
	return pick(en, []string{"开始", "结束", "类型", "按哪天上课", "名称"}, []string{"From", "To", "Kind", "Lessons of", "Name"})
}

const (
	colFirst   = "开始"
	colLast    = "结束"
	colKind    = "类型"
	colFollows = "按哪天上课"
	colName    = "名称"
)

var holidayHeadings = map[string]string{
	"开始": colFirst, "日期": colFirst, "开始日期": colFirst, "从": colFirst, "from": colFirst, "date": colFirst,
	"结束": colLast, "结束日期": colLast, "到": colLast, "to": colLast,
	"类型": colKind, "kind": colKind, "type": colKind,
	"按哪天上课": colFollows, "按": colFollows, "按星期": colFollows, "按周几上课": colFollows, "lessonsof": colFollows,
	"名称": colName, "节日": colName, "说明": colName, "name": colName,
}

type dayKind int

const (
	unknownKind dayKind = iota
	holiday
	makeUp
	event
)

var dayKinds = map[string]dayKind{
	"放假": holiday, "休": holiday, "休息": holiday, "假期": holiday, "holiday": holiday, "off": holiday,
	"补课": makeUp, "上课": makeUp, "上班": makeUp, "班": makeUp, "调休": makeUp, "makeup": makeUp, "make-up": makeUp, "school": makeUp,
	"活动": event, "考试": event, "event": event, "exam": event,
}

// Holidays reads a file of holidays: a row for each stretch of days with its kind
// (放假, 补课, 活动) and, for a make-up day, whose lessons it has: a weekday, or a day.
// Fails like readPages, and with Invalid holiday_form.
func Holidays(content []byte) (h timetable.Holidays, err error) {
	pages, err := readPages(content)
	if err != nil {
		return h, err
	}
	for _, p := range pages {
		for at, cells := range p.rows[:min(len(p.rows), 5)] {
			head := map[string]int{}
			for i, c := range cells {
				if name := holidayHeadings[plain(c)]; name != "" {
					head[name] = i
				}
			}
			_, first := head[colFirst]
			if _, kind := head[colKind]; first && kind {
				for i, row := range p.rows[at+1:] {
					if !empty(row) {
						readDay(&h, i+at+2, row, cells, head)
					}
				}
				return h, nil
			}
		}
	}
	return h, fault.New(fault.Invalid, "holiday_form")
}

func readDay(h *timetable.Holidays, row int, cells, heads []string, head map[string]int) {
	cell := func(name string) string {
		if i, ok := head[name]; ok && i < len(cells) {
			return cells[i]
		}
		return ""
	}
	fail := func(name, code string) {
		column := name
		if i, ok := head[name]; ok {
			column = heads[i]
		}
		h.Problems = append(h.Problems, timetable.Problem{Row: row, Column: column, Code: code, Value: cell(name)})
	}
	s := access.Span{First: day(cell(colFirst)), Last: day(cell(colLast)), Name: campus.CleanName(cell(colName))}
	if cell(colLast) == "" {
		s.Last = s.First
	}
	switch {
	case s.First == "":
		fail(colFirst, "cell_day")
		return
	case s.Last == "" || s.Last < s.First || timetable.DaysBetween(s.First, s.Last) >= access.MaxSpan:
		fail(colLast, "cell_last")
		return
	case len([]rune(s.Name)) > 40:
		fail(colName, "cell_name")
		return
	}
	switch dayKinds[plain(cell(colKind))] {
	case holiday:
		s.WorksAs = rule.Holiday
		h.Days = append(h.Days, timetable.FileDays{Row: row, Column: heads[head[colFirst]], Span: s})
	case makeUp:
		follows := cell(colFollows)
		if s.WorksAs = weekday(follows, true); s.WorksAs == 0 {
			if s.Follows = day(follows); s.Follows != "" {
				s.WorksAs = timetable.Weekday(s.Follows)
			}
		}
		if s.WorksAs < 1 || s.WorksAs > 5 || s.Follows != "" && s.First != s.Last {
			fail(colFollows, "cell_follows")
			return
		}
		h.Days = append(h.Days, timetable.FileDays{Row: row, Column: heads[head[colFirst]], Span: s})
	case event: // each day works as what it is, and has a name
		for d := s.First; d <= s.Last; d = timetable.AddDays(d, 1) {
			one := access.Span{First: d, Last: d, WorksAs: timetable.Weekday(d), Name: s.Name}
			h.Days = append(h.Days, timetable.FileDays{Row: row, Column: heads[head[colFirst]], Span: one})
		}
	default:
		fail(colKind, "cell_kind")
	}
}

var dayForm = regexp.MustCompile(`^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?$`)

// day reads 2026-10-01, 2026/10/1, 2026年10月1日 or 20261001; "" for anything else.
func day(cell string) string {
	word := campus.WithoutBlanks(cell)
	if m := dayForm.FindStringSubmatch(word); m != nil {
		two := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
		word = m[1] + "-" + two(m[2]) + "-" + two(m[3])
	} else if t, err := time.Parse("20060102", word); err == nil {
		word = t.Format(time.DateOnly)
	} else if t, err := time.Parse("01-02-06", word); err == nil { // how excelize shows a date cell
		word = t.Format(time.DateOnly)
	}
	if !timetable.ValidDay(word) {
		return ""
	}
	return word
}
