// Package msg holds what all texts share: the languages, Pick, the words that
// several pages use, the words of every reason, and how names, dates and figures
// are written. The words of one page stand beside it, in the words files of its
// package (views/console/words_start.go).
//
// Every text is given in both languages at once, Chinese and English, to Pick; a
// test reads all sources and holds that both are there. Write what happened, then
// what to do: no codes, no blame, 您 for adults. What a queue or a holder may read
// is Neutral; the reason itself is for staff.
package msg

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Lang is a language the pages speak.
type Lang string

const (
	Zh Lang = "zh-CN"
	En Lang = "en"
)

type langKey struct{}

// WithLang says which language the rest of this request speaks.
func WithLang(ctx context.Context, l Lang) context.Context {
	return context.WithValue(ctx, langKey{}, l)
}

// LangOf is the language of ctx; Chinese when nobody said.
func LangOf(ctx context.Context) Lang {
	if l, ok := ctx.Value(langKey{}).(Lang); ok && l == En {
		return En
	}
	return Zh
}

// Parse reads a stored or asked language; ok is false for one we do not speak.
func Parse(s string) (l Lang, ok bool) {
	switch base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-"); base {
	case "zh":
		return Zh, true
	case "en":
		return En, true
	}
	return Zh, false
}

// Negotiate reads an Accept-Language header: the language with the highest q
// that we speak, the earlier one when equal, Chinese when none.
func Negotiate(acceptLanguage string) Lang {
	best, bestQ := Zh, 0.0
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		tag, params, _ := strings.Cut(part, ";")
		l, ok := Parse(tag)
		if !ok {
			continue
		}
		q := 1.0
		if v, found := strings.CutPrefix(strings.TrimSpace(params), "q="); found {
			var err error
			if q, err = strconv.ParseFloat(v, 64); err != nil {
				continue
			}
		}
		if q > bestQ {
			best, bestQ = l, q
		}
	}
	return best
}

// Pick is the text of ctx's language. With args the texts are formats, as for
// fmt.Sprintf.
func Pick(ctx context.Context, zh, en string, args ...any) string {
	text := zh
	if LangOf(ctx) == En {
		text = en
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Clock is the time of day, 07:46; Second adds the seconds.
func Clock(t time.Time) string  { return t.Format("15:04") }
func Second(t time.Time) string { return t.Format("15:04:05") }

// Day is a date with its weekday: 11月23日 周一, Mon 23 Nov.
func Day(ctx context.Context, t time.Time) string {
	if LangOf(ctx) == En {
		return t.Format("Mon 2 Jan")
	}
	week := [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}
	return fmt.Sprintf("%d月%d日 %s", t.Month(), t.Day(), week[t.Weekday()])
}

// Stamp is a date and a time of this or another day; a zero time is a dash.
func Stamp(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	if LangOf(ctx) == En {
		return t.Format("2 Jan 2006 15:04")
	}
	return fmt.Sprintf("%d年%d月%d日 %s", t.Year(), t.Month(), t.Day(), Clock(t))
}

// Count writes a figure with thousands separators.
func Count(n int) string {
	s := strconv.Itoa(n)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if neg {
		return "-" + s
	}
	return s
}

// Things counts in English: 1 pupil, 1,204 pupils.
func Things(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// AsOf stands beside live figures: a number without a time is a lie.
func AsOf(ctx context.Context, t time.Time) string {
	return Pick(ctx, "截至 %s", "as of %s", Second(t))
}
