package picture_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"

	"yunka/server/fault"
	"yunka/server/picture"
)

// What a small file unpacks to is bounded before it is unpacked: in pixels, in
// passes over them, and in how many are unpacked at once.
func TestAPhotoIsBoundedBeforeItIsUnpacked(t *testing.T) {
	s := picture.New()
	var small bytes.Buffer
	if err := jpeg.Encode(&small, image.NewGray(image.Rect(0, 0, 160, 200)), nil); err != nil {
		t.Fatal(err)
	}
	good := small.Bytes()
	scan := bytes.Index(good, []byte{0xff, 0xda})
	scans := func(n int) []byte { // the picture, passed over n times
		b := append([]byte{}, good[:len(good)-2]...)
		for range n - 1 {
			b = append(b, good[scan:len(good)-2]...)
		}
		return append(b, good[len(good)-2:]...)
	}
	var flat bytes.Buffer // 25 megapixels in a few KB
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&flat, &image.Gray{Pix: make([]byte, 5000*5000), Stride: 5000, Rect: image.Rect(0, 0, 5000, 5000)}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Shrink(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for name, file := range map[string][]byte{"25 megapixels": flat.Bytes(), "65 scans": scans(65)} {
		var f *fault.Error
		if _, err := s.Shrink(t.Context(), file); !errors.As(err, &f) || f.Code != "photo_pixels" {
			t.Errorf("%s: %v", name, err)
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
		t.Errorf("%d MB to refuse two files", n>>20)
	}

	release := picture.HoldDecoding(s)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { _, err := s.Shrink(ctx, good); ended <- err }()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("a second photo was unpacked beside the first: %v", err)
	}
	release()
	if _, err := s.Shrink(t.Context(), good); err != nil {
		t.Error(err)
	}
}

// A reader that has to stop in the middle of a picture stops.
func TestALaboriousPhotoIsGivenUp(t *testing.T) {
	s := picture.New()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 200, 200))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Shrink(ctx, b.Bytes()); err == nil {
		t.Error("it was decoded after all")
	}
}
