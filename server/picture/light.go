package picture

import (
	"bytes"
	"image"
	"image/jpeg"
)

// Lightest is the pixel of a JPEG that is lightest to the eye: by its luma (ITU-R BT.709), which
// orders colours nearly as their relative luminance does and is what a JPEG keeps.
func Lightest(file []byte) (light [3]uint8, err error) {
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return light, err
	}
	most, b := -1, img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl := rgb(img, x, y)
			if luma := 2126*int(r) + 7152*int(g) + 722*int(bl); luma > most {
				most, light = luma, [3]uint8{r, g, bl}
			}
		}
	}
	return light, nil
}

func rgb(img image.Image, x, y int) (r, g, b uint8) {
	rr, gg, bb, _ := img.At(x, y).RGBA()
	return uint8(rr >> 8), uint8(gg >> 8), uint8(bb >> 8)
}
