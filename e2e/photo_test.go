package e2e

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/uptrace/bun"
)

// The guard sees who should be standing there; a tablet without staff never does.
func TestThePhotoAtTheGate(t *testing.T) {
	s := openSchool(t)
	face := image.NewRGBA(image.Rect(0, 0, 380, 475))
	for i := range face.Pix {
		face.Pix[i] = 200
	}
	face.SetRGBA(0, 0, color.RGBA{A: 255})
	var file bytes.Buffer
	if err := png.Encode(&file, face); err != nil {
		t.Fatal(err)
	}
	admin, school := s.office()
	var pupil string
	err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM person WHERE name = ?", s.Student.Name).Scan(ctx, &pupil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.app.Campus.SavePhoto(s.Context(), admin, school, pupil, file.Bytes()); err != nil {
		t.Fatal(err)
	}
	office := s.browse("office", desk).login(s.Admin).visit("/console/people/" + pupil)
	office.sees(`document.querySelector('.facts img')?.naturalWidth === 380`).shot("person-photo")
	guard := s.kiosk(office, "南门进")
	guard.scans(s.Student.Chip)
	guard.sees(`(i => i && !i.hidden && i.naturalWidth === 380)(document.querySelector('[data-photo] img'))`).shot("kiosk-photo").idle()
	guard.scans("4000000001") // nobody: nothing of the one before is left
	guard.sees(`document.querySelector('[data-photo] img').hidden && !document.querySelector('[data-photo] img').getAttribute('src')`)
}
