// Package picture makes pictures that people hand in small and harmless: photos of
// people, evidence. What comes out was decoded and encoded anew.
package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/jpeg"
	_ "image/png" // a photo may be handed in as one
	"time"

	"golang.org/x/image/draw"

	"yunka/server/fault"
)

// A picture is kept small: the guard's screen shows it 380 x 475. What is handed in
// is bounded before it is unpacked, because a file of 400 KB may be a picture of
// gigabytes: 16 megapixels are 128 MB at most, one at a time.
const (
	MaxBytes       = 10 << 20
	maxPhotoPixels = 16_000_000
	maxPhotoScans  = 64 // of a progressive JPEG: each is a pass over all its pixels
	decodeWithin   = 20 * time.Second
	minPhotoSide   = 100
	photoWidth     = 480
	photoHeight    = 600
	photoQuality   = 82
)

// Shrinker decodes one picture at a time.
type Shrinker struct {
	decoding chan struct{} // holds one: a decoded one may be 128 MB
}

// New makes a Shrinker.
func New() *Shrinker { return &Shrinker{make(chan struct{}, 1)} }

// Shrink is Fit for a photo of a person: at most 480 x 600.
func (s *Shrinker) Shrink(ctx context.Context, file []byte) ([]byte, error) {
	return s.Fit(ctx, file, photoWidth, photoHeight)
}

// Fit decodes a JPEG or PNG and encodes it anew as a JPEG, upright and at most width x
// height, so nothing else of the file is kept. Fails with Invalid photo_size, photo_kind
// (no JPEG or PNG), photo_pixels (more than 16 megapixels, or too laborious to read) or
// photo_small.
func (s *Shrinker) Fit(ctx context.Context, file []byte, width, height int) ([]byte, error) {
	if len(file) == 0 || len(file) > MaxBytes {
		return nil, fault.New(fault.Invalid, "photo_size")
	}
	cfg, kind, err := image.DecodeConfig(bytes.NewReader(file)) // before a few bytes unpack to gigabytes
	switch {
	case err != nil || kind != "jpeg" && kind != "png":
		return nil, fault.New(fault.Invalid, "photo_kind")
	case cfg.Width > 1<<15 || cfg.Height > 1<<15 || cfg.Width*cfg.Height > maxPhotoPixels || kind == "jpeg" && jpegScans(file) > maxPhotoScans:
		return nil, fault.New(fault.Invalid, "photo_pixels")
	case min(cfg.Width, cfg.Height) < minPhotoSide:
		return nil, fault.New(fault.Invalid, "photo_small")
	}
	select {
	case s.decoding <- struct{}{}:
		defer func() { <-s.decoding }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, decodeWithin)
	defer cancel()
	src, _, err := image.Decode(&untilDone{ctx, bytes.NewReader(file)})
	switch {
	case ctx.Err() != nil:
		return nil, fault.New(fault.Invalid, "photo_pixels")
	case err != nil:
		return nil, fault.New(fault.Invalid, "photo_kind")
	}
	turn := orientation(file)
	w, h := cfg.Width, cfg.Height
	if turn >= 5 { // lies on its side
		w, h = h, w
	}
	scale := min(1, float64(width)/float64(w), float64(height)/float64(h))
	dw, dh := int(float64(cfg.Width)*scale), int(float64(cfg.Height)*scale)
	flat := image.NewRGBA(image.Rect(0, 0, dw, dh))
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src) // behind a PNG that one can see through
	draw.CatmullRom.Scale(flat, flat.Bounds(), src, src.Bounds(), draw.Over, nil)
	var out bytes.Buffer
	err = jpeg.Encode(&out, upright(flat, turn), &jpeg.Options{Quality: photoQuality})
	return out.Bytes(), err
}

// untilDone ends a decoder, which takes no context, at its next read.
type untilDone struct {
	ctx  context.Context
	file *bytes.Reader
}

func (r *untilDone) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.file.Read(b[:min(len(b), 4096)])
}

// jpegScans counts the scans of a JPEG: its SOS markers (ITU-T T.81, B.2.3).
func jpegScans(file []byte) (n int) {
	for at := 2; at+4 <= len(file); {
		if file[at] != 0xff || file[at+1] == 0 || file[at+1] == 0xff || file[at+1] >= 0xd0 && file[at+1] <= 0xd7 {
			at++ // inside a scan: data, a stuffed byte, padding, a restart
			continue
		}
		if file[at+1] == 0xda {
			n++
		}
		at += 2 + int(binary.BigEndian.Uint16(file[at+2:]))
	}
	return n
}

// upright turns and mirrors a picture as its EXIF orientation (1 to 8) says.
func upright(src *image.RGBA, turn int) *image.RGBA {
	if turn <= 1 || turn > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if turn >= 5 {
		dst = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			dx, dy := x, y
			switch turn {
			case 2:
				dx = w - 1 - x
			case 3:
				dx, dy = w-1-x, h-1-y
			case 4:
				dy = h - 1 - y
			case 5:
				dx, dy = y, x
			case 6:
				dx, dy = h-1-y, x
			case 7:
				dx, dy = h-1-y, w-1-x
			case 8:
				dx, dy = y, w-1-x
			}
			dst.SetRGBA(dx, dy, src.RGBAAt(x, y))
		}
	}
	return dst
}
