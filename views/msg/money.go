package msg

import (
	"fmt"
	"strconv"
	"strings"
)

// Yuan writes fen as yuan, the same in both languages: ¥1,234.50, -¥0.05.
func Yuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	whole := strconv.FormatInt(fen/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + "¥" + whole + fmt.Sprintf(".%02d", fen%100)
}

// Fen reads an amount of yuan as people type it, with at most two decimals; ok is false
// for what is none, negative, or beyond 10 million yuan. Full-width digits and separators
// are read like the others.
func Fen(text string) (fen int64, ok bool) {
	text = strings.TrimSpace(strings.NewReplacer("，", "", ",", "", "¥", "", "￥", "", "。", ".", "．", ".").Replace(text))
	var b strings.Builder
	for _, r := range text {
		if r >= '０' && r <= '９' {
			r = '0' + r - '０'
		}
		b.WriteRune(r)
	}
	whole, part, dot := strings.Cut(b.String(), ".")
	if len(whole) == 0 || len(whole) > 8 || len(part) > 2 || dot && part == "" {
		return 0, false
	}
	for len(part) < 2 {
		part += "0"
	}
	for _, r := range whole + part {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	fen, err := strconv.ParseInt(whole+part, 10, 64)
	return fen, err == nil && fen <= 1_000_000_000
}
