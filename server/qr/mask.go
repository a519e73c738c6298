package qr

import "math/bits"

// bestMask lays the words out and applies the mask with the lowest penalty,
// the first of equals.
func bestMask(words *[wordsLen]byte) (best Symbol) {
	var plain canvas
	plain.patterns()
	plain.fill(words)

	lowest := -1
	for mask := range 8 {
		s := plain.masked(mask)
		if p := penalty(&s); lowest < 0 || p < lowest {
			best, lowest = s, p
		}
	}
	return best
}

func (c canvas) masked(mask int) Symbol {
	c.format(mask)
	// Every mask repeats after 12 modules both ways.
	for y := range 12 {
		var row uint64
		for x := range 12 {
			if flips(mask, x, y) {
				row |= 1 << x
			}
		}
		row |= row<<12 | row<<24 | row<<36
		for at := y; at < Size; at += 12 {
			c.dark[at] ^= row & (1<<Size - 1) &^ c.fixed[at]
		}
	}
	return c.dark
}

func flips(mask, x, y int) bool {
	switch mask {
	case 0:
		return (y+x)%2 == 0
	case 1:
		return y%2 == 0
	case 2:
		return x%3 == 0
	case 3:
		return (y+x)%3 == 0
	case 4:
		return (y/2+x/3)%2 == 0
	case 5:
		return y*x%2+y*x%3 == 0
	case 6:
		return (y*x%2+y*x%3)%2 == 0
	}
	return ((y+x)%2+y*x%3)%2 == 0
}

// penalty is the standard's measure of what confuses a reader.
func penalty(s *Symbol) int {
	var turned Symbol
	dark := 0
	for y, row := range s {
		dark += bits.OnesCount64(row)
		for x := range Size {
			turned[x] |= row >> x & 1 << y
		}
	}
	p := lines(s) + lines(&turned)

	// Blocks of 2 by 2 in one colour: 3 each.
	for y := range Size - 1 {
		a, b := s[y], s[y+1]
		differ := (a ^ a>>1) | (b ^ b>>1) | (a ^ b)
		p += 3 * bits.OnesCount64(^differ&(1<<(Size-1)-1))
	}

	// 10 for each full 5 % by which dark and light are out of balance.
	const all = Size * Size
	return p + max(2*dark-all, all-2*dark)*10/all*10
}

// lines scores the rows: a run of 5 or more costs 3 and 1 for each more; what
// looks like a finder (dark 1, light 1, dark 3, light 1, dark 1, with 4 light
// before or after it) costs 40. The quiet zone counts as light.
func lines(s *Symbol) (p int) {
	for _, row := range s {
		same := ^(row ^ row>>1) & (1<<(Size-1) - 1) // each module and the next
		long := same & (same >> 1) & (same >> 2) & (same >> 3)
		begins := long &^ (long << 1)
		p += bits.OnesCount64(long) + 2*bits.OnesCount64(begins)

		w := row << Quiet
		finder := w &^ (w >> 1) & (w >> 2) & (w >> 3) & (w >> 4) &^ (w >> 5) & (w >> 6)
		before := w<<1 | w<<2 | w<<3 | w<<4
		after := w>>7 | w>>8 | w>>9 | w>>10
		p += 40 * bits.OnesCount64(finder&^(before&after))
	}
	return p
}
