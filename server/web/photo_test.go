package web_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// sideways is a JPEG as a phone makes it: stored lying, left half red, with an
// orientation and a place in its Exif.
func sideways(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
	for y := range 1200 {
		for x := range 1600 {
			c := color.RGBA{0, 0, 255, 255}
			if x < 800 {
				c = color.RGBA{255, 0, 0, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, img, nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00GPS 31.2304N 121.4737E")
	exif := append([]byte("Exif\x00\x00"), tiff...)
	head := []byte{0xff, 0xd8, 0xff, 0xe1, 0, 0}
	binary.BigEndian.PutUint16(head[4:], uint16(len(exif)+2))
	return append(append(head, exif...), plain.Bytes()[2:]...)
}

func (b browser) photo(person string, file []byte, pairs ...string) answer {
	b.Helper()
	return b.file("/console/people/"+person+"/photo", "photo", "photo.jpg", file, pairs...)
}

// A photo is kept upright and small, without what the camera wrote into it; what
// is no photo is refused in words; and a terminal sees it only of whom it has
// just been shown.
func TestPhotos(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		admin, teacher, mother := o.as(adminOf(o.mine)), o.as(o.teacher.Person), o.as(o.parent.Person)
		page := "/console/people/" + o.pupil.Person
		var wide, tiny, moving bytes.Buffer
		_ = png.Encode(&wide, image.NewGray(image.Rect(0, 0, 120, 90)))
		_ = png.Encode(&tiny, image.NewGray(image.Rect(0, 0, 99, 400)))
		_ = gif.Encode(&moving, image.NewPaletted(image.Rect(0, 0, 200, 200), color.Palette{color.Black}), nil)
		huge := append([]byte{}, wide.Bytes()...)
		binary.BigEndian.PutUint32(huge[16:], 30_000) // the header promises 30,000 x 30,000
		binary.BigEndian.PutUint32(huge[20:], 30_000)
		for name, bad := range map[string][]byte{
			"nothing": nil, "empty": {}, "text": []byte("<svg onload=alert(1)>"), "a GIF": moving.Bytes(), "too small": tiny.Bytes(), "a bomb": huge, "cut off": sideways(t)[:2000],
			"an Exif that points outside": append([]byte("\xff\xd8\xff\xe1\x00\x12Exif\x00\x00II*\x00\xff\xff\xff\x7f"), sideways(t)[2:]...)[:900],
		} {
			if a := admin.photo(o.pupil.Person, bad); a.StatusCode != 422 || !strings.Contains(a.body, "照片") {
				t.Errorf("%s: %d", name, a.StatusCode)
			}
		}
		admin.get(page+"/photo").has(t, 404)
		teacher.photo(o.pupil.Person, wide.Bytes()).has(t, 403)

		file := sideways(t)
		admin.photo(o.pupil.Person, file).want(t, 303, page+"?done=photo")
		admin.get(page).has(t, 200, page+"/photo")
		got := admin.get(page + "/photo")
		got.has(t, 200)
		if got.Header.Get("Content-Type") != "image/jpeg" || !strings.Contains(got.Header.Get("Cache-Control"), "no-store") {
			t.Error(got.Header)
		}
		if strings.Contains(got.body, "GPS") || strings.Contains(got.body, "Exif") || len(got.body) > 60_000 {
			t.Errorf("%d bytes, or the camera's words, are left", len(got.body))
		}
		img, err := jpeg.Decode(strings.NewReader(got.body))
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() > 480 || b.Dy() > 600 || b.Dy() <= b.Dx() {
			t.Errorf("%v: not upright, or too large", b)
		}
		if r, _, blue, _ := img.At(img.Bounds().Dx()/2, 20).RGBA(); r < blue { // what was left is on top, turned by 90 degrees
			t.Error("it stands on its head")
		}
		teacher.get(page+"/photo").has(t, 200)
		mother.get(page+"/photo").has(t, 403)
		o.browser().get(page+"/photo").has(t, 303)

		// At the gate, for ten minutes, at that terminal.
		s := o.mine.Service(t, o.db)
		guard, beside, queue := o.tablet(o.mine, o.mine.GateIn, true), o.tablet(o.mine, o.mine.GateIn, true), o.tablet(o.mine, o.mine.GateIn, false)
		shown := scantest.Present(t, s, scan.Presentation{Terminal: guard.who, Key: o.mine.Key(), Chip: o.pupil.Chip})
		at := "/kiosk/scans/" + shown.Scan
		guard.get(at+"/photo").has(t, 200)
		guard.get(at+"/before").has(t, 200, `"photo":true`)
		beside.get(at+"/photo").has(t, 404)
		queue.get(at+"/photo").has(t, 403)
		o.pass(11 * time.Minute)
		guard.get(at+"/photo").has(t, 404)
		admin.login("u"+adminOf(o.mine), secretPhrase).want(t, 303, "/")

		admin.photo(o.pupil.Person, nil, "remove", "yes").want(t, 303, page+"?done=nophoto")
		admin.get(page+"/photo").has(t, 404)
		o.verified()
	})
}
