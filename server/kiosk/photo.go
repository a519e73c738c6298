package kiosk

import (
	"context"
	"net/http"

	"yunka/server/scan/history"

	"github.com/uptrace/bun"
)

// photo is the photo of whom this terminal has just been shown. The scan
// is the record of that.
func (s *Kiosk) photo(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var person string
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		person, err = history.Whose(ctx, q, who.School, who.ID, r.PathValue("id"), s.Now())
		return err
	})
	if err != nil {
		return err
	}
	return s.Photo(w, r, who.School, person)
}
