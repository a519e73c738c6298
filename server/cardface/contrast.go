package cardface

import (
	"fmt"
	"math"
	"strconv"
)

// RGB is a colour of sRGB.
type RGB [3]uint8

// White is what names are written in on a card, on any face.
var White = RGB{255, 255, 255}

// What stands on a face beside its colour, as the style sheet draws it.
const (
	mutedPart = .78 // of white in the smaller words
	linePart  = .13 // of white in the ring around the code
	tilePart  = .14 // of white under the initials and the chosen purpose
	artPart   = .10 // of white in a pattern, at most
	coverPart = .72 // of the colour over a cover
)

// AA is what words need against what is under them: WCAG 2.2, 1.4.3.
const AA = 4.5

// ParseColor reads #rrggbb.
func ParseColor(s string) (c RGB, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return c, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	return RGB{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err == nil
}

func (c RGB) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// Luminance is the relative luminance of WCAG 2.2.
func (c RGB) Luminance() float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= .04045 {
			return s / 12.92
		}
		return math.Pow((s+.055)/1.055, 2.4)
	}
	return .2126*part(c[0]) + .7152*part(c[1]) + .0722*part(c[2])
}

// Ratio is the contrast ratio of WCAG 2.2 between two colours, 1 to 21.
func Ratio(a, b RGB) float64 {
	x, y := a.Luminance(), b.Luminance()
	return (max(x, y) + .05) / (min(x, y) + .05)
}

// Blend is what shows where a part (0 to 1) of over lies on under.
func Blend(over RGB, part float64, under RGB) (c RGB) {
	for i := range c {
		c[i] = uint8(math.Round(part*float64(over[i]) + (1-part)*float64(under[i])))
	}
	return c
}

// Contrast is how well the words of a face can be read, each the ratio floored to one decimal.
type Contrast struct {
	Name  float64 // the holder's name
	Small float64 // class, number, the school, the line below the code
	Tile  float64 // the initials, what the code is for
}

// Lowest is the worst of the three.
func (c Contrast) Lowest() float64 { return min(c.Name, c.Small, c.Tile) }

// Enough reports whether everything can be read.
func (c Contrast) Enough() bool { return c.Lowest() >= AA }

// contrastOf judges a colour; light is the lightest pixel of its cover, if it has one.
func contrastOf(color RGB, art bool, light *RGB) Contrast {
	ground := color
	switch {
	case light != nil:
		ground = lighter(color, Blend(color, coverPart, *light))
	case art:
		ground = Blend(White, artPart, color)
	}
	muted := Blend(White, mutedPart, color)
	return Contrast{Name: floor(Ratio(White, ground)), Small: floor(Ratio(muted, ground)), Tile: floor(Ratio(White, Blend(White, tilePart, ground)))}
}

func lighter(a, b RGB) RGB {
	if a.Luminance() > b.Luminance() {
		return a
	}
	return b
}

func floor(v float64) float64 { return math.Floor(v*10) / 10 }

// ContrastOf judges a face; light is the lightest pixel of its cover, "" without one.
func ContrastOf(f Face, light string) Contrast {
	color, _ := ParseColor(f.Color)
	if l, ok := ParseColor(light); ok && f.Cover != "" {
		return contrastOf(color, false, &l)
	}
	return contrastOf(color, f.Art != "", nil)
}

// Mended is the nearest darker tone of a face's colour on which everything can be read: the
// same if it is so already.
func Mended(f Face, light string) string {
	color, _ := ParseColor(f.Color)
	for part := 1000; part > 0; part-- { // the parts of red, green and blue keep their proportion: the same hue
		f.Color = Blend(color, float64(part)/1000, RGB{}).String()
		if ContrastOf(f, light).Enough() {
			return f.Color
		}
	}
	return RGB{}.String()
}
