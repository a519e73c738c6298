package msg

import (
	"unicode"
	"unicode/utf8"
)

// FirstName is what a queue and a reader without staff may read of a name: a short
// Han name without its family name, else what stands before the first middle dot
// or space.
func FirstName(name string) string {
	for i, r := range name {
		if i > 0 && (r == '·' || unicode.IsSpace(r)) {
			return name[:i]
		}
	}
	first, size := utf8.DecodeRuneInString(name)
	if unicode.Is(unicode.Han, first) && utf8.RuneCountInString(name) > 1 {
		return name[size:]
	}
	return name
}
