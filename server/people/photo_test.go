package people_test

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
	"yunka/server/web/webtest"
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

// A photo is kept upright and small, without what the camera wrote into it; what
// is no photo is refused in words; and a terminal sees it only of whom it has
// just been shown.
func TestPhotos(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		admin, teacher, mother := o.As(webtest.AdminOf(o.Mine)), o.As(o.Teacher.Person), o.As(o.Parent.Person)
		page := "/console/people/" + o.Pupil.Person
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
			if a := admin.Photo(o.Pupil.Person, bad); a.StatusCode != 422 || !strings.Contains(a.Body, "照片") {
				t.Errorf("%s: %d", name, a.StatusCode)
			}
		}
		admin.Get(page+"/photo").Has(t, 404)
		teacher.Photo(o.Pupil.Person, wide.Bytes()).Has(t, 403)

		file := sideways(t)
		admin.Photo(o.Pupil.Person, file).Want(t, 303, page+"?done=photo")
		admin.Get(page).Has(t, 200, page+"/photo")
		got := admin.Get(page + "/photo")
		got.Has(t, 200)
		if got.Header.Get("Content-Type") != "image/jpeg" || !strings.Contains(got.Header.Get("Cache-Control"), "no-store") {
			t.Error(got.Header)
		}
		if strings.Contains(got.Body, "GPS") || strings.Contains(got.Body, "Exif") || len(got.Body) > 60_000 {
			t.Errorf("%d bytes, or the camera's words, are left", len(got.Body))
		}
		img, err := jpeg.Decode(strings.NewReader(got.Body))
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() > 480 || b.Dy() > 600 || b.Dy() <= b.Dx() {
			t.Errorf("%v: not upright, or too large", b)
		}
		if r, _, blue, _ := img.At(img.Bounds().Dx()/2, 20).RGBA(); r < blue { // what was left is on top, turned by 90 degrees
			t.Error("it stands on its head")
		}
		teacher.Get(page+"/photo").Has(t, 200)
		mother.Get(page+"/photo").Has(t, 403)
		o.Browser().Get(page+"/photo").Has(t, 303)

		// At the gate, for ten minutes, at that terminal.
		s := o.Mine.Service(t, o.DB)
		guard, beside, queue := o.Tablet(o.Mine, o.Mine.GateIn, true), o.Tablet(o.Mine, o.Mine.GateIn, true), o.Tablet(o.Mine, o.Mine.GateIn, false)
		shown := scantest.Present(t, s, scan.Presentation{Terminal: guard.Who, Key: o.Mine.Key(), Chip: o.Pupil.Chip})
		at := "/kiosk/scans/" + shown.Scan
		guard.Get(at+"/photo").Has(t, 200)
		guard.Get(at+"/before").Has(t, 200, `"photo":true`)
		beside.Get(at+"/photo").Has(t, 404)
		queue.Get(at+"/photo").Has(t, 403)
		o.Pass(11 * time.Minute)
		guard.Get(at+"/photo").Has(t, 404)
		admin.Login("u"+webtest.AdminOf(o.Mine), webtest.SecretPhrase).Want(t, 303, "/")

		admin.Photo(o.Pupil.Person, nil, "remove", "yes").Want(t, 303, page+"?done=nophoto")
		admin.Get(page+"/photo").Has(t, 404)
		o.Verified()
	})
}
