package qr_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"

	"yunka/server/progtest"
	"yunka/server/qr"
)

const codeDigits = 194

func randomDigits(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(r.IntN(10))
	}
	return string(b)
}

// Every module, and so also the mask, as another encoder has it.
func TestSameAsGozxing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	texts := []string{strings.Repeat("0", codeDigits), strings.Repeat("9", codeDigits), "98" + strings.Repeat("0", 192)}
	for n := 1; n <= qr.MaxDigits; n++ { // padding, and the three lengths of the last group
		texts = append(texts, randomDigits(r, n))
	}
	for range 300 {
		texts = append(texts, "98"+randomDigits(r, codeDigits-2))
	}
	v5 := map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_QR_VERSION: 5}
	masks := map[int]int{}
	for _, text := range texts {
		want, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, v5)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := qr.Encode(text)
		if !ok {
			t.Fatalf("%s refused", text)
		}
		masks[want.GetMaskPattern()]++
		for y := range qr.Size {
			for x := range qr.Size {
				if got.Dark(x, y) != (want.GetMatrix().Get(x, y) == 1) {
					t.Fatalf("%s (mask %d): module %d,%d differs", text, want.GetMaskPattern(), x, y)
				}
			}
		}
	}
	if len(masks) != 8 {
		t.Errorf("only these masks were seen: %v", masks)
	}
}

func TestReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	// Without the hint its search for finders now and then takes three wrong
	// ones, also in symbols of its own making.
	pure := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
	for n := range 300 {
		text := "98" + randomDigits(r, codeDigits-2)
		if n < 20 {
			text = randomDigits(r, 1+n*10)
		}
		s, ok := qr.Encode(text)
		if !ok {
			t.Fatalf("%s refused", text)
		}
		bmp, err := gozxing.NewBinaryBitmapFromImage(picture(&s, 4))
		if err != nil {
			t.Fatal(err)
		}
		got, err := qrcode.NewQRCodeReader().Decode(bmp, pure)
		if err != nil || got.GetText() != text {
			t.Fatalf("%s was read as %v, %v", text, got, err)
		}
		if level := got.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL]; level != "M" {
			t.Errorf("level %v", level)
		}
	}
}

// zbar is what cheap readers are built on.
func TestReadByZbar(t *testing.T) {
	zbar := progtest.Find(t, "zbarimg")
	text := "98" + randomDigits(rand.New(rand.NewPCG(7, 8)), codeDigits-2)
	s, _ := qr.Encode(text)
	var b bytes.Buffer
	if err := png.Encode(&b, picture(&s, 4)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(zbar, "--quiet", "--raw", "--oneshot", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSuffix(string(out), "\n"); got != text {
		t.Errorf("zbar read %q, want %q", got, text)
	}
}

func TestEncodeRefuses(t *testing.T) {
	fits := strings.Repeat("7", qr.MaxDigits)
	if _, ok := qr.Encode(fits); !ok {
		t.Errorf("%d digits were refused", len(fits))
	}
	for _, text := range []string{"", fits + "7", "12a", "-12", "12 ", "１２", "12\x00", "12/", "12:"} {
		if s, ok := qr.Encode(text); ok || s != (qr.Symbol{}) {
			t.Errorf("%q was drawn", text)
		}
	}
}

func TestOutsideIsLight(t *testing.T) {
	s, _ := qr.Encode("98")
	for _, at := range [][2]int{{-1, 0}, {0, -1}, {qr.Size, 0}, {0, qr.Size}, {64, 0}, {1 << 40, 3}} {
		if s.Dark(at[0], at[1]) {
			t.Errorf("%v is dark", at)
		}
	}
	if !s.Dark(0, 0) || !s.Dark(qr.Size-1, 0) || !s.Dark(0, qr.Size-1) {
		t.Error("no finders in the corners")
	}
}

func TestSVGPathDrawsEveryModule(t *testing.T) {
	s, _ := qr.Encode(strings.Repeat("0123456789", 19))
	var drawn qr.Symbol
	step := regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
	path := s.SVGPath()
	for _, m := range step.FindAllStringSubmatch(path, -1) {
		x, y, n := atoi(m[1]), atoi(m[2]), atoi(m[3])
		if m[3] != m[4] {
			t.Fatalf("%s does not close", m[0])
		}
		for i := range n {
			drawn[y] |= 1 << (x + i)
		}
	}
	if drawn != s {
		t.Error("the path is not the symbol")
	}
	if left := step.ReplaceAllString(path, ""); left != "" {
		t.Errorf("the path also has %q", left)
	}
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func picture(s *qr.Symbol, scale int) image.Image {
	const side = qr.Size + 2*qr.Quiet
	img := image.NewGray(image.Rect(0, 0, side*scale, side*scale))
	for y := range side * scale {
		for x := range side * scale {
			shade := color.Gray{Y: 255}
			if s.Dark(x/scale-qr.Quiet, y/scale-qr.Quiet) {
				shade.Y = 0
			}
			img.SetGray(x, y, shade)
		}
	}
	return img
}

func BenchmarkEncode(b *testing.B) {
	text := "98" + randomDigits(rand.New(rand.NewPCG(1, 1)), codeDigits-2)
	for b.Loop() {
		if _, ok := qr.Encode(text); !ok {
			b.Fatal("refused")
		}
	}
}

func ExampleEncode() {
	s, ok := qr.Encode("98")
	fmt.Println(ok, s.Dark(0, 0), len(s.SVGPath()) > 0)
	// Output: true true true
}
