package web

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/scan"
)

// consoleSavePhoto keeps a person's photo, or with remove=yes takes it away.
func (s *Web) consoleSavePhoto(w http.ResponseWriter, r *http.Request) error {
	o, err := s.named(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	done := "photo"
	file, err := photoFile(r)
	switch {
	case err != nil:
		return err
	case r.FormValue("remove") == "yes":
		done, err = "nophoto", s.Campus.RemovePhoto(finish(r), actor(r), o.School, o.ID)
	default:
		err = s.Campus.SavePhoto(finish(r), actor(r), o.School, o.ID, file)
	}
	if err != nil {
		text, _ := editWords(r.Context(), fault.As(err).Code)
		if text == "" {
			return err
		}
		return s.personPage(w, r, o, fault.Status(err), nil, text)
	}
	return see(w, r, "/console/people/"+o.ID+"?done="+done)
}

// photoFile reads the file of the form, "" when none was chosen.
func photoFile(r *http.Request) ([]byte, error) {
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, fault.New(fault.TooLarge, "body_too_large")
		}
		return nil, fault.New(fault.Malformed, "form")
	}
	f, _, err := r.FormFile("photo")
	if err != nil {
		return nil, nil
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, campus.MaxPhotoBytes+1))
}

// consolePhoto shows it to whoever may read the person, which is on record.
func (s *Web) consolePhoto(w http.ResponseWriter, r *http.Request) error {
	o, err := s.personAsked(r)
	if err != nil {
		return err
	}
	if _, err := s.Campus.ReadPerson(r.Context(), actor(r), o.School, o.ID); err != nil {
		return err
	}
	return s.photo(w, r, o.School, o.ID)
}

// kioskPhoto is the photo of whom this terminal has just been shown. The scan
// is the record of that.
func (s *Web) kioskPhoto(w http.ResponseWriter, r *http.Request) error {
	who, err := s.atKiosk(r)
	if err != nil {
		return err
	}
	var person string
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		person, err = scan.Whose(ctx, q, who.School, who.ID, r.PathValue("id"), s.Now())
		return err
	})
	if err != nil {
		return err
	}
	return s.photo(w, r, who.School, person)
}

func (s *Web) photo(w http.ResponseWriter, r *http.Request, school, person string) error {
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
