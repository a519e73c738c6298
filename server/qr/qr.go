// Package qr draws the one QR symbol Yunka shows: up to 202 digits in numeric
// mode, version 5, level M, 37 by 37 modules (ISO/IEC 18004). All eight masks
// are scored and the best is used, because a phone at a gate is read at a slant
// and in the sun.
//
// It is our own because the browser downloads it: rsc.io/qr/coding makes the
// card's module 88 KB of brotli larger (577,059 to 664,732 bytes) and leaves the
// mask to its caller, boombuler/barcode and skip2/go-qrcode are heavier still;
// this makes it 7 KB larger. The tests hold it module for module, the choice of
// the mask included, against gozxing, which shares no code with it, and read it
// back with gozxing and zbar.
package qr

// Size is the number of modules in a row, without the quiet zone.
const Size = 37

// Quiet is how many light modules must surround a symbol.
const Quiet = 4

// Symbol holds a row of modules in each number: bit x is column x, set when
// dark.
type Symbol [Size]uint64

// Dark reports whether the module in column x of row y is dark; all outside
// the symbol is light.
func (s *Symbol) Dark(x, y int) bool {
	return 0 <= x && x < Size && 0 <= y && y < Size && s[y]>>x&1 == 1
}

// MaxDigits is how many digits fit.
const MaxDigits = 202

// Encode draws digits. It reports false, and draws nothing, when there are
// none, more than MaxDigits, or anything but ASCII digits.
func Encode(digits string) (Symbol, bool) {
	data, ok := dataWords(digits)
	if !ok {
		return Symbol{}, false
	}
	words := protect(&data)
	return bestMask(&words), true
}

// SVGPath draws the symbol as the d of one path, a unit for each module, the
// top left module at 0,0. The quiet zone is the caller's: viewBox -4 -4 45 45.
func (s *Symbol) SVGPath() string {
	var d []byte
	for y := range Size {
		for x := 0; x < Size; {
			if !s.Dark(x, y) {
				x++
				continue
			}
			from := x
			for s.Dark(x, y) {
				x++
			}
			d = appendNumber(append(d, 'M'), from)
			d = appendNumber(append(d, ' '), y)
			d = appendNumber(append(d, 'h'), x-from)
			d = append(d, "v1h-"...)
			d = append(appendNumber(d, x-from), 'z')
		}
	}
	return string(d)
}

func appendNumber(d []byte, n int) []byte {
	if n > 9 {
		d = append(d, '0'+byte(n/10))
	}
	return append(d, '0'+byte(n%10))
}
