package people

import (
	"errors"
	"io"
	"net/http"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
)

// savePhoto keeps a person's photo, or with remove=yes takes it away.
func (s *People) savePhoto(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	done := "photo"
	file, err := photoFile(r)
	switch {
	case err != nil:
		return err
	case r.FormValue("remove") == "yes":
		done, err = "nophoto", s.Campus.RemovePhoto(web.Finish(r), web.Actor(r), o.School, o.ID)
	default:
		err = s.Campus.SavePhoto(web.Finish(r), web.Actor(r), o.School, o.ID, file)
	}
	if err != nil {
		text, _ := editWords(r.Context(), fault.As(err).Code)
		if text == "" {
			return err
		}
		return s.personPage(w, r, o, fault.Status(err), nil, text)
	}
	return web.See(w, r, "/console/people/"+o.ID+"?done="+done)
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

// photo shows it to whoever may read the person, which is on record.
func (s *People) photo(w http.ResponseWriter, r *http.Request) error {
	o, err := s.personAsked(r)
	if err != nil {
		return err
	}
	if _, err := s.Campus.ReadPerson(r.Context(), web.Actor(r), o.School, o.ID); err != nil {
		return err
	}
	return s.Photo(w, r, o.School, o.ID)
}
