package sheet

import (
	"regexp"
	"slices"
	"strings"

	"yunka/server/campus"
	"yunka/server/timetable"
)

var (
	weekdayWords = map[string]int{}
	numerals     = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十"}
	weeksWords   = map[string]timetable.Weeks{
		"": timetable.Every, "每周": timetable.Every, "全": timetable.Every, "全周": timetable.Every, "单双周": timetable.Every, "every": timetable.Every,
		"单": timetable.OddWeeks, "单周": timetable.OddWeeks, "odd": timetable.OddWeeks,
		"双": timetable.EvenWeeks, "双周": timetable.EvenWeeks, "even": timetable.EvenWeeks,
	}
)

func init() {
	for i, zh := range []string{"一", "二", "三", "四", "五", "六", "日"} {
		for _, before := range []string{"周", "星期", "礼拜"} {
			weekdayWords[before+zh] = i + 1
		}
	}
	for i, en := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		weekdayWords[en], weekdayWords[en[:3]] = i+1, i+1
	}
	for _, sunday := range []string{"周天", "星期天", "周七", "星期七"} {
		weekdayWords[sunday] = 7
	}
}

// plain is a word without what does not matter: width, case and blanks.
func plain(s string) string { return strings.ToLower(campus.WithoutBlanks(s)) }

// weekday reads 周一, 星期一, Monday, or with bare 1 to 7; 0 for anything else.
func weekday(cell string, bare bool) int {
	word := plain(cell)
	if n, ok := weekdayWords[word]; ok {
		return n
	}
	if bare && len(word) == 1 && word >= "1" && word <= "7" {
		return int(word[0] - '0')
	}
	return 0
}

var periodForm = regexp.MustCompile(`^(?:第|period)?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:节课?|课)?(?:[(\[]?[0-9]{1,2}:[0-9]{2}.*)?$`)

// period reads 1, 第1节, 第一节, Period 1, each perhaps with its time behind; 0 for
// anything else, such as a break.
func period(cell string) int {
	m := periodForm.FindStringSubmatch(plain(cell))
	if m == nil {
		return 0
	}
	if n := slices.Index(numerals, m[1]); n > 0 {
		return n
	}
	n := 0
	for _, c := range m[1] {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// weeks reads which weeks a cell of a table says; false for anything else.
func weeks(cell string) (timetable.Weeks, bool) {
	w, ok := weeksWords[plain(cell)]
	return w, ok
}

var weeksBehind = regexp.MustCompile(`^(.*?)\s*[(（\[【]\s*(单|双|单周|双周|odd|even|Odd|Even)\s*[)）\]】]$`)

// subjectWeeks takes 书法(单周) apart.
func subjectWeeks(s string) (string, timetable.Weeks) {
	if m := weeksBehind.FindStringSubmatch(s); m != nil {
		w, _ := weeks(m[2])
		return strings.TrimSpace(m[1]), w
	}
	return s, timetable.Every
}
