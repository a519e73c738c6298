// Package eye finds QR codes in a camera's frame. It is pure and runs natively,
// so that its tests do; wasm/kiosk is the shell round it in the browser.
//
// The decoder is gozxing. A frame is looked at in half its resolution first,
// each pixel the mean of four: that is four times faster and reads more of a
// noisy or dark picture than the whole frame does. A small code in a calm
// picture needs the whole frame, so the caller asks for that now and then.
package eye

import (
	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Grey is a picture of one byte a pixel, row by row.
type Grey struct {
	Width, Height int
	Pixels        []byte
}

// Whole makes a grey picture of RGBA pixels, into room when it is large enough.
func Whole(rgba []byte, width, height int, room []byte) Grey {
	g := grey(width, height, room)
	for i := range g.Pixels {
		g.Pixels[i] = luma(rgba[4*i:])
	}
	return g
}

// Half is Whole in half the width and height: each pixel is the mean of four.
func Half(rgba []byte, width, height int, room []byte) Grey {
	g := grey(width/2, height/2, room)
	for y := range g.Height {
		for x := range g.Width {
			a := 4 * (2*y*width + 2*x)
			b := a + 4*width
			g.Pixels[y*g.Width+x] = byte((uint(luma(rgba[a:])) + uint(luma(rgba[a+4:])) + uint(luma(rgba[b:])) + uint(luma(rgba[b+4:])) + 2) / 4)
		}
	}
	return g
}

func grey(width, height int, room []byte) Grey {
	if cap(room) < width*height {
		room = make([]byte, width*height)
	}
	return Grey{width, height, room[:width*height]}
}

// luma of ITU-R BT.601, in integers.
func luma(p []byte) byte { return byte((77*uint(p[0]) + 150*uint(p[1]) + 29*uint(p[2])) >> 8) }

var hints = map[gozxing.DecodeHintType]any{
	gozxing.DecodeHintType_POSSIBLE_FORMATS: []gozxing.BarcodeFormat{gozxing.BarcodeFormat_QR_CODE},
}

// Read finds the texts of the codes in a picture, each once. Two codes at once
// are found as two: which of them somebody meant is not for a camera to guess.
func Read(g Grey) []string {
	source, err := gozxing.NewPlanarYUVLuminanceSource(g.Pixels, g.Width, g.Height, 0, 0, g.Width, g.Height, false)
	if err != nil {
		return nil
	}
	bitmap, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(source))
	if err != nil {
		return nil
	}
	var texts []string
	add := func(r *gozxing.Result) {
		for _, t := range texts {
			if t == r.GetText() {
				return
			}
		}
		texts = append(texts, r.GetText())
	}
	results, err := multi.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints)
	if err == nil {
		for _, r := range results {
			add(r)
		}
	}
	if len(texts) == 0 { // the reader of one code tries a little harder
		if r, err := qrcode.NewQRCodeReader().Decode(bitmap, hints); err == nil {
			add(r)
		}
	}
	return texts
}
