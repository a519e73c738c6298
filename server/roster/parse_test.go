package roster_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/roster"
)

const small = "学号,姓名,性别,年级,班级,家长1姓名,家长1关系,家长1手机,住宿,宿舍,卡号\r\n" +
	"20260101001,𠮷野·文,男,一年级,1班,林晨,父亲,13777631706,是,A栋101,0012345\r\n"

func TestParseEncodings(t *testing.T) {
	gb := must[[]byte](t)(simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(small)))
	tabs := strings.ReplaceAll(small, ",", "\t")
	for name, c := range map[string]struct {
		in       []byte
		encoding string
	}{
		"UTF-8":             {[]byte(small), "UTF-8"},
		"UTF-8 with BOM":    {[]byte("\ufeff" + small), "UTF-8"},
		"LF":                {[]byte(strings.ReplaceAll(small, "\r", "")), "UTF-8"},
		"no last line end":  {[]byte(strings.TrimSpace(small)), "UTF-8"},
		"GB18030":           {gb, "GB18030"},
		"UTF-16 LE, tabs":   {must[[]byte](t)(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(tabs))), "UTF-16"},
		"UTF-16 BE":         {must[[]byte](t)(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(small))), "UTF-16"},
		"Excel's padding":   {[]byte(strings.ReplaceAll(small, "\r\n", ",,\r\n")), "UTF-8"},
		"quoted":            {[]byte(strings.ReplaceAll(small, "林晨", `"林晨"`)), "UTF-8"},
		"order and aliases": {[]byte("IC卡号,监护人一联系电话,* 学生姓名（必填）,备注,家长1姓名,学号,性别,家长1关系,住校,年级,班级,寝室号\n0012345,13777631706,𠮷野·文,x,林晨,20260101001,男,父亲,是,一年级,1班,A栋101\n"), "UTF-8"},
	} {
		r, problems, err := roster.Parse(bytes.NewReader(c.in))
		if err != nil || len(problems) != 0 || r.Encoding != c.encoding || len(r.Pupils) != 1 {
			t.Errorf("%s: %+v %v %v", name, r, problems, err)
			continue
		}
		p := r.Pupils[0]
		if p.Line != 2 || p.Name != "𠮷野·文" || p.Number != "20260101001" || !p.Boarder || p.Dorm != "A栋101" || p.Chip != "12345" || len(p.Guardians) != 1 || p.Guardians[0].Phone != "13777631706" {
			t.Errorf("%s: %+v", name, p)
		}
		if want := name == "order and aliases"; want != (len(r.Ignored) == 1) {
			t.Errorf("%s: ignored %q", name, r.Ignored)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line went dead") }

func TestParseRefuses(t *testing.T) {
	utf16NoBOM := must[[]byte](t)(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(small)))
	for name, c := range map[string]struct{ in, code string }{
		"nothing":          {"", "roster_empty"},
		"a head only":      {strings.SplitAfter(small, "\n")[0], "roster_empty"},
		"empty rows only":  {strings.SplitAfter(small, "\n")[0] + ",,,,,,,,,,\n", "roster_empty"},
		"UTF-16, no BOM":   {string(utf16NoBOM), "roster_encoding"},
		"half UTF-8":       {"\ufeff" + small + "\xff", "roster_encoding"},
		"noise":            {"\x80\xff\x80\xff", "roster_encoding"},
		"a workbook":       {"PK\x03\x04\x14\x00", "roster_spreadsheet"},
		"no 学号":            {strings.Replace(small, "学号", "序号", 1), "roster_columns"},
		"no 关系":            {strings.Replace(small, "家长1关系", "关系?", 1), "roster_columns"},
		"two of a column":  {strings.Replace(small, "宿舍", "学生编号", 1), "roster_column_twice"},
		"more than 20 MiB": {small + strings.Repeat("x", roster.MaxBytes), "roster_too_large"},
		"a line of commas": {small + strings.Repeat(",", 19<<20), "roster_wide"},
		"a row of commas":  {"学号,姓名,年级,班级\n\"" + strings.Repeat("\n\""+strings.Repeat(",", 16_000)+"\"", 300), "roster_wide"},
		"too many rows":    {"学号,姓名,年级,班级\n" + strings.Repeat("1,a,一年级,1班\n", roster.MaxRows+1), "roster_rows"},
	} {
		_, _, err := roster.Parse(strings.NewReader(c.in))
		if err == nil || fault.As(err).Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if _, _, err := roster.Parse(broken{}); !fault.Is(err, fault.Malformed) {
		t.Errorf("a reader that breaks: %v", err)
	}
}

// Each row stands for what one office does; the golden list is what it hears.
func TestParseRows(t *testing.T) {
	const head = "学号,姓名,性别,年级,班级,家长1姓名,家长1关系,家长1手机,住宿,宿舍,卡号\n"
	for _, c := range []struct{ row, want string }{
		{"1,张一,男,一年级,1班,,,,,,", ""},
		{"1,张一,男,1年级,(02)班,,,,,,", ""},
		{"1,张一,M,初一,初一3,,,,无,,", "性别 cell_normalised 男 notice; 住宿 cell_normalised 否 notice"},
		{"1,张一,双,高三,实验A班,,,,也许,,", "性别 gender_unknown 双 notice; 住宿 cell_normalised 否 notice"},
		{"１２　３,张　一,男,一年级,1班,,,,,,", "学号 cell_cleaned 123 notice; 姓名 cell_cleaned 张一 notice"},
		{"1,ＭＡＲＫ  Ｌｅｅ,男,一年级,1班,,,,,,", "姓名 cell_cleaned MARK Lee notice"},
		{"1,买买提•艾力,男,一年级,1班,,,,,,", "姓名 cell_cleaned 买买提·艾力 notice"},
		{"1,张一,男,十三年级,1班,,,,,,", "年级 class_format 十三年级 error"},
		{"1,张一,男,一年级,一班二班,,,,,,", ""},
		{"1,张一,男,一年级,操场,,,,,,", "班级 class_format 操场 error"},
		{"1,张一,男,,,,,,,,", "年级 class_format - error; 班级 class_format - error"},
		{"2.02E+10,张一,男,一年级,1班,,,,,,", "学号 number_format 2.02E+10 error"},
		{",张一,男,一年级,1班,,,,,,", "学号 number_missing - error"},
		{"1,\t张一,男,一年级,1班,,,,,,", "姓名 cell_formula - error"},
		{"1,＝cmd,男,一年级,1班,,,,,,", "姓名 cell_formula - error"},
		{"1,张\x07一,男,一年级,1班,,,,,,", "姓名 cell_characters - error"},
		{"1," + strings.Repeat("张", 65) + ",男,一年级,1班,,,,,,", "姓名 cell_characters - error"},
		{"1,张一,男,一年级,1班,张大,爸爸,138 0000-0001,,,", "家长1关系 cell_cleaned 父亲 notice; 家长1手机 cell_cleaned …0001 notice"},
		{"1,张一,男,一年级,1班,张大,叔叔,13800000001,,,", "家长1关系 relation_other 叔叔 notice"},
		{"1,张一,男,一年级,1班,张大,父亲,,,,", "家长1手机 guardian_phone_missing - error"},
		{"1,张一,男,一年级,1班,,父亲,13800000001,,,", "家长1姓名 guardian_name_missing - error"},
		{"1,张一,男,一年级,1班,张大,父亲,23800000001,,,", "家长1手机 phone_format 23800000001 error"},
		{"1,张一,男,一年级,1班,,,,,,000", "卡号 chip_format 000 error"},
		{"1,张一,男,一年级,1班,,,,,,123456789012345678901", "卡号 chip_format 123456789012345678901 error"},
		{"1,张一,男,一年级,1班,,,,,", "- row_cut 10/11 error"},
		{"1,张一,男,一年级,1班,,,,,,,x", "- row_cut 12/11 error"},
		{"1,张\"一,男,一年级,1班,,,,,,", "- row_quotes - error"},
	} {
		_, problems, err := roster.Parse(strings.NewReader(head + c.row + "\n"))
		if err != nil {
			t.Errorf("%q: %v", c.row, err)
			continue
		}
		got := strings.ReplaceAll(strings.ReplaceAll("\n"+problemLines(problems), "\n2 ", "; "), "\n", "")
		if got = strings.TrimPrefix(got, "; "); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.row, got, c.want)
		}
	}
}

func TestProblemsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("学号,姓名,年级,班级\n")
	for range 5000 {
		b.WriteString("1,张　一,一年级,1班\n") // a duplicate and a notice each
	}
	_, problems, err := roster.Parse(strings.NewReader(b.String()))
	if err != nil || len(problems) != 1002 || problems[1000] != (roster.Problem{Reason: roster.TooMany, Detail: "4499", Severity: roster.Error}) {
		t.Errorf("%d problems, %v, %+v", len(problems), err, problems[len(problems)-2:])
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("\ufeff" + small + ",,,\n\"x"))
	f.Add(file(f, "roster-dirty-gb18030.csv")[:4000])
	f.Add([]byte("\xff\xfe1\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r, problems, err := roster.Parse(bytes.NewReader(in))
		if err != nil {
			if fault.As(err).Kind == fault.Internal {
				t.Fatalf("no fault: %v", err)
			}
			return
		}
		if len(problems) > 3*500+3 {
			t.Fatalf("%d problems", len(problems))
		}
		for _, p := range problems {
			if !utf8.ValidString(p.Detail) || len([]rune(p.Detail)) > 41 {
				t.Fatalf("detail %q", p.Detail)
			}
		}
		numbers := map[string]bool{}
		for _, p := range r.Pupils {
			if p.Name == "" || p.Number == "" || p.Grade == "" || p.Class == "" || numbers[p.Number] {
				t.Fatalf("pupil %+v", p)
			}
			numbers[p.Number] = true
			if campus.CleanName(p.Name) != p.Name || strings.ContainsRune("=+-@", rune(p.Name[0])) {
				t.Fatalf("name %q is not clean", p.Name)
			}
			for _, g := range p.Guardians {
				if g.Name == "" || g.Relation == "" || len(g.Phone) != 11 {
					t.Fatalf("guardian %+v", g)
				}
			}
		}
	})
}
