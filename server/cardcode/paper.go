package cardcode

// What stands on paper, or behind a visitor's link, is a number of 128 bits that
// says nothing and proves nothing but that somebody holds it: 41 digits, written
// like a phone's code, so that a typing scanner reads it under any keyboard, and
// with another prefix.
const (
	paperPrefix = "97"
	paperLen    = len(paperPrefix) + 2*groupDigits + tailDigits
)

// PaperText writes a pass's secret as 41 ASCII digits.
func PaperText(secret [16]byte) string {
	return digits(paperPrefix, secret[:], paperLen)
}

// IsPaper reports whether a text has the shape of a pass.
func IsPaper(text string) bool {
	if len(text) != paperLen || text[:len(paperPrefix)] != paperPrefix {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}
