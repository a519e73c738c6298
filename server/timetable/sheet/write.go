package sheet

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"yunka/server/campus"
	"yunka/server/timetable"
)

// Heads are the headings of the long table, in English or Chinese.
func Heads(en bool) []string {
	if en {
		return []string{"Class", "Weekday", "Period", "Weeks", "Subject", "Teacher", "Room"}
	}
	return slices.Clone(columns)
}

var (
	weekdaysZh = []string{"周一", "周二", "周三", "周四", "周五", "周六", "周日"}
	weekdaysEn = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	weeksZh    = []string{"", "单周", "双周"}
	weeksEn    = []string{"", "Odd", "Even"}
)

func pick[T any](en bool, zh, english T) T {
	if en {
		return english
	}
	return zh
}

// Table is a timetable as a long table below Heads: a row for each slot, by class,
// weekday and period.
func Table(slots []timetable.Slot, en bool) (rows [][]string) {
	call := teachers(slots)
	for _, s := range sorted(slots) {
		rows = append(rows, []string{campus.ClassName(s.Grade, s.Class), pick(en, weekdaysZh, weekdaysEn)[s.Weekday-1], fmt.Sprint(s.Period),
			pick(en, weeksZh, weeksEn)[s.Weeks], s.Subject, call(s), s.Room})
	}
	return rows
}

func sorted(slots []timetable.Slot) []timetable.Slot {
	slots = slices.Clone(slots)
	slices.SortStableFunc(slots, func(a, b timetable.Slot) int {
		return cmp.Or(campus.CompareClasses(a.Grade, a.Class, b.Grade, b.Class), cmp.Compare(a.Weekday, b.Weekday),
			cmp.Compare(a.Period, b.Period), cmp.Compare(a.Weeks, b.Weeks))
	})
	return slots
}

// teachers says what to call whom: by name, with the number behind it where two
// share one.
func teachers(slots []timetable.Slot) func(timetable.Slot) string {
	people := map[string]map[string]bool{}
	for _, s := range slots {
		name := campus.Fold(s.Name)
		if people[name] == nil {
			people[name] = map[string]bool{}
		}
		people[name][s.Teacher] = true
	}
	return func(s timetable.Slot) string {
		if s.Number != "" && len(people[campus.Fold(s.Name)]) > 1 {
			return s.Name + "(" + s.Number + ")"
		}
		return s.Name
	}
}

// Class is a class with the periods of its day.
type Class struct {
	Grade, Name string
	Periods     []timetable.Period
}

// Workbook is a timetable as an XLSX workbook, a grid for each class on a sheet of
// its own. Without slots it is a template.
func Workbook(classes []Class, slots []timetable.Slot, en bool) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	style, err := book.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "center", Horizontal: "center"}})
	if err != nil {
		return nil, err
	}
	call, used := teachers(slots), map[string]bool{}
	for i, c := range classes {
		name := sheetName(campus.ClassName(c.Grade, c.Name), used)
		if i == 0 {
			err = book.SetSheetName(book.GetSheetName(0), name)
		} else {
			_, err = book.NewSheet(name)
		}
		if err != nil {
			return nil, err
		}
		if err := writeGrid(book, name, c, slots, call, style, en); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	err = book.Write(&b)
	return b.Bytes(), err
}

func writeGrid(book *excelize.File, name string, c Class, slots []timetable.Slot, call func(timetable.Slot) string, style int, en bool) error {
	class := campus.ClassName(c.Grade, c.Name)
	rows := [][]string{{pick(en, "班级：", "Class: ") + class}, append([]string{pick(en, "节次", "Period")}, pick(en, weekdaysZh, weekdaysEn)[:5]...)}
	for _, p := range c.Periods {
		row := []string{fmt.Sprintf("%d\n%s %s–%s", p.Number, p.Name, timetable.Clock(p.From), timetable.Clock(p.To)), "", "", "", "", ""}
		for _, s := range sorted(slots) {
			if s.Grade != c.Grade || s.Class != c.Name || s.Period != p.Number || s.Weekday > 5 {
				continue
			}
			if row[s.Weekday] != "" {
				row[s.Weekday] += "\n\n"
			}
			row[s.Weekday] += Cell(s, call(s), en)
		}
		rows = append(rows, row)
	}
	for r, row := range rows {
		for i, text := range row {
			at, err := excelize.CoordinatesToCellName(i+1, r+1)
			if err != nil {
				return err
			}
			if err := book.SetCellStr(name, at, text); err != nil {
				return err
			}
			if err := book.SetCellStyle(name, at, at, style); err != nil {
				return err
			}
		}
	}
	return book.SetColWidth(name, "A", "F", 18)
}

// Cell is a lesson as a grid's cell has it.
func Cell(s timetable.Slot, teacher string, en bool) string {
	text := s.Subject
	if s.Weeks != timetable.Every {
		text += "(" + pick(en, weeksZh, weeksEn)[s.Weeks] + ")"
	}
	if teacher != "" {
		text += "\n" + teacher
	}
	if s.Room != "" {
		text += "\n@" + s.Room
	}
	if !strings.Contains(text, "\n") && strings.ContainsAny(text, "/／ ") {
		text += "\n@" // one line alone would be taken apart
	}
	return text
}

// sheetName is a class's name as a sheet may have it: 31 characters at most, none
// of []:*?/\, and no other sheet's.
func sheetName(class string, used map[string]bool) string {
	name := []rune(strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return ' '
		}
		return r
	}, class), "' "))
	if len(name) == 0 {
		name = []rune("?")
	}
	try := string(name[:min(len(name), 31)])
	for n := 2; used[strings.ToLower(try)]; n++ {
		try = fmt.Sprintf("%s %d", string(name[:min(len(name), 27)]), n)
	}
	used[strings.ToLower(try)] = true
	return try
}

// Plain is a table as an XLSX workbook of one sheet, its head in bold and in sight while
// one scrolls. Every cell is text: what looks like a formula is none.
func Plain(name string, head []string, rows [][]string) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	name = sheetName(name, map[string]bool{})
	if err := book.SetSheetName(book.GetSheetName(0), name); err != nil {
		return nil, err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	out, err := book.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	if err := out.SetColWidth(1, max(1, len(head)), 18); err != nil {
		return nil, err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	for r, row := range append([][]string{head}, rows...) {
		cells := make([]any, len(row))
		for i, text := range row {
			if cells[i] = text; r == 0 {
				cells[i] = excelize.Cell{StyleID: bold, Value: text}
			}
		}
		at, err := excelize.CoordinatesToCellName(1, r+1)
		if err != nil {
			return nil, err
		}
		if err := out.SetRow(at, cells); err != nil {
			return nil, err
		}
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = book.Write(&b)
	return b.Bytes(), err
}
