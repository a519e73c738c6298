package qr

// canvas is a symbol under construction: fixed tells which modules are not
// for data.
type canvas struct {
	dark, fixed Symbol
}

func (c *canvas) set(x, y int, dark bool) {
	c.fixed[y] |= 1 << x
	if dark {
		c.dark[y] |= 1 << x
	} else {
		c.dark[y] &^= 1 << x
	}
}

// patterns draws what every symbol of this version has. The modules of the
// format are only kept free: they name the mask.
func (c *canvas) patterns() {
	for i := range Size { // timing
		c.set(6, i, i%2 == 0)
		c.set(i, 6, i%2 == 0)
	}
	c.rings(3, 3, 4)
	c.rings(Size-4, 3, 4)
	c.rings(3, Size-4, 4)
	c.rings(30, 30, 2)
	c.format(0)
}

// rings draws squares round a centre: dark, light, dark from the middle on,
// for a finder dark twice; a finder's outermost ring is its separator.
func (c *canvas) rings(cx, cy, radius int) {
	for y := max(cy-radius, 0); y <= min(cy+radius, Size-1); y++ {
		for x := max(cx-radius, 0); x <= min(cx+radius, Size-1); x++ {
			ring := max(x-cx, cx-x, y-cy, cy-y)
			if radius == 4 {
				c.set(x, y, ring != 2 && ring != 4)
			} else {
				c.set(x, y, ring != 1)
			}
		}
	}
}

// format writes level M and the mask, twice, with their own check bits.
func (c *canvas) format(mask int) {
	data := mask // level M is 00
	rem := data
	for range 10 {
		rem = rem<<1 ^ rem>>9*0x537
	}
	bits := (data<<10 | rem) ^ 0x5412
	for i := range 15 {
		dark := bits>>i&1 == 1
		switch { // beside the top left finder
		case i < 6:
			c.set(8, i, dark)
		case i < 8:
			c.set(8, i+1, dark)
		case i == 8:
			c.set(7, 8, dark)
		default:
			c.set(14-i, 8, dark)
		}
		if i < 8 { // beside the two others
			c.set(Size-1-i, 8, dark)
		} else {
			c.set(8, Size-15+i, dark)
		}
	}
	c.set(8, Size-8, true) // always dark
}

// fill writes the words into what is free: pairs of columns from the right, up
// and down in turn, past the timing column.
func (c *canvas) fill(words *[wordsLen]byte) {
	at := 0
	up := true
	for right := Size - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for i := range Size {
			y := i
			if up {
				y = Size - 1 - i
			}
			for _, x := range [2]int{right, right - 1} {
				if c.fixed[y]>>x&1 == 1 || at == wordsLen*8 {
					continue // the last 7 modules stay light
				}
				if words[at/8]>>(7-at%8)&1 == 1 {
					c.dark[y] |= 1 << x
				}
				at++
			}
		}
		up = !up
	}
}
