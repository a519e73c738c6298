package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/timetable/sheet"
)

const table = "班级,星期,节次,单双周,科目,教师,教室\r\n三年级2班,周一,第1节,,语文,林秋水,\r\n三(2)班,星期二,2,单周,书法,沈墨,美术室\r\n"

const grids = `三年级2班课程表,,,,,
节次,周一,周二,周三,周四,周五
1,"语文
林秋水",数学/孙志强,,语文 林秋水 录播室,"书法(单周)
沈墨

劳动(双)
田野
@操场"
大课间,,,,,
第2节 09:10-09:50,自习,-,—,"英语
何佩(T9)",班会；体育(even)
,,,,,
班级：三年级10班,,,,,
Period,Mon,Tue,Wed,Thu,Fri
第一节,数学,,,,
`

func read(t *testing.T, content string) timetable.File {
	t.Helper()
	f, err := sheet.Lessons([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func lines(f timetable.File) (list []string) {
	for _, l := range f.Lessons {
		list = append(list, fmt.Sprintf("%d%s %s %d.%d/%d %s|%s|%s", l.Row, l.Column, l.Class, l.Weekday, l.Period, l.Weeks, l.Subject, l.Teacher, l.Room))
	}
	slices.Sort(list)
	return list
}

func TestTable(t *testing.T) {
	want := []string{"2科目 三年级2班 1.1/0 语文|林秋水|", "3科目 三(2)班 2.2/1 书法|沈墨|美术室"}
	if got := lines(read(t, table)); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	if got := lines(read(t, gbk)); !slices.Equal(got, want) {
		t.Errorf("in GB18030: %q", got)
	}
	if got := lines(read(t, strings.ReplaceAll(table, ",", "\t"))); !slices.Equal(got, want) {
		t.Errorf("with tabs: %q", got)
	}
	english := "Class\tWeekday\tPeriod\tSubject\n3A\tMonday\tPeriod 1\tMaths\n"
	if got := lines(read(t, english)); !slices.Equal(got, []string{"2Subject 3A 1.1/0 Maths||"}) {
		t.Errorf("%q", got)
	}
}

func TestGrids(t *testing.T) {
	f := read(t, grids)
	want := []string{
		"12B 三年级10班 1.1/0 数学||", "3B 三年级2班 1.1/0 语文|林秋水|", "3C 三年级2班 2.1/0 数学|孙志强|", "3E 三年级2班 4.1/0 语文|林秋水|录播室",
		"3F 三年级2班 5.1/1 书法|沈墨|", "3F 三年级2班 5.1/2 劳动|田野|操场",
		"10B 三年级2班 1.2/0 自习||", "10E 三年级2班 4.2/0 英语|何佩(T9)|", "10F 三年级2班 5.2/0 班会||", "10F 三年级2班 5.2/2 体育||",
	}
	// Rows of a CSV file are counted as its lines, which cells with line breaks make more.
	got := lines(f)
	for _, l := range got {
		_, rest, _ := strings.Cut(l, " ")
		if !slices.ContainsFunc(want, func(w string) bool { return strings.HasSuffix(w, " "+rest) }) {
			t.Errorf("reads %q", l)
		}
	}
	if len(got) != len(want) || len(f.Problems) > 0 || len(f.Classes) != 2 {
		t.Errorf("%d lessons, want %d: %q; %v; %v", len(got), len(want), got, f.Problems, f.Classes)
	}
}

func TestBadFiles(t *testing.T) {
	var long strings.Builder
	long.WriteString("班级,星期,节次,科目\n")
	for range 20_001 {
		long.WriteString("三年级2班,周一,1,语文\n")
	}
	for name, x := range map[string]struct {
		content string
		code    string // of the fault
		problem string // "row column code" of the one problem
	}{
		"empty":            {"", "file_form", ""},
		"a letter":         {"Dear parents,\nthe timetable is on the wall.\n", "file_form", ""},
		"a roster":         {"学号,姓名,年级,班级\n1,林知夏,三年级,2班\n", "file_form", ""},
		"a picture":        {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff", "roster_encoding", ""},
		"an old workbook":  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_workbook", ""},
		"half a zip":       {"PK\x03\x04\x14\x00\x00\x00", "file_workbook", ""},
		"too many rows":    {long.String(), "file_too_large", ""},
		"too large":        {strings.Repeat("x", sheet.MaxBytes+1), "file_too_large", ""},
		"no such weekday":  {"班级,星期,节次,科目\n三年级2班,周八,1,语文\n", "", "2 星期 cell_weekday"},
		"no such period":   {"班级,星期,节次,科目\n三年级2班,周一,午间,语文\n", "", "2 节次 cell_period"},
		"no subject":       {"班级,星期,节次,科目\n三年级2班,周一,1,\n", "", "2 科目 cell_subject"},
		"no class":         {"班级,星期,节次,科目\n,周一,1,语文\n", "", "2 班级 cell_class"},
		"odd weeks":        {"班级,星期,节次,单双周,科目\n三年级2班,周一,1,三周一次,语文\n", "", "2 单双周 cell_weeks"},
		"short rows":       {"班级,星期,节次,科目\n三年级2班\n", "", "2 星期 cell_weekday"},
		"a nameless grid":  {"节次,周一,周二,周三\n1,语文,数学,英语\n", "", "1 A cell_title"},
		"too many parts":   {"三年级2班\n节次,周一,周二,周三\n1,语文/林秋水/录播室/多,,\n", "", "3 B cell_parts"},
		"only a teacher":   {"三年级2班\n节次,周一,周二,周三\n1,@操场,,\n", "", "3 B cell_parts"},
		"quotes left open": {"班级,星期,节次,科目\n三年级2班,周一,1,\"语文\n", "", ""},
	} {
		f, err := sheet.Lessons([]byte(x.content))
		if code := code(err); code != x.code {
			t.Errorf("%s: %q, want %q", name, code, x.code)
		}
		var got string
		if len(f.Problems) > 0 {
			got = fmt.Sprint(f.Problems[0].Row, " ", f.Problems[0].Column, " ", f.Problems[0].Code)
		}
		if got != x.problem || len(f.Problems) > 1 {
			t.Errorf("%s: problems %v, want %q", name, f.Problems, x.problem)
		}
	}
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}

// A few kilobytes of zip that unpack to a gigabyte are refused, and so is a sheet of
// many rows.
func TestZipBombs(t *testing.T) {
	small, err := sheet.Workbook([]sheet.Class{{Grade: "三年级", Name: "2班", Periods: []timetable.Period{{Number: 1, Name: "1", From: 480, To: 520}}}}, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(small) > 20_000 {
		t.Errorf("a small workbook has %d bytes", len(small))
	}
	bomb := func(part string, size int64) []byte {
		r, err := zip.NewReader(bytes.NewReader(small), int64(len(small)))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, f := range r.File {
			out, _ := w.Create(f.Name)
			in, _ := f.Open()
			if f.Name == part {
				_, _ = io.WriteString(out, `<?xml version="1.0"?><worksheet><!--`)
				_, _ = io.CopyN(out, zeros{}, size)
				_, _ = io.WriteString(out, `--></worksheet>`)
				continue
			}
			_, _ = io.Copy(out, in)
		}
		_ = w.Close()
		return b.Bytes()
	}
	for _, part := range []string{"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"} {
		content := bomb(part, 80<<20)
		if len(content) > 1<<20 {
			t.Fatalf("the bomb has %d bytes", len(content))
		}
		if _, err := sheet.Lessons(content); code(err) != "file_workbook" {
			t.Errorf("%s: %v", part, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestWorkbookOfOthers(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	_ = book.SetSheetName("Sheet1", "三(2)班")
	for at, v := range map[string]any{"A1": "三年级课程表", "A2": "节次", "B2": "周一", "C2": "周二", "D2": "周三", "A3": 1, "B3": "语文\n林秋水", "D3": "=1+1"} {
		_ = book.SetCellValue("三(2)班", at, v)
	}
	_ = book.SetCellFormula("三(2)班", "C3", `CONCATENATE("数","学")`)
	_ = book.MergeCell("三(2)班", "A1", "D1")
	_, _ = book.NewSheet("备注")
	_ = book.SetCellValue("备注", "A1", "随便写写")
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	f, err := sheet.Lessons(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got := lines(f); !slices.Equal(got, []string{"3B 三(2)班 1.1/0 语文|林秋水|", "3D 三(2)班 3.1/0 =1+1||"}) {
		t.Errorf("%q %v", got, f.Problems)
	}
}

func TestHolidays(t *testing.T) {
	h, err := sheet.Holidays([]byte("开始,结束,类型,按哪天上课,名称\n2026-10-01,2026/10/7,放假,,国庆节\n20261010,,补课,周三,\n2026年12月5日,,补课,2026-12-07,开放日\n2026-11-10,2026-11-11,考试,,期中\n" +
		"2026-02-30,,放假,,\n2026-10-08,2026-10-07,放假,,\n2026-10-17,,补课,,\n2026-10-18,,补课,周六,\n2026-10-18,2026-10-19,补课,2026-10-20,\n2026-10-24,,郊游,,\n2026-10-24,2027-10-24,放假,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got, bad []string
	for _, d := range h.Days {
		got = append(got, fmt.Sprintf("%d %s-%s %d %s %s", d.Row, d.Span.First, d.Span.Last, d.Span.WorksAs, d.Span.Follows, d.Span.Name))
	}
	for _, p := range h.Problems {
		bad = append(bad, fmt.Sprint(p.Row, p.Column, p.Code))
	}
	if want := []string{"2 2026-10-01-2026-10-07 8  国庆节", "3 2026-10-10-2026-10-10 3  ", "4 2026-12-05-2026-12-05 1 2026-12-07 开放日",
		"5 2026-11-10-2026-11-10 2  期中", "5 2026-11-11-2026-11-11 3  期中"}; !slices.Equal(got, want) {
		t.Errorf("days %q", got)
	}
	if want := []string{"6开始cell_day", "7结束cell_last", "8按哪天上课cell_follows", "9按哪天上课cell_follows", "10按哪天上课cell_follows", "11类型cell_kind", "12结束cell_last"}; !slices.Equal(bad, want) {
		t.Errorf("problems %q", bad)
	}
	if _, err := sheet.Holidays([]byte(table)); code(err) != "holiday_form" {
		t.Errorf("a timetable: %v", err)
	}
}

// Whatever is in a file, reading it ends, and what it reads can be checked.
func FuzzLessons(f *testing.F) {
	f.Add([]byte(table))
	f.Add([]byte(grids))
	f.Add([]byte("班级\t三年级2班\n节次\t周一\t周二\t周三\n1\t语文(单)；数学(双)\n"))
	if b, err := sheet.Workbook([]sheet.Class{{Grade: "三年级", Name: "2班", Periods: []timetable.Period{{Number: 1, Name: "1", From: 480, To: 520}}}},
		[]timetable.Slot{{Grade: "三年级", Class: "2班", Weekday: 1, Period: 1, Subject: "语文"}}, false); err == nil {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if file, err := sheet.Lessons(content); err == nil {
			for _, l := range file.Lessons {
				if l.Weekday < 1 || l.Weekday > 7 || l.Period < 1 || l.Subject == "" || l.Class == "" || l.Row < 1 {
					t.Errorf("%+v", l)
				}
			}
		}
		_, _ = sheet.Holidays(content)
	})
}
