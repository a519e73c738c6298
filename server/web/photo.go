package web

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
)

func (s *Kit) Photo(w http.ResponseWriter, r *http.Request, school, person string) error {
	var jpeg []byte
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		jpeg, err = campus.Photo(ctx, q, school, person)
		return err
	})
	if err != nil {
		return err
	}
	if jpeg == nil {
		return fault.New(fault.NotFound, "not_found")
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(jpeg)
	return err
}
