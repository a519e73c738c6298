package sheet

import (
	"regexp"
	"strings"
	"unicode"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
)

// Lessons reads a timetable from a CSV or XLSX file: long tables and grids, even
// both in one workbook. What cannot be read is among the file's problems, with row
// and column. Fails like readPages, and with Invalid file_form if there is neither
// a table nor a grid.
//
// A grid has the name of its class above it (三年级2班, 三(2)班课程表, 班级: …) or as
// the name of its sheet, a row of weekdays, and rows that begin with a period. A
// cell has the subject, then teacher and room, on lines of their own or between
// slashes; a room without a teacher has @ before it. 书法(单周) holds in odd weeks; a
// second lesson of the cell follows a semicolon or an empty line.
func Lessons(content []byte) (f timetable.File, err error) {
	pages, err := readPages(content)
	if err != nil {
		return f, err
	}
	found := false
	for _, p := range pages {
		if head, at := tableHead(p.rows); at >= 0 {
			readTable(&f, p.rows, head, at)
			found = true
			continue
		}
		g := grid{file: &f}
		if isClass(p.name) {
			g.class = timetable.FileClass{Class: className(p.name), Row: 1, Column: p.name}
		}
		g.read(p.rows)
		found = found || g.found
	}
	if !found {
		return f, fault.New(fault.Invalid, "file_form")
	}
	return f, nil
}

// The columns of a long table, in the order in which Table writes them.
const (
	colClass   = "班级"
	colWeekday = "星期"
	colPeriod  = "节次"
	colWeeks   = "单双周"
	colSubject = "科目"
	colTeacher = "教师"
	colRoom    = "教室"
)

var columns = []string{colClass, colWeekday, colPeriod, colWeeks, colSubject, colTeacher, colRoom}

var headings = map[string]string{
	"班级": colClass, "班": colClass, "class": colClass,
	"星期": colWeekday, "周几": colWeekday, "weekday": colWeekday, "day": colWeekday,
	"节次": colPeriod, "节": colPeriod, "第几节": colPeriod, "period": colPeriod,
	"单双周": colWeeks, "周次": colWeeks, "周": colWeeks, "weeks": colWeeks,
	"科目": colSubject, "课程": colSubject, "学科": colSubject, "subject": colSubject,
	"教师": colTeacher, "老师": colTeacher, "任课教师": colTeacher, "任课老师": colTeacher, "教师姓名": colTeacher, "工号": colTeacher, "teacher": colTeacher,
	"教室": colRoom, "地点": colRoom, "上课地点": colRoom, "room": colRoom,
}

// tableHead finds the headings of a long table in the first rows: where each column
// stands, and in which row; -1 if it is none.
func tableHead(rows [][]string) (head map[string]int, at int) {
	for at, cells := range rows[:min(len(rows), 5)] {
		head = map[string]int{}
		for i, c := range cells {
			if name := headings[plain(c)]; name != "" {
				if _, twice := head[name]; !twice {
					head[name] = i
				}
			}
		}
		_, class := head[colClass]
		_, day := head[colWeekday]
		_, number := head[colPeriod]
		_, subject := head[colSubject]
		if class && day && number && subject {
			return head, at
		}
	}
	return nil, -1
}

func readTable(f *timetable.File, rows [][]string, head map[string]int, at int) {
	for i, cells := range rows {
		if i <= at || empty(cells) {
			continue
		}
		cell := func(name string) string {
			if n, ok := head[name]; ok && n < len(cells) {
				return cells[n]
			}
			return ""
		}
		fail := func(name, code string) {
			f.Problems = append(f.Problems, timetable.Problem{Row: i + 1, Column: rows[at][head[name]], Code: code, Value: cell(name)})
		}
		l := timetable.FileLesson{Row: i + 1, Column: rows[at][head[colSubject]], Class: cell(colClass), Subject: cell(colSubject),
			Teacher: cell(colTeacher), Room: cell(colRoom), Weekday: weekday(cell(colWeekday), true), Period: period(cell(colPeriod))}
		var ok bool
		l.Weeks, ok = weeks(cell(colWeeks))
		switch {
		case l.Class == "":
			fail(colClass, "cell_class")
		case l.Weekday == 0:
			fail(colWeekday, "cell_weekday")
		case l.Period == 0:
			fail(colPeriod, "cell_period")
		case !ok:
			fail(colWeeks, "cell_weeks")
		case l.Subject == "":
			fail(colSubject, "cell_subject")
		default:
			f.Lessons = append(f.Lessons, l)
		}
	}
}

func empty(cells []string) bool { return strings.Join(cells, "") == "" }

// grid reads the grids of a page, one under the other.
type grid struct {
	file  *timetable.File
	class timetable.FileClass
	days  map[int]int // column -> weekday
	named bool        // the class is among the file's
	found bool
}

