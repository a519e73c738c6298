package eye_test

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"yunka/server/qr"
	"yunka/wasm/kiosk/eye"
)

// scene is what a camera sees: RGBA with codes laid on a grey background.
type scene struct {
	w, h int
	rgba []byte
}

func newScene(w, h int) *scene {
	s := &scene{w, h, make([]byte, 4*w*h)}
	for i := range w * h {
		s.set(i%w, i/w, 150)
	}
	return s
}

func (s *scene) set(x, y int, v byte) {
	if x < 0 || y < 0 || x >= s.w || y >= s.h {
		return
	}
	p := s.rgba[4*(y*s.w+x):]
	p[0], p[1], p[2], p[3] = v, v, v, 255
}

// lay puts a code with its quiet zone at a centre, turned and sized.
func (s *scene) lay(dark func(x, y int) bool, modules int, cx, cy, side, angle float64) {
	whole := float64(modules + 2*qr.Quiet)
	sin, cos := math.Sincos(angle)
	r := int(side)
	for dy := -r; dy <= r; dy++ {
		for dx := -r; dx <= r; dx++ {
			u := (float64(dx)*cos+float64(dy)*sin)/side*whole + whole/2 - qr.Quiet
			v := (-float64(dx)*sin+float64(dy)*cos)/side*whole + whole/2 - qr.Quiet
			if u < -qr.Quiet || v < -qr.Quiet || u >= float64(modules+qr.Quiet) || v >= float64(modules+qr.Quiet) {
				continue
			}
			x, y := int(math.Floor(u)), int(math.Floor(v))
			val := byte(245)
			if x >= 0 && y >= 0 && x < modules && y < modules && dark(x, y) {
				val = 20
			}
			s.set(int(cx)+dx, int(cy)+dy, val)
		}
	}
}

func (s *scene) noise(sigma float64) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range s.w * s.h {
		v := float64(s.rgba[4*i]) + random.NormFloat64()*sigma
		s.set(i%s.w, i/s.w, byte(max(0, min(255, v))))
	}
}

func ours(seed byte) (string, func(x, y int) bool) {
	text := "98" + strings.Repeat(fmt.Sprint(seed%10), 190) + "07"
	symbol, ok := qr.Encode(text)
	if !ok {
		panic("no symbol")
	}
	return text, symbol.Dark
}

func foreign(text string) (int, func(x, y int) bool) {
	m, err := qrcode.NewQRCodeWriter().Encode(text, gozxing.BarcodeFormat_QR_CODE, 0, 0, map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 0})
	if err != nil {
		panic(err)
	}
	return m.GetWidth(), m.Get
}

// read looks as the kiosk does: half first, then the whole frame.
func read(s *scene) []string {
	if list := eye.Read(eye.Half(s.rgba, s.w, s.h, nil)); len(list) > 0 {
		return list
	}
	return eye.Read(eye.Whole(s.rgba, s.w, s.h, nil))
}

func TestReadsWhatPhonesShow(t *testing.T) {
	for _, size := range []image.Point{{640, 480}, {1280, 720}} {
		for name, c := range map[string]struct{ side, angle, noise float64 }{
			"near": {0.8, 0, 0}, "turned": {0.6, 0.5, 0}, "upside down": {0.6, math.Pi, 0}, "noisy": {0.6, 0.1, 18}, "far": {0.42, 0, 6},
		} {
			text, dark := ours(3)
			s := newScene(size.X, size.Y)
			s.lay(dark, qr.Size, float64(size.X)/2, float64(size.Y)/2, c.side*float64(size.Y), c.angle)
			s.noise(c.noise)
			if got := read(s); !slices.Equal(got, []string{text}) {
				t.Errorf("%s at %v: %q", name, size, got)
			}
		}
	}
}

// Two cards held up at once are two texts, never one of them by chance and
// never a mixture.
func TestTwoCodesAreTwo(t *testing.T) {
	a, darkA := ours(1)
	b, darkB := ours(2)
	s := newScene(1280, 720)
	s.lay(darkA, qr.Size, 350, 360, 480, 0)
	s.lay(darkB, qr.Size, 930, 360, 480, 0)
	got := read(s)
	slices.Sort(got)
	if !slices.Equal(got, []string{a, b}) {
		t.Errorf("%d texts: %q", len(got), got)
	}
}

func TestOtherCodesAndNone(t *testing.T) {
	for _, text := range []string{"https://example.com/menu?table=7", "134567890123456789", "你好，😀", strings.Repeat("x", 1200)} {
		n, dark := foreign(text)
		s := newScene(1280, 720)
		s.lay(dark, n, 640, 360, 640, 0)
		if got := read(s); len(got) != 1 || got[0] != text {
			t.Errorf("%.20q: %.60q", text, got)
		}
	}
	text, dark := ours(5)
	half := newScene(640, 480)
	half.lay(dark, qr.Size, 640, 240, 400, 0) // only its left half is in view
	empty := newScene(640, 480)
	empty.noise(40)
	for name, s := range map[string]*scene{"cut in half": half, "nothing": empty, "tiny": newScene(2, 2), "odd": newScene(641, 481)} {
		if got := read(s); len(got) != 0 {
			t.Errorf("%s: %q of %q", name, got, text)
		}
	}
}

func BenchmarkFrame720p(b *testing.B) {
	_, dark := ours(3)
	s := newScene(1280, 720)
	s.lay(dark, qr.Size, 640, 360, 430, 0.1)
	var room []byte
	for b.Loop() {
		g := eye.Half(s.rgba, s.w, s.h, room)
		room = g.Pixels
		if len(eye.Read(g)) != 1 {
			b.Fatal("not read")
		}
	}
}
