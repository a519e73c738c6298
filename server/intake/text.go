package intake

import (
	"regexp"
	"strings"
	"time"

	"yunka/server/campus"
)

var (
	dayForm  = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	tailForm = regexp.MustCompile(`^[0-9]{5}[0-9X]$`)
)

// Day reads a date as people write it: 2011-3-5, 2011/03/05, 20110305; "" for no date.
func Day(s string) string {
	s = strings.TrimSpace(s)
	if m := dayForm.FindStringSubmatch(s); m != nil {
		s = m[1] + "-" + ("0" + m[2])[len(m[2])-1:] + "-" + ("0" + m[3])[len(m[3])-1:]
	} else if len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	if _, err := time.Parse("2006-01-02", s); err != nil {
		return ""
	}
	return s
}

// Tail is the end of an identity number: its last six; "" for none.
func Tail(s string) string {
	s = strings.ToUpper(campus.WithoutBlanks(s))
	if len(s) > 6 {
		s = s[len(s)-6:]
	}
	if !tailForm.MatchString(s) {
		return ""
	}
	return s
}
