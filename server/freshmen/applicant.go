package freshmen

import (
	"context"
	"net/http"
	"strconv"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/intake"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/freshmen/office"
)

func (s *Freshmen) applicantPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfApplicant)
	if err != nil {
		return err
	}
	return s.drawApplicant(w, r, o, http.StatusOK, "")
}

func (s *Freshmen) drawApplicant(w http.ResponseWriter, r *http.Request, o web.Named, status int, problem string) error {
	v := view.Applicant{Error: problem}
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		loc := sc.Location()
		v.Shell = sh
		one, err := intake.ApplicantByID(ctx, q, o.ID)
		if err != nil {
			return err
		}
		in, err := intake.ByID(ctx, q, one.IntakeID)
		if err != nil {
			return err
		}
		kin, err := intake.Families(ctx, q, one.ID)
		if err != nil {
			return err
		}
		v.In, v.Row = s.shown(in, loc), rowOf(one, kin[one.ID], loc)
		v.Birth, v.ClassID, v.Grade, v.StateWhy, v.Version, v.PersonID = one.Birth, one.ClassID, one.Grade, one.StateWhy, one.FormVersion, one.PersonID
		v.SentAt, v.Words = web.At(one.SentAt, loc), one.ReviewWords
		for _, k := range kin[one.ID] {
			v.Kin = append(v.Kin, view.Kin{Name: k.Name, Phone: k.Phone, Relation: k.Relation, Proven: web.At(k.ProvenAt, loc)})
		}
		classes, err := campus.Classes(ctx, q, o.School)
		if err != nil {
			return err
		}
		for _, c := range classes {
			v.Classes = append(v.Classes, view.Named{ID: c.ID, Name: campus.ClassName(c.Grade, c.Name)})
		}
		if v.Fields, err = fields(ctx, q, one); err != nil {
			return err
		}
		list, err := intake.ListOf(ctx, q, in, one, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		for i, item := range items(ctx, list, loc) {
			item.Who = "" // of the staff, too: the audit has it
			v.Items = append(v.Items, view.OfficeItem{Item: item, How: string(list[i].Tick.How), Why: list[i].Tick.Why})
		}
		return readings(ctx, q, one, sc, &v)
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "freshmen.viewed", map[string]any{"applicant": o.ID}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.ApplicantPage(v))
}

// readings are what a family has read, and in which version.
func readings(ctx context.Context, q bun.IDB, one intake.Applicant, sc campus.School, v *view.Applicant) error {
	pages, err := intake.Pages(ctx, q, one.IntakeID)
	if err != nil {
		return err
	}
	read, err := intake.Readings(ctx, q, one.ID)
	for _, got := range read {
		line := view.Reading{Title: placeWord(ctx), Who: got.Who, At: web.At(got.At, sc.Location()), Old: got.Version < one.PlaceVersion}
		for _, p := range pages {
			if p.ID == got.PageID {
				line.Title, line.Old = p.Title, got.Version < p.Version
			}
		}
		v.Readings = append(v.Readings, line)
	}
	return err
}

// done ends a form of the applicant's page.
func (s *Freshmen) done(w http.ResponseWriter, r *http.Request, o web.Named, word string, err error) error {
	if err == nil {
		return web.See(w, r, "/console/freshmen/people/"+o.ID+"?done="+word)
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawApplicant(w, r, o, fault.Status(err), words)
}

func (s *Freshmen) saveApplicant(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfApplicant)
	if err != nil {
		return err
	}
	get := r.PostForm.Get
	err = s.intakes.SaveApplicant(web.Finish(r), web.Actor(r), o.ID, intake.Change{Number: get("number"), Grade: get("grade"), Class: get("class"), Dorm: get("dorm"),
		Slot: get("slot"), State: intake.State(get("state")), Why: get("why")})
	return s.done(w, r, o, "freshmen-saved", err)
}

func (s *Freshmen) review(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfApplicant)
	if err != nil {
		return err
	}
	seen, _ := strconv.ParseInt(r.PostForm.Get("seen"), 10, 64)
	err = s.intakes.Decide(web.Finish(r), web.Actor(r), o.ID, intake.Verdict{Accept: r.PostForm.Get("accept") == "1", Words: r.PostForm.Get("words"), Refused: r.PostForm["refuse"], Seen: seen})
	return s.done(w, r, o, "freshmen-reviewed", err)
}

func (s *Freshmen) tick(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfApplicant)
	if err != nil {
		return err
	}
	err = s.intakes.TickByOffice(web.Finish(r), web.Actor(r), o.ID, r.PathValue("step"), intake.How(r.PostForm.Get("how")), r.PostForm.Get("why"))
	return s.done(w, r, o, "freshmen-ticked", err)
}

func (s *Freshmen) untick(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfApplicant)
	if err != nil {
		return err
	}
	err = s.intakes.Untick(web.Finish(r), web.Actor(r), o.ID, r.PathValue("step"))
	return s.done(w, r, o, "freshmen-unticked", err)
}

// picture is one that a family has sent, for who reviews it: each look is on record.
func (s *Freshmen) picture(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfApplicant)
	if err != nil {
		return err
	}
	var jpeg []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		jpeg, err = intake.Picture(ctx, q, o.ID, r.PathValue("field"))
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "freshmen.picture_viewed", map[string]any{"applicant": o.ID, "field": r.PathValue("field")}); err != nil {
		return err
	}
	return jpegAnswer(w, jpeg)
}
