package qr

// Version 5-M: two blocks of 43 data words, each with 24 check words.
const (
	blocks     = 2
	blockData  = 43
	blockCheck = 24
	dataLen    = blocks * blockData
	wordsLen   = blocks * (blockData + blockCheck)
)

// dataWords is the numeric segment, its terminator and the padding.
func dataWords(digits string) (words [dataLen]byte, ok bool) {
	if len(digits) == 0 || len(digits) > MaxDigits {
		return words, false
	}
	at := 0 // in bits
	put := func(n uint, bits int) {
		for bits--; bits >= 0; bits-- {
			words[at/8] |= byte(n>>bits&1) << (7 - at%8)
			at++
		}
	}
	put(1, 4) // numeric mode
	put(uint(len(digits)), 10)
	for i := 0; i < len(digits); i += 3 {
		group := digits[i:min(i+3, len(digits))]
		n := uint(0)
		for j := range len(group) {
			d := group[j] - '0'
			if d > 9 {
				return words, false
			}
			n = n*10 + uint(d)
		}
		put(n, 1+3*len(group)) // 10, 7 or 4 bits
	}
	// Four zero bits end the segment, fewer where fewer are left, then zeros to
	// the next word; they are there already.
	pad := byte(0xec)
	for i := (min(at+4, dataLen*8) + 7) / 8; i < dataLen; i++ {
		words[i] = pad
		pad ^= 0xec ^ 0x11
	}
	return words, true
}

// protect adds the check words and interleaves the blocks.
func protect(data *[dataLen]byte) (words [wordsLen]byte) {
	generator := generatorPolynomial()
	for b := range blocks {
		var check [blockCheck]byte // remainder of the division, highest power first
		for i := range blockData {
			v := data[b*blockData+i]
			words[i*blocks+b] = v
			factor := v ^ check[0]
			copy(check[:], check[1:])
			check[blockCheck-1] = 0
			for j, g := range generator {
				check[j] ^= times(g, factor)
			}
		}
		for i, v := range check {
			words[dataLen+i*blocks+b] = v
		}
	}
	return words
}

// generatorPolynomial is the product of (x - 2^i) for i below blockCheck,
// highest power first, without its leading 1.
func generatorPolynomial() (g [blockCheck]byte) {
	g[blockCheck-1] = 1
	root := byte(1)
	for range blockCheck {
		for j := range g {
			g[j] = times(g[j], root)
			if j+1 < blockCheck {
				g[j] ^= g[j+1]
			}
		}
		root = times(root, 2)
	}
	return g
}

// times multiplies in GF(2^8) modulo x^8+x^4+x^3+x^2+1.
func times(a, b byte) (product byte) {
	for ; b != 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		carry := a >> 7
		a = a<<1 ^ carry*0x1d
	}
	return product
}
