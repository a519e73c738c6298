package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
)

// The icons of the home screen: the mark of favicon.svg, in its box of 24, as PNG. They are
// committed and only copied by the build, because another Go may pack a PNG otherwise.
var homeIcons = []struct {
	name  string
	side  int  // pixels
	round bool // with the favicon's corners; a maskable one fills its square, its launcher cuts it
}{
	{"icon-192.png", 192, true},
	{"icon-512.png", 512, true},
	{"icon-maskable-512.png", 512, false},
}

const (
	box    = 24.0
	corner = 6.0
	stroke = 1.6
)

var (
	ground = color.NRGBA{R: 0x0b, G: 0x5c, B: 0xad, A: 0xff}
	ink    = color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
)

type point struct{ x, y float64 }

// mark is the cloud of favicon.svg with the line beneath it.
func mark() [][]point {
	cloud := []point{{7.6, 13.4}, {16.4, 13.4}}
	for _, arc := range []struct {
		to point
		r  float64
	}{{point{16.9, 7.85}, 2.8}, {point{7.8, 8.4}, 4.8}, {point{7.6, 13.4}, 2.55}} {
		cloud = append(cloud, arcTo(cloud[len(cloud)-1], arc.to, arc.r)...)
	}
	return [][]point{{{5.6, 16.4}, {18.4, 16.4}}, cloud}
}

// arcTo are points of a circle from one point to another, as SVG's "A r r 0 0 0" goes: the
// small arc, against the clock as one sees it.
func arcTo(from, to point, r float64) []point {
	hx, hy := (from.x-to.x)/2, (from.y-to.y)/2
	half := math.Hypot(hx, hy)
	r = math.Max(r, half)
	off := math.Sqrt(r*r-half*half) / half
	cx, cy := (from.x+to.x)/2-off*hy, (from.y+to.y)/2+off*hx
	begin, end := math.Atan2(from.y-cy, from.x-cx), math.Atan2(to.y-cy, to.x-cx)
	for end > begin {
		end -= 2 * math.Pi
	}
	const steps = 48
	list := make([]point, steps)
	for i := range list {
		a := begin + (end-begin)*float64(i+1)/steps
		list[i] = point{cx + r*math.Cos(a), cy + r*math.Sin(a)}
	}
	return list
}

// near is how far a point is from a line.
func near(p point, line []point) float64 {
	best := math.Inf(1)
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		dx, dy := b.x-a.x, b.y-a.y
		t := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			t = math.Max(0, math.Min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/l))
		}
		best = math.Min(best, math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy))
	}
	return best
}

// covered is how much of a pixel lies within, by the distance of its middle to the edge in
// pixels, positive inside.
func covered(inside float64) float64 { return math.Max(0, math.Min(1, inside+.5)) }

func draw(side int, round bool) ([]byte, error) {
	img, lines, scale := image.NewNRGBA(image.Rect(0, 0, side, side)), mark(), float64(side)/box
	for y := range side {
		for x := range side {
			p := point{(float64(x) + .5) / scale, (float64(y) + .5) / scale}
			back := 1.0
			if round {
				out := math.Hypot(math.Max(0, math.Abs(p.x-box/2)-box/2+corner), math.Max(0, math.Abs(p.y-box/2)-box/2+corner))
				back = covered((corner - out) * scale)
			}
			pen := covered((stroke/2 - math.Min(near(p, lines[0]), near(p, lines[1]))) * scale)
			mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-pen) + float64(b)*pen)) }
			img.SetNRGBA(x, y, color.NRGBA{mix(ground.R, ink.R), mix(ground.G, ink.G), mix(ground.B, ink.B), uint8(math.Round(255 * back))})
		}
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err := encoder.Encode(&b, img)
	return b.Bytes(), err
}

// icons draws them into src.
func icons(src string) error {
	for _, icon := range homeIcons {
		made, err := draw(icon.side, icon.round)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(src, icon.name), made, 0o644); err != nil {
			return err
		}
	}
	return nil
}
