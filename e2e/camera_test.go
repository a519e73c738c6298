package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// The tablet has a camera. A mother holds her phone to it: what her screen
// shows becomes the camera's picture, and the tablet turns green. Before her
// come a menu's address, somebody's payment code and two codes at once: each is
// named, none opens anything, and none stops the next.
func TestCameraAtTheGate(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin).visit("/console/terminals")
	office.enter("[name=name]", "南门平板").choose("[name=gate]", "南门进").click("[name=kind][value=staff]")
	office.click("form.form button.pri").sees(`document.querySelector('.secret')`)
	pairing := office.says(`document.querySelector('.secret').textContent.trim()`)
	mother := s.browse("mother", phone).login(s.Parent).claim().reads(pill, "live")
	was := mother.which()

	film := s.film(
		shot{1, nil},
		shot{2, []image.Image{drawn(t, "https://example.com/menu?table=7")}}, shot{2.5, nil},
		shot{2, []image.Image{drawn(t, "134567890123456789")}}, shot{2.5, nil},
		shot{2, []image.Image{drawn(t, "98"+strings.Repeat("1", 192)), drawn(t, "98"+strings.Repeat("2", 192))}}, shot{2.5, nil},
		shot{3, []image.Image{mother.screen()}}, shot{2.5, nil},
	)
	// A browser of its own: the camera belongs to the process.
	s.browser = nil
	s.flags = []chromedp.ExecAllocatorOption{chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-video-capture", film), chromedp.Flag("autoplay-policy", "no-user-gesture-required")}
	tab := s.browse("tablet", tablet).visit("/kiosk")
	tab.enter("[name=code]", pairing).click("form[action='/kiosk/pair'] button").sees(`document.querySelector('[data-net]')?.dataset.net === 'online'`).attend()
	tab.click("[data-do=start]").reads(`document.querySelector('[data-camera]').dataset.camera`, "on").shot("kiosk-camera")

	has := func(what string, match func(shown) bool) {
		t.Helper()
		tab.until(what, func() bool { return slices.ContainsFunc(tab.list(), match) })
	}
	about := func(words string) func(shown) bool {
		return func(s shown) bool { return s.Decision == "AMBER" && s.Text == words }
	}
	has("green for the mother", func(got shown) bool { return got.Decision == "ALLOW" && got.Name == s.Parent.Name })
	mother.another(was) // told that it was used
	has("word about a menu", about("这不是云卡的码。请打开校园卡再扫"))
	has("word about a payment code", about("这是付款码，别在这里扫。请打开校园卡"))
	has("word about two codes", about("看到两个码。请一次出示一个"))
	has("word about the code that was used", func(got shown) bool { // the film begins anew, after 5 s or before
		return got.Decision == "REPLAY" && got.Text == "已经放行过，门不再开" || got.Decision == "DENY" && strings.Contains(got.Text, "已经用过")
	})
	green := 0
	for _, got := range tab.list() {
		if got.Decision == "ALLOW" && got.Note == "" {
			green++
		}
	}
	if green > 1 {
		t.Errorf("green %d times: %+v", green, tab.list())
	}
	office.visit("/console").sees(`document.querySelector('#feed').textContent.includes('` + s.Parent.Name + `')`)

	// The camera is pulled out, and plugged in again.
	tab.says(`(() => { const v = document.querySelector('[data-eye]'); const t = v.srcObject.getTracks()[0]; t.stop(); t.dispatchEvent(new Event('ended')) })()`)
	tab.reads(`document.querySelector('[data-eye-text]').textContent`, "摄像头断开了，接上就恢复；扫码枪照常能用").shot("kiosk-camera-lost")
	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" {
		t.Errorf("without its camera the tablet shows %+v", got)
	}
	tab.says(`navigator.mediaDevices.dispatchEvent(new Event('devicechange'))`)
	tab.reads(`document.querySelector('[data-camera]').dataset.camera`, "on")
}

// A tablet whose camera is refused says so, and its scanner works.
func TestCameraRefused(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进") // no camera in this browser
	tab.sees(`document.querySelector('[data-eye-text]').textContent.includes('扫码枪照常能用')`)
	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" {
		t.Errorf("shows %+v", got)
	}
	if got := tab.next(func() { tab.types("134567890123456789") })[0]; got.Text != "这是付款码，别在这里扫。请打开校园卡" {
		t.Errorf("a payment code by the scanner shows %+v", got)
	}
}

// screen cuts the code out of what the window shows.
func (w *window) screen() image.Image {
	w.Helper()
	w.code() // it is there and whole
	img, err := png.Decode(bytes.NewReader(w.picture()))
	if err != nil {
		w.Fatal(err)
	}
	var r []float64
	if err := json.Unmarshal([]byte(w.says(`JSON.stringify((({ left, top, right, bottom }) => [left, top, right, bottom].map((v) => v * devicePixelRatio))(document.querySelector('[data-canvas]').getBoundingClientRect()))`)), &r); err != nil {
		w.Fatal(err)
	}
	cut := image.NewRGBA(image.Rect(0, 0, int(r[2]-r[0]), int(r[3]-r[1])))
	draw.Draw(cut, cut.Bounds(), img, image.Pt(int(r[0]), int(r[1])), draw.Src)
	return cut
}

// drawn is a code by somebody else's program.
func drawn(t *testing.T, text string) image.Image {
	t.Helper()
	m, err := qrcode.NewQRCodeWriter().Encode(text, gozxing.BarcodeFormat_QR_CODE, 500, 500, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// shot is so many seconds of film with these pictures side by side.
type shot struct {
	seconds  float64
	pictures []image.Image
}

// film makes a file that Chromium's fake camera plays for ever: JPEGs one after
// the other, 30 a second.
func (s *school) film(shots ...shot) string {
	s.Helper()
	const wide, high, rate = 1280, 720, 30
	var all bytes.Buffer
	for _, shot := range shots {
		frame := image.NewRGBA(image.Rect(0, 0, wide, high))
		draw.Draw(frame, frame.Bounds(), image.NewUniform(color.Gray{140}), image.Point{}, draw.Src)
		for i, p := range shot.pictures {
			const side = 560
			left, top := wide*(2*i+1)/(2*len(shot.pictures))-side/2, (high-side)/2
			b := p.Bounds()
			for y := range side {
				for x := range side {
					frame.Set(left+x, top+y, p.At(b.Min.X+x*b.Dx()/side, b.Min.Y+y*b.Dy()/side))
				}
			}
		}
		var one bytes.Buffer
		if err := jpeg.Encode(&one, frame, &jpeg.Options{Quality: 85}); err != nil {
			s.Fatal(err)
		}
		all.Write(bytes.Repeat(one.Bytes(), int(shot.seconds*rate)))
	}
	file := filepath.Join(s.TempDir(), fmt.Sprintf("film%d.mjpeg", len(shots)))
	if err := os.WriteFile(file, all.Bytes(), 0o600); err != nil {
		s.Fatal(err)
	}
	return file
}
