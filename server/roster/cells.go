package roster

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"yunka/server/campus"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

var (
	numberForm = regexp.MustCompile(`^[0-9A-Z][0-9A-Z_-]{0,31}$`)
	gradeForm  = regexp.MustCompile(`^([一二三四五六七八九]年级|[初高][一二三]|预初|20[0-9]{2}级|[托小中大]班|学前班?)$`)
	classForm  = regexp.MustCompile(`^[\p{Han}A-Z0-9]{1,10}班$`)
	plainClass = regexp.MustCompile(`^\(?0*([1-9][0-9]?)\)?班?$`)
)

// raw is the cell without surrounding blanks, "" if the file has no such column.
func (r *row) raw(column string) string {
	i, ok := r.cols.at[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// text is a checked cell of one word: ok is false if it was refused.
func (r *row) text(column string) (s string, ok bool) { return r.textUpTo(column, 64) }

// textUpTo is text of at most that many characters.
func (r *row) textUpTo(column string, most int) (s string, ok bool) {
	i, known := r.cols.at[column]
	if !known {
		return "", true
	}
	cell := r.cells[i]
	s = strings.TrimSpace(norm.NFC.String(width.Fold.String(cell)))
	switch {
	case formula(cell), formula(s):
		r.fail(column, CellFormula, "")
		return "", false
	case utf8.RuneCountInString(s) > most, strings.ContainsFunc(s, damaged):
		r.fail(column, CellCharacters, "")
		return "", false
	}
	return s, true
}

// formula reports whether a spreadsheet that opens the cell would run it.
func formula(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) }

// damaged reports a character that no name or number has: control characters,
// private use, and what a failed decoding leaves.
func damaged(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Co, r)
}

// compact is text without blanks, with a notice if that changed what was written.
func (r *row) compact(column string) (s string, ok bool) {
	if s, ok = r.text(column); !ok || s == "" {
		return "", ok
	}
	s = campus.WithoutBlanks(s)
	r.remark(column, s)
	return s, true
}

// remark leaves a notice if the value is not what the cell says.
func (r *row) remark(column, value string) {
	if value != r.cells[r.cols.at[column]] {
		r.notice(column, CellCleaned, value)
	}
}

func (r *row) number(column string) string {
	s, ok := r.compact(column)
	s = strings.ToUpper(s)
	switch {
	case !ok:
		return ""
	case s == "":
		r.fail(column, NumberMissing, "")
	case !numberForm.MatchString(s):
		r.fail(column, NumberFormat, s)
		return ""
	}
	return s
}

func (r *row) name(column string) (s string, ok bool) {
	if s, ok = r.text(column); !ok || s == "" {
		return "", ok
	}
	s = campus.CleanName(s)
	r.remark(column, s)
	return s, true
}

// needName is a name that may not be empty.
func (r *row) needName(column string) string {
	s, ok := r.name(column)
	if ok && s == "" {
		r.fail(column, NameMissing, "")
	}
	return s
}

func (r *row) phone(column string) (s string, ok bool) {
	if s, ok = r.text(column); !ok || s == "" {
		return "", ok
	}
	if s, ok = campus.CleanPhone(s); !ok {
		r.fail(column, PhoneFormat, s)
		return "", false
	}
	if s != r.cells[r.cols.at[column]] {
		r.notice(column, CellCleaned, "…"+s[7:])
	}
	return s, true
}

func (r *row) chip(column string) string {
	s, ok := r.compact(column)
	if !ok || s == "" {
		return ""
	}
	chip, ok := campus.ChipNumber(s)
	if !ok {
		r.fail(column, ChipFormat, s)
		return ""
	}
	return chip
}

var genders = map[string]string{
	"男": "男", "男性": "男", "男生": "男", "M": "男",
	"女": "女", "女性": "女", "女生": "女", "F": "女",
}

func (r *row) gender(column string) string {
	s, ok := r.text(column)
	if !ok || s == "" {
		return ""
	}
	g := genders[strings.ToUpper(campus.WithoutBlanks(s))]
	switch {
	case g == "":
		r.notice(column, GenderUnknown, s)
	case g != s:
		r.notice(column, CellNormalised, g)
	}
	return g
}

var yesNo = map[string]bool{
	"是": true, "有": true, "住宿": true, "住校": true, "√": true,
	"Y": true, "YES": true, "TRUE": true, "T": true, "1": true,
	"否": false, "无": false, "走读": false, "不住宿": false, "×": false,
	"N": false, "NO": false, "FALSE": false, "F": false, "0": false,
}

func (r *row) yes(column string) bool {
	s, ok := r.text(column)
	if !ok || s == "" {
		return false
	}
	yes, known := yesNo[strings.ToUpper(campus.WithoutBlanks(s))]
	word := "否"
	if yes {
		word = "是"
	}
	if !known || s != word {
		r.notice(column, CellNormalised, word)
	}
	return yes
}

var relations = map[string]string{
	"父亲": "父亲", "父": "父亲", "爸爸": "父亲", "父子": "父亲", "父女": "父亲",
	"母亲": "母亲", "母": "母亲", "妈妈": "母亲", "母子": "母亲", "母女": "母亲",
	"祖父": "祖父", "爷爷": "祖父", "祖母": "祖母", "奶奶": "祖母",
	"外祖父": "外祖父", "外公": "外祖父", "姥爷": "外祖父",
	"外祖母": "外祖母", "外婆": "外祖母", "姥姥": "外祖母",
	"其他": "其他", "其它": "其他",
}

func (r *row) relation(column string) (s string, ok bool) {
	if s, ok = r.text(column); !ok || s == "" {
		return "", ok
	}
	s = campus.WithoutBlanks(s)
	rel := relations[s]
	if rel == "" {
		r.notice(column, RelationOther, s)
		return "其他", true
	}
	r.remark(column, rel)
	return rel, true
}

// class reads grade and class. Both have a closed form, because a typing error in
// one of them would create another class.
func (r *row) class(gradeCol, classCol string) (grade, class string) {
	grade, okGrade := r.compact(gradeCol)
	class, okClass := r.compact(classCol)
	if okGrade && len(grade) == len("1年级") && grade[0] >= '1' && grade[0] <= '9' {
		grade = string([]rune("一二三四五六七八九")[grade[0]-'1']) + grade[1:]
	}
	if okGrade && !gradeForm.MatchString(grade) {
		r.fail(gradeCol, ClassFormat, grade)
	}
	class = strings.ToUpper(strings.TrimPrefix(class, grade))
	if m := plainClass.FindStringSubmatch(class); m != nil {
		class = m[1] + "班"
	}
	if okClass && !classForm.MatchString(class) {
		r.fail(classCol, ClassFormat, class)
	}
	return grade, class
}
