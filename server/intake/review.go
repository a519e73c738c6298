package intake

import (
	"context"
	"slices"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/outbox"
)

// PictureState is what the school says of a picture.
type PictureState string

const (
	PictureWaiting  PictureState = "waiting"
	PictureAccepted PictureState = "accepted"
	PictureRefused  PictureState = "refused"
)

// Evidence is kept at most this large: a page can still be read.
const evidenceSide = 1600

// SendPicture keeps a picture that a family sends for a field of evidence: decoded and encoded
// anew, so nothing else of the file is kept. The one before is gone. Fails with what
// picture.Fit fails with, Invalid intake_no_picture for a field that takes none, Conflict
// intake_form_over.
func (s *Service) SendPicture(ctx context.Context, family allow.Actor, applicant, field, who string, file []byte) error {
	jpeg, err := s.pictures.Fit(ctx, file, evidenceSide, evidenceSide)
	if err != nil {
		return err
	}
	return s.byFamily(ctx, family, applicant, func(ctx context.Context, tx *db.Tx, one Applicant) error {
		if one.Review == Accepted || one.State == Enrolled {
			return fault.New(fault.Conflict, "intake_form_over")
		}
		fields, err := Fields(ctx, tx, one.IntakeID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.ID == field && f.Kind == KindPicture }) {
			return fault.New(fault.Invalid, "intake_no_picture")
		}
		if err := putEvidence(ctx, tx, one, field, who, jpeg); err != nil {
			return err
		}
		one.FormVersion++
		one.FormWho, one.FormAt = who, tx.NowMS()
		if err := Update(ctx, tx, one); err != nil {
			return err
		}
		return s.familyNoted(ctx, tx, one, "freshmen.picture", map[string]any{"who": who, "field": field})
	})
}

// Verdict is what the office says of a form that was sent.
type Verdict struct {
	Accept  bool
	Words   string   // for the family; needed unless Accept
	Refused []string // fields whose picture is to be sent again
	Seen    int64    // the form's version that was looked at
}

// Decide answers a form. Needing more opens the form again: its step is the family's once
// more. Fails with Invalid intake_words; Conflict intake_not_waiting when nothing waits, and
// intake_form_moved when the family has changed the form since it was looked at.
func (s *Service) Decide(ctx context.Context, a allow.Actor, applicant string, v Verdict) error {
	words, fine := Clean(v.Words, maxText)
	if !fine || words == "" && !v.Accept {
		return fault.New(fault.Invalid, "intake_words")
	}
	return s.of(ctx, a, applicant, func(ctx context.Context, tx *db.Tx, in Intake, one Applicant) error {
		switch {
		case one.Review != Waiting:
			return fault.New(fault.Conflict, "intake_not_waiting")
		case one.FormVersion != v.Seen:
			return fault.New(fault.Conflict, "intake_form_moved")
		}
		pictures, err := EvidenceOf(ctx, tx, one.ID)
		if err != nil {
			return err
		}
		for field := range pictures {
			state, said := PictureAccepted, ""
			if !v.Accept && slices.Contains(v.Refused, field) {
				state, said = PictureRefused, words
			} else if !v.Accept {
				continue
			}
			if err := setEvidence(ctx, tx, one.ID, field, state, said); err != nil {
				return err
			}
		}
		one.Review, one.ReviewWords, one.ReviewedBy, one.ReviewedAt = Accepted, words, a.Name(), tx.NowMS()
		if v.Accept {
			err = does(ctx, tx, one, Reviewed, Tick{Who: a.Name()})
		} else {
			one.Review = NeedMore
			err = undo(ctx, tx, one, Form)
		}
		if err != nil {
			return err
		}
		if err := Update(ctx, tx, one); err != nil {
			return err
		}
		if err := Tell(ctx, tx, in, NoticeReview, tx.NowMS(), string(one.Review), one.ID); err != nil {
			return err
		}
		return s.Noted(ctx, tx, a.Name(), in, one.ID, "freshmen.reviewed", map[string]any{"review": string(one.Review)})
	})
}

// undo takes back what a fact has ticked.
func undo(ctx context.Context, tx *db.Tx, one Applicant, what Does) error {
	id, err := StepThatDoes(ctx, tx, one.IntakeID, what)
	if err != nil || id == "" {
		return err
	}
	return Unmark(ctx, tx, one.ID, id)
}

// Kinds of notices. They go to the accounts that follow an applicant; a family without an
// account reads the same behind its link.
const (
	NoticePlace  = "freshmen.place"  // class and dormitory are out, or have changed
	NoticePage   = "freshmen.page"   // a page of the guide is out, or has changed
	NoticeReview = "freshmen.review" // the school has answered the form
)

// Told is what a notice tells.
type Told struct {
	Applicant, Name, What string
	Version               int64
}

// Tell writes a notice for the accounts that follow an applicant, "" for all of the
// intake. version makes it one notice for each change.
func Tell(ctx context.Context, tx *db.Tx, in Intake, kind string, version int64, what, applicant string) error {
	list, err := followers(ctx, tx, in.ID, applicant, tx.NowMS())
	if err != nil {
		return err
	}
	for _, f := range list {
		one, err := ApplicantByID(ctx, tx, f.ApplicantID)
		if err != nil {
			return err
		}
		err = outbox.Put(ctx, tx, outbox.Notice{School: in.SchoolID, Kind: kind, Key: kind + ":" + f.ApplicantID + ":" + f.PersonID + ":" + what + ":" + itoa(version),
			To: []outbox.To{outbox.Person(f.PersonID)}, Data: Told{Applicant: one.ID, Name: one.Name, What: what, Version: version}})
		if err != nil {
			return err
		}
	}
	return nil
}
