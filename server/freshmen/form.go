package freshmen

import (
	"context"
	"net/http"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/fault"
	"yunka/server/intake"
	"yunka/server/picture"
	"yunka/server/web"
	view "yunka/views/freshmen"
	"yunka/views/msg"
)

func (s *Freshmen) formPage(w http.ResponseWriter, r *http.Request) error {
	m, ok, err := s.family(w, r)
	if err != nil || !ok {
		return err
	}
	return s.drawForm(w, r, http.StatusOK, m, func(*view.Form) {})
}

// drawForm shows the form as it stands; change puts back what was typed, and what is wrong
// with it.
func (s *Freshmen) drawForm(w http.ResponseWriter, r *http.Request, status int, m relative, change func(*view.Form)) error {
	v := view.Form{Page: s.familyPage(r, m), ID: m.one.ID, Name: m.one.Name, Over: m.one.Review == intake.Accepted || m.one.State == intake.Enrolled, Sent: m.one.SentAt > 0}
	if m.one.Review == intake.NeedMore {
		v.Words = m.one.ReviewWords
	}
	v.Other, v.OtherAt = m.other(s.Now())
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		v.Fields, err = fields(ctx, q, m.one)
		return err
	})
	if err != nil {
		return err
	}
	change(&v)
	return s.Render(w, r, status, view.FormPage(v))
}

// fields are a form with what stands in it.
func fields(ctx context.Context, q bun.IDB, one intake.Applicant) (list []view.Field, err error) {
	all, err := intake.Fields(ctx, q, one.IntakeID)
	if err != nil {
		return nil, err
	}
	answers, err := intake.Answers(ctx, q, one.ID)
	if err != nil {
		return nil, err
	}
	pictures, err := intake.EvidenceOf(ctx, q, one.ID)
	for _, f := range all {
		v := view.Field{ID: f.ID, Label: f.Label, Help: f.Help, Kind: string(f.Kind), Choices: f.List(), Required: f.Required,
			Value: answers[f.ID].Value, Was: intake.Stamp(answers[f.ID].Value), TheirsBy: answers[f.ID].Who}
		if msg.LangOf(ctx) == msg.En {
			v.Label = f.LabelEn
		}
		if e, sent := pictures[f.ID]; sent {
			v.Picture, v.PictureWords = string(e.State), e.Words
		}
		list = append(list, v)
	}
	return list, err
}

// saveForm keeps what was written, and hands it in if that was asked. What is wrong is said
// beside its field, with what was typed.
func (s *Freshmen) saveForm(w http.ResponseWriter, r *http.Request) error {
	m, ok, err := s.family(w, r)
	if err != nil || !ok {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	in := map[string]intake.Written{}
	for name := range r.PostForm {
		if id, is := strings.CutPrefix(name, "was."); is && len(in) <= intake.MaxFields {
			in[id] = intake.Written{Was: r.PostForm.Get(name), Value: r.PostForm.Get("f." + id)}
		}
	}
	send := r.PostForm.Get("send") == "1"
	saved, err := s.intakes.SaveForm(web.Finish(r), m.actor, m.one.ID, m.who, in, send)
	if err != nil {
		words, failed := s.beside(r, err)
		if failed != nil {
			return failed
		}
		return s.drawForm(w, r, fault.Status(err), m, func(v *view.Form) { v.Problem = words })
	}
	switch {
	case saved.Sent:
		return web.See(w, r, view.Path(m.one.ID)+"?done=freshmen-sent")
	case saved.Fine() && send: // nothing is missing, and yet not sent: cannot be
		return fault.New(fault.Conflict, "intake_form_over")
	case saved.Fine():
		return web.See(w, r, view.Path(m.one.ID)+"/form?done=freshmen-written")
	}
	missing := map[string]bool{}
	for _, id := range saved.Missing {
		missing[id] = true
	}
	return s.drawForm(w, r, http.StatusUnprocessableEntity, m, func(v *view.Form) {
		v.Problem = formProblem(r.Context(), len(saved.Wrong), len(saved.Theirs), len(saved.Missing))
		for i := range v.Fields {
			f := &v.Fields[i]
			if text, is := saved.Wrong[f.ID]; is {
				f.Value, f.Error = text, fieldWrong(r.Context(), f.Kind)
			} else if theirs, is := saved.Theirs[f.ID]; is {
				f.Theirs, f.Value = theirs, in[f.ID].Value // saved again, it stands on what is now there
			} else if missing[f.ID] {
				f.Error = fieldMissing(r.Context())
			}
		}
	})
}

func (s *Freshmen) sendPicture(w http.ResponseWriter, r *http.Request) error {
	m, ok, err := s.family(w, r)
	if err != nil || !ok {
		return err
	}
	u, err := web.ReadParts(r, "picture", picture.MaxBytes, 256)
	if err == nil {
		err = s.intakes.SendPicture(web.Finish(r), m.actor, m.one.ID, r.PathValue("field"), m.who, u.Content)
	}
	if err == nil {
		return web.See(w, r, view.Path(m.one.ID)+"/form?done=freshmen-picture")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawForm(w, r, fault.Status(err), m, func(v *view.Form) {
		for i := range v.Fields {
			if v.Fields[i].ID == r.PathValue("field") {
				v.Fields[i].Error = words
				return
			}
		}
		v.Problem = words
	})
}

func jpegAnswer(w http.ResponseWriter, jpeg []byte) error {
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, no-store")
	_, err := w.Write(jpeg)
	return err
}

func (s *Freshmen) ownPicture(w http.ResponseWriter, r *http.Request) error {
	m, ok, err := s.family(w, r)
	if err != nil || !ok {
		return err
	}
	var jpeg []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		jpeg, err = intake.Picture(ctx, q, m.one.ID, r.PathValue("field"))
		return err
	})
	if err != nil {
		return err
	}
	return jpegAnswer(w, jpeg)
}
