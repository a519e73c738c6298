package demo

import (
	"bytes"
	"context"
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"

	"github.com/uptrace/bun"
)

// The faces of a demo school are drawn, one for each pupil: a guard's screen and a
// class page without faces show nothing of what they are for, and a real face has no
// business here.

// Shapes are drawn on 240 x 300; the picture is smaller.
const portraitWidth, portraitHeight, portraitScale = 160, 200, 1.5

// Grandmother is whom a mother of the demo school asks to collect her child.
const Grandmother = "何秀兰"

// portraits gives every pupil a drawn face.
func (b *builder) portraits(ctx context.Context) error {
	var pupils []struct{ ID, Gender string }
	err := b.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
			SELECT p.id, p.gender
			FROM person p
			WHERE p.school_id = ? AND p.number IS NOT NULL
			ORDER BY p.number`, b.school).Scan(ctx, &pupils)
	})
	if err != nil {
		return err
	}
	admin, err := b.adminActor(ctx)
	if err != nil {
		return err
	}
	for i, p := range pupils {
		if err := b.Campus.SavePhoto(ctx, admin, b.school, p.ID, Portrait(i, p.Gender == "女")); err != nil {
			return err
		}
	}
	return nil
}

// shape colours the points that it holds.
type shape struct {
	paint color.RGBA
	holds func(x, y float64) bool
}

func ellipse(cx, cy, rx, ry float64) func(x, y float64) bool {
	return func(x, y float64) bool {
		dx, dy := (x-cx)/rx, (y-cy)/ry
		return dx*dx+dy*dy <= 1
	}
}

// Portrait draws the n-th face as a JPEG: the same one every time.
func Portrait(n int, girl bool) []byte {
	h := fnv.New64a()
	_, _ = h.Write([]byte{byte(n), byte(n >> 8)})
	x := h.Sum64() | 1
	draw := func(k int) int { // a number below k, another one each time
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		return int(x % uint64(k))
	}
	draw(7)
	skin := []color.RGBA{{247, 218, 190, 255}, {240, 204, 170, 255}, {231, 190, 152, 255}, {250, 226, 204, 255}}[draw(4)]
	hair := []color.RGBA{{28, 24, 24, 255}, {44, 34, 30, 255}, {58, 42, 34, 255}}[draw(3)]
	coat := []color.RGBA{{45, 91, 155, 255}, {34, 120, 106, 255}, {150, 54, 60, 255}, {90, 74, 142, 255}}[draw(4)]
	wall := []color.RGBA{{226, 236, 245, 255}, {238, 240, 232, 255}, {244, 234, 228, 255}, {230, 240, 238, 255}}[draw(4)]
	dark := color.RGBA{40, 32, 32, 255}
	face, long, fringe := 62+float64(draw(10)), 78+float64(draw(10)), 96+float64(draw(18))
	eyes, mouth := 24+float64(draw(6)), 16+float64(draw(10))
	shapes := []shape{
		{wall, func(_, _ float64) bool { return true }},
		{coat, ellipse(120, 318, 96, 84)},
		{skin, ellipse(120, 232, 24, 40)}, // neck
	}
	switch style := draw(3); {
	case girl && style == 0: // long hair
		shapes = append(shapes, shape{hair, func(x, y float64) bool { return y > 100 && y < 240 && x > 112-face && x < 128+face }})
	case girl: // two tails
		shapes = append(shapes, shape{hair, ellipse(104-face, 168, 22, 46)}, shape{hair, ellipse(136+face, 168, 22, 46)})
	}
	shapes = append(shapes,
		shape{hair, ellipse(120, 130, face+8, long+6)},
		shape{skin, ellipse(120-face, 150, 10, 16)}, // ears
		shape{skin, ellipse(120+face, 150, 10, 16)},
		shape{skin, ellipse(120, 146, face, long)},
		shape{hair, func(x, y float64) bool { return y < fringe && ellipse(120, 132, face+6, long+4)(x, y) }},
		shape{dark, ellipse(120-eyes, 150, 6, 7)},
		shape{dark, ellipse(120+eyes, 150, 6, 7)},
		shape{hair, func(x, y float64) bool { return y > 134 && y < 138 && (abs(x-120+eyes) < 12 || abs(x-120-eyes) < 12) }},
		shape{color.RGBA{214, 150, 140, 255}, func(x, y float64) bool { return y > 182 && ellipse(120, 180, mouth, 12)(x, y) }},
	)
	if draw(5) == 0 { // glasses
		for _, cx := range []float64{120 - eyes, 120 + eyes} {
			shapes = append(shapes, shape{dark, func(x, y float64) bool { return ellipse(cx, 150, 20, 18)(x, y) && !ellipse(cx, 150, 17, 15)(x, y) }})
		}
		shapes = append(shapes, shape{dark, func(x, y float64) bool { return y > 148 && y < 151 && abs(x-120) < eyes-19 }})
	}
	top := func(x, y float64) int { // which shape is seen there
		for i := len(shapes) - 1; i > 0; i-- {
			if shapes[i].holds(x*portraitScale, y*portraitScale) {
				return i
			}
		}
		return 0
	}
	corners := make([]int, (portraitWidth+1)*(portraitHeight+1))
	for i := range corners {
		corners[i] = top(float64(i%(portraitWidth+1)), float64(i/(portraitWidth+1)))
	}
	img := image.NewRGBA(image.Rect(0, 0, portraitWidth, portraitHeight))
	for py := range portraitHeight {
		for px := range portraitWidth {
			at := py*(portraitWidth+1) + px
			seen := [4]int{corners[at], corners[at+1], corners[at+portraitWidth+1], corners[at+portraitWidth+2]}
			if seen != [4]int{seen[0], seen[0], seen[0], seen[0]} { // an edge: look closer
				for i, d := range [4][2]float64{{.25, .25}, {.75, .25}, {.25, .75}, {.75, .75}} {
					seen[i] = top(float64(px)+d[0], float64(py)+d[1])
				}
			}
			img.SetRGBA(px, py, blend(shapes, seen))
		}
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, img, &jpeg.Options{Quality: 88}) // a buffer takes everything
	return out.Bytes()
}

// blend is the colour of a pixel in which four points see these shapes.
func blend(shapes []shape, seen [4]int) color.RGBA {
	var r, g, b int
	for _, i := range seen {
		paint := shapes[i].paint
		r, g, b = r+int(paint.R), g+int(paint.G), b+int(paint.B)
	}
	return color.RGBA{uint8(r / 4), uint8(g / 4), uint8(b / 4), 255}
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}
