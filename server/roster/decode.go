package roster

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/width"

	"yunka/server/fault"
)

// readBounded reads the whole file, or refuses it for its size.
func readBounded(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	switch {
	case err != nil:
		return nil, fault.Wrap(fault.Malformed, "roster_unreadable", err)
	case len(b) > MaxBytes:
		return nil, fault.Newf(fault.TooLarge, "roster_too_large", "a roster has at most %d MiB", MaxBytes>>20)
	}
	return b, nil
}

// Decode is how every file of an office becomes text, not only a roster: see decode.
func Decode(b []byte) (text, encoding string, err error) { return decode(b) }

// decode turns the file into UTF-8 text. What Excel, WPS and school systems
// write in China is read; anything else is refused, because a wrong guess
// gives children wrong names.
func decode(b []byte) (text, encoding string, err error) {
	refuse := fault.Newf(fault.Invalid, "roster_encoding",
		"the file is none of UTF-8, GB18030 and UTF-16 with a byte order mark")
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return "", "", fault.Newf(fault.Invalid, "roster_spreadsheet", "this is a workbook; export it as CSV")
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		b, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(b)
		encoding = "UTF-16"
	case utf8.Valid(b):
		b, encoding = bytes.TrimPrefix(b, []byte("\ufeff")), "UTF-8"
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return "", "", refuse // says UTF-8 and is not
	default:
		b, err = simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		encoding = "GB18030"
	}
	switch {
	case err != nil, bytes.IndexByte(b, 0) >= 0, encoding != "UTF-8" && bytes.ContainsRune(b, utf8.RuneError):
		return "", "", refuse
	}
	return string(b), encoding, nil
}

// columns is the header row: the position of each known column, and the file's own
// headings.
type columns struct {
	at    map[string]int
	heads []string
}

// head is the file's own heading of a known column, for messages.
func (c columns) head(name string) string {
	if i, ok := c.at[name]; ok {
		return c.heads[i]
	}
	return name
}

// MaxGuardians is how many adults a row may name.
const MaxGuardians = 4

// aliases are the headings that school systems use, each with its one name here.
var aliases = map[string]string{
	"学号": "学号", "学生学号": "学号", "学生编号": "学号", "studentnumber": "学号",
	"姓名": "姓名", "学生姓名": "姓名", "name": "姓名",
	"性别": "性别", "gender": "性别",
	"年级": "年级", "所在年级": "年级", "grade": "年级",
	"班级": "班级", "所在班级": "班级", "班": "班级", "class": "班级",
	"住宿": "住宿", "是否住宿": "住宿", "住校": "住宿", "是否住校": "住宿", "寄宿": "住宿",
	"宿舍": "宿舍", "宿舍号": "宿舍", "寝室": "宿舍", "寝室号": "宿舍",
	"卡号": "卡号", "芯片号": "卡号", "ic卡号": "卡号", "校园卡号": "卡号", "chip": "卡号",
}

var (
	guardianHead = regexp.MustCompile(`^(?:家长|监护人)([1-4一二三四]?)` +
		`(姓名|关系|与学生关系|手机|手机号|手机号码|电话|联系电话)$`)
	headExtras = regexp.MustCompile(`[\s*_]|\(.*?\)|\[.*?\]|【.*?】`)
)

// guardianColumn is the name of the n-th guardian's column.
func guardianColumn(n int, part string) string { return "家长" + string(rune('0'+n)) + part }

// A sheet is a kind of file: what its headings mean, and which of them it needs.
type sheet struct {
	canonical func(head string) string // "" for an unknown one
	required  func(columns) []string
}

// plainHead is a heading without what does not matter: width, case, blanks and
// anything in brackets.
func plainHead(head string) string {
	return headExtras.ReplaceAllString(strings.ToLower(width.Fold.String(head)), "")
}

var pupilSheet = sheet{pupilHead, func(cols columns) []string {
	required := []string{"学号", "姓名", "年级", "班级"}
	for n := 1; n <= MaxGuardians; n++ { // a guardian's columns come together or not at all
		group := []string{guardianColumn(n, "姓名"), guardianColumn(n, "关系"), guardianColumn(n, "手机")}
		if slices.ContainsFunc(group, func(name string) bool { _, ok := cols.at[name]; return ok }) {
			required = append(required, group...)
		}
	}
	return required
}}

// pupilHead is the one name of a heading of a roster of pupils.
func pupilHead(head string) string {
	h := plainHead(head)
	if name, ok := aliases[h]; ok {
		return name
	}
	m := guardianHead.FindStringSubmatch(h)
	if m == nil {
		return ""
	}
	n := 1
	if m[1] != "" {
		n = 1 + strings.Index("1234", m[1])
		if n == 0 {
			n = 1 + slices.Index([]string{"一", "二", "三", "四"}, m[1])
		}
	}
	switch m[2] {
	case "姓名":
		return guardianColumn(n, "姓名")
	case "关系", "与学生关系":
		return guardianColumn(n, "关系")
	}
	return guardianColumn(n, "手机")
}

// header reads the first row: the known columns, and the headings of all others.
func (s sheet) header(cells []string) (cols columns, ignored []string, err error) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	cols = columns{at: map[string]int{}, heads: make([]string, len(cells))}
	for i, cell := range cells {
		cols.heads[i] = strings.TrimSpace(cell)
		name := s.canonical(cell)
		if name == "" {
			if cols.heads[i] != "" {
				ignored = append(ignored, cols.heads[i])
			}
			continue
		}
		if _, twice := cols.at[name]; twice {
			return cols, nil, fault.Newf(fault.Invalid, "roster_column_twice", "%s", name)
		}
		cols.at[name] = i
	}
	var missing []string
	for _, name := range s.required(cols) {
		if _, ok := cols.at[name]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return cols, nil, fault.Newf(fault.Invalid, "roster_columns", "%s", strings.Join(missing, ", "))
	}
	return cols, ignored, nil
}
