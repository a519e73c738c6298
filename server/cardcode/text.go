package cardcode

import "yunka/server/reason"

// The prefix keeps our digits apart from those of WeChat, Alipay and UnionPay
// (10-15, 25-30, 62).
const (
	prefix      = "98"
	groups      = 11
	groupBytes  = 7
	groupDigits = 17 // 2^56-1 has 17
	tailDigits  = 5  // 2^16-1 has 5
	textLen     = len(prefix) + groups*groupDigits + tailDigits
)

// Text writes c as 194 ASCII digits.
func (c Code) Text() string {
	raw := make([]byte, 0, codeLen)
	raw = c.appendSigned(raw)
	raw = append(raw, c.Signature[:]...)

	return digits(prefix, raw, textLen)
}

// digits writes bytes by sevens, and the two that are left.
func digits(prefix string, raw []byte, size int) string {
	text := make([]byte, size)
	copy(text, prefix)
	at := len(prefix)
	for len(raw) > 2 {
		putDigits(text[at:at+groupDigits], number(raw[:groupBytes]))
		raw, at = raw[groupBytes:], at+groupDigits
	}
	putDigits(text[at:], number(raw))
	return string(text)
}

// Parse reads a text. The answer is reason.OK, reason.CodeMalformed or
// reason.CodeVersionUnsupported; the Code is zero unless it is OK. Nothing is
// trimmed: what a scanner adds is for the terminal to take off.
func Parse(text string) (Code, reason.Code) {
	if len(text) != textLen || text[:len(prefix)] != prefix {
		return Code{}, reason.CodeMalformed
	}
	var raw [codeLen]byte
	at := len(prefix)
	for g := range groups {
		if !readGroup(raw[g*groupBytes:(g+1)*groupBytes], text[at:at+groupDigits]) {
			return Code{}, reason.CodeMalformed
		}
		at += groupDigits
	}
	if !readGroup(raw[groups*groupBytes:], text[at:]) {
		return Code{}, reason.CodeMalformed
	}
	return fromBytes(&raw)
}

func number(b []byte) (n uint64) {
	for _, v := range b {
		n = n<<8 | uint64(v)
	}
	return n
}

func putDigits(dst []byte, n uint64) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = '0' + byte(n%10)
		n /= 10
	}
}

// readGroup refuses anything but digits, and a number too large for dst.
func readGroup(dst []byte, digits string) bool {
	var n uint64 // 17 digits fit with room
	for i := range len(digits) {
		d := digits[i] - '0'
		if d > 9 {
			return false
		}
		n = n*10 + uint64(d)
	}
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = byte(n)
		n >>= 8
	}
	return n == 0
}
