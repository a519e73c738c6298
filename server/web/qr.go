package web

import (
	"fmt"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"

	"yunka/views/ui"
)

// qrPath draws an address as a QR symbol. Package qr, which the phone
// downloads, draws digits only; here size does not matter.
func QR(text string) ui.Code {
	code, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, map[gozxing.EncodeHintType]any{})
	if err != nil { // longer than a symbol holds: the address stands beside it
		return ui.Code{}
	}
	m := code.GetMatrix()
	var d strings.Builder
	for y := range m.GetHeight() {
		for x := range m.GetWidth() {
			if m.Get(x, y) == 1 {
				fmt.Fprintf(&d, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return ui.Code{Size: m.GetWidth(), Path: d.String()}
}