var (
	classTitle = regexp.MustCompile(`^(.*班)(?:学生)?(?:的)?(?:课程表|课表|功课表)?$`)
	classLabel = regexp.MustCompile(`^(?:班级|class)[:：]\s*(.+)$`)
)

// isClass reports whether a title names a class.
func isClass(title string) bool {
	return classLabel.MatchString(strings.ToLower(title)) || classTitle.MatchString(campus.WithoutBlanks(title))
}

func className(title string) string {
	if m := classLabel.FindStringSubmatch(title); m != nil {
		title = m[1]
	} else if i := strings.IndexAny(title, ":："); i >= 0 && plain(title[:i]) == "class" {
		title = strings.TrimLeft(title[i:], ":： ")
	}
	if m := classTitle.FindStringSubmatch(campus.WithoutBlanks(title)); m != nil {
		return m[1]
	}
	return title
}

func (g *grid) read(rows [][]string) {
	for i, cells := range rows {
		days := map[int]int{}
		for c, cell := range cells {
			if c > 0 {
				if n := weekday(cell, false); n > 0 {
					days[c] = n
				}
			}
		}
		switch n := first(cells); {
		case len(days) >= 3:
			g.header(i, days)
		case n < 0:
		case g.days != nil && period(firstLine(cells[0])) > 0:
			g.row(i, cells, period(firstLine(cells[0])))
		case only(cells, n) && isClass(cells[n]):
			g.begin(timetable.FileClass{Row: i + 1, Column: column(n), Class: className(cells[n])})
		case plain(cells[n]) == "班级" && n+1 < len(cells) && cells[n+1] != "":
			g.begin(timetable.FileClass{Row: i + 1, Column: column(n + 1), Class: cells[n+1]})
		}
	}
}

// begin is a title: the next grid is another class's.
func (g *grid) begin(c timetable.FileClass) { g.class, g.days, g.named = c, nil, false }

func (g *grid) header(i int, days map[int]int) {
	g.days, g.found = days, true
	switch {
	case g.class.Class == "":
		g.file.Problems = append(g.file.Problems, timetable.Problem{Row: i + 1, Column: "A", Code: "cell_title"})
	case !g.named:
		g.file.Classes = append(g.file.Classes, g.class)
		g.named = true
	}
}

func (g *grid) row(i int, cells []string, period int) {
	if g.class.Class == "" {
		return // said at the header
	}
	for c, cell := range cells {
		day := g.days[c]
		if day == 0 || cell == "" || cell == "-" || cell == "—" {
			continue
		}
		for _, one := range split(cell) {
			l := timetable.FileLesson{Row: i + 1, Column: column(c), Class: g.class.Class, Weekday: day, Period: period}
			if !parts(&l, one) {
				g.file.Problems = append(g.file.Problems, timetable.Problem{Row: i + 1, Column: column(c), Code: "cell_parts", Value: cell})
				continue
			}
			g.file.Lessons = append(g.file.Lessons, l)
		}
	}
}

var betweenParts = regexp.MustCompile(`[/／]`)

// parts takes a lesson's cell apart: subject, teacher, room.
func parts(l *timetable.FileLesson, cell string) bool {
	list := strings.Split(cell, "\n")
	if len(list) == 1 { // a slash inside of a line belongs to the subject
		list = betweenParts.Split(cell, -1)
	}
	if len(list) == 1 && !strings.Contains(cell, "(") && hasHan(cell) { // 语文 陈思远 录播室
		list = strings.Fields(cell)
	}
	var words []string
	for _, p := range list {
		if p = strings.TrimSpace(p); strings.HasPrefix(p, "@") && l.Room == "" {
			l.Room = strings.TrimSpace(p[1:])
		} else if p != "" {
			words = append(words, p)
		}
	}
	if len(words) == 3 && l.Room == "" {
		l.Room, words = words[2], words[:2]
	}
	if len(words) == 0 || len(words) > 2 {
		return false
	}
	l.Subject, l.Weeks = subjectWeeks(words[0])
	if len(words) == 2 {
		l.Teacher = words[1]
	}
	return l.Subject != ""
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func firstLine(cell string) string {
	line, _, _ := strings.Cut(cell, "\n")
	return line
}

var betweenLessons = regexp.MustCompile(`\n[ \t]*\n|[;；]`)

func split(cell string) (list []string) {
	for _, one := range betweenLessons.Split(cell, -1) {
		if one = strings.TrimSpace(one); one != "" {
			list = append(list, one)
		}
	}
	return list
}

// first is the first cell that is not empty, -1 if there is none; only reports
// whether it is the only one.
func first(cells []string) int {
	for i, c := range cells {
		if c != "" {
			return i
		}
	}
	return -1
}

func only(cells []string, n int) bool { return empty(cells[:n]) && empty(cells[n+1:]) }
