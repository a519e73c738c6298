package campus

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// This file holds the one form of each kind of text that offices type: names,
// phone numbers, chip numbers. Forms, the roster and the terminals share it.

// Fold is how names are compared in a search: compatible forms made equal,
// lower case, without blanks and dots.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("·•‧・.", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(name))
}

// CleanName trims a name, makes inner runs of blanks one blank, removes blanks
// between Chinese characters (offices pad two-character names), and gives the
// middle dot and full-width letters their one form.
func CleanName(name string) string {
	name = norm.NFC.String(width.Fold.String(name))
	name = strings.Map(func(r rune) rune {
		switch r {
		case '•', '‧', '・', '･':
			return '·'
		case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff': // seen by nobody
			return -1
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, name)
	var out []rune
	words := strings.Fields(name)
	for i, w := range words {
		word := []rune(w)
		if i > 0 && !(closesUp(out[len(out)-1]) && closesUp(word[0])) {
			out = append(out, ' ')
		}
		out = append(out, word...)
	}
	return string(out)
}

func closesUp(r rune) bool { return unicode.Is(unicode.Han, r) || r == '·' }

// WithoutBlanks makes full-width characters ASCII and removes every blank and
// invisible character: for digits, codes and single Chinese words.
func WithoutBlanks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, norm.NFC.String(width.Fold.String(s)))
}

var phoneForm = regexp.MustCompile(`^1[0-9]{10}$`)

// CleanPhone removes blanks and hyphens from a mobile number; ok is false unless
// eleven digits beginning with 1 are left.
func CleanPhone(s string) (phone string, ok bool) {
	phone = strings.ReplaceAll(WithoutBlanks(s), "-", "")
	return phone, phoneForm.MatchString(phone)
}

// ChipNumber is the one form of a chip's number: up to 20 decimal digits
// without leading zeros, because spreadsheets drop them and readers add them.
func ChipNumber(s string) (chip string, ok bool) {
	chip = strings.TrimLeft(s, "0")
	return chip, digits(s) && len(s) <= 20 && chip != ""
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// validText reports whether the databases store the text: PostgreSQL refuses a
// NUL and bytes that are not UTF-8.
func validText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
