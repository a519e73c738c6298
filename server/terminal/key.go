package terminal

// MaxKey is how long an idempotency key may be.
const MaxKey = 64

// ValidKey reports whether an idempotency key of a terminal is 1 to MaxKey printable
// ASCII characters.
func ValidKey(k string) bool {
	if k == "" || len(k) > MaxKey {
		return false
	}
	for i := range len(k) {
		if k[i] <= ' ' || k[i] > '~' {
			return false
		}
	}
	return true
}
