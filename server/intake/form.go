package intake

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/secret"
)

// Kind of a field.
type Kind string

const (
	KindLine    Kind = "line"
	KindText    Kind = "text"
	KindNumber  Kind = "number"
	KindDate    Kind = "date"
	KindPhone   Kind = "phone"
	KindChoice  Kind = "choice"
	KindTick    Kind = "tick"
	KindPicture Kind = "picture"
)

// Kinds in the order in which people choose.
var Kinds = []Kind{KindLine, KindText, KindNumber, KindDate, KindPhone, KindChoice, KindTick, KindPicture}

// Limits of a form.
const (
	MaxFields  = 100
	maxLine    = 200   // characters of a line
	maxLong    = 2_000 // of a text
	maxChoices = 40
)

// Field is one of a form.
type Field struct {
	ID, SchoolID, IntakeID string
	Place                  int
	Label, LabelEn, Help   string
	Kind                   Kind
	Choices                string // one a line
	Required               bool
}

// List are the choices.
func (f Field) List() (list []string) {
	for line := range strings.Lines(f.Choices) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// check reads an answer in the one form in which it is kept; ok is false for what is none. An
// empty one is ok: whether it must be there is asked when the form is sent.
func (f Field) check(value string) (clean string, ok bool) {
	value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n"))
	if value == "" {
		return "", true
	}
	if !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		return value, false
	}
	n := utf8.RuneCountInString(value)
	switch f.Kind {
	case KindText:
		return value, n <= maxLong
	case KindNumber:
		return value, n <= 20 && strings.Trim(value, "0123456789.-") == ""
	case KindDate:
		day := Day(value)
		if day == "" {
			return value, false
		}
		return day, true
	case KindPhone:
		phone, is := campus.CleanPhone(value)
		if !is {
			return value, false
		}
		return phone, true
	case KindChoice:
		return value, slices.Contains(f.List(), value)
	case KindTick:
		return "1", value == "1"
	case KindPicture:
		return "", false
	}
	return value, n <= maxLine && !strings.Contains(value, "\n")
}

// firstForm gives an intake the form and the checklist that it begins with.
func firstForm(ctx context.Context, tx *db.Tx, in Intake) error {
	for i, f := range firstFields {
		f.ID, f.SchoolID, f.IntakeID, f.Place = db.NewID(), in.SchoolID, in.ID, i
		if err := putField(ctx, tx, f, true); err != nil {
			return err
		}
	}
	ids := make([]string, len(firstSteps))
	for i, one := range firstSteps {
		st := one.Step
		ids[i] = db.NewID()
		st.ID, st.SchoolID, st.IntakeID, st.Place = ids[i], in.SchoolID, in.ID, i
		for _, before := range one.after {
			st.After = append(st.After, ids[before])
		}
		if err := putStep(ctx, tx, st, true); err != nil {
			return err
		}
	}
	return nil
}

// SaveField adds a field, or changes it if it has an ID; the kind of one that has answers
// stays. Fails with Invalid intake_field, intake_kind, intake_choices; Conflict
// intake_fields_many, intake_field_used.
func (s *Service) SaveField(ctx context.Context, a allow.Actor, intake string, f Field) (id string, err error) {
	var ok [3]bool
	f.Label, ok[0] = Clean(f.Label, maxName)
	f.LabelEn, ok[1] = Clean(f.LabelEn, maxName)
	f.Help, ok[2] = Clean(f.Help, maxText)
	f.Choices = strings.Join(f.List(), "\n")
	switch {
	case f.Label == "" || ok != [3]bool{true, true, true}:
		return "", fault.New(fault.Invalid, "intake_field")
	case !slices.Contains(Kinds, f.Kind):
		return "", fault.New(fault.Invalid, "intake_kind")
	case f.Kind != KindChoice:
		f.Choices = ""
	case len(f.List()) < 2 || len(f.List()) > maxChoices || utf8.RuneCountInString(f.Choices) > maxLong || !utf8.ValidString(f.Choices):
		return "", fault.New(fault.Invalid, "intake_choices")
	}
	if f.LabelEn == "" {
		f.LabelEn = f.Label
	}
	err = s.Act(ctx, a, intake, func(ctx context.Context, tx *db.Tx, in Intake) error {
		fields, err := Fields(ctx, tx, intake)
		if err != nil {
			return err
		}
		isNew := f.ID == ""
		if isNew {
			if len(fields) >= MaxFields {
				return fault.New(fault.Conflict, "intake_fields_many")
			}
			f.ID, f.Place = db.NewID(), 0
			for _, was := range fields {
				f.Place = max(f.Place, was.Place+1)
			}
		} else {
			i := slices.IndexFunc(fields, func(was Field) bool { return was.ID == f.ID })
			if i < 0 {
				return ErrNone
			}
			f.Place = fields[i].Place
			if fields[i].Kind != f.Kind {
				used, err := fieldUsed(ctx, tx, f.ID)
				if err != nil {
					return err
				}
				if used {
					return fault.New(fault.Conflict, "intake_field_used")
				}
			}
		}
		id, f.SchoolID, f.IntakeID = f.ID, in.SchoolID, intake
		if err := putField(ctx, tx, f, isNew); err != nil {
			return err
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.field", map[string]any{"field": id})
	})
	return id, err
}

// MoveField moves a field up by one; DropField takes one out that has no answer, Conflict
// intake_field_used.
func (s *Service) MoveField(ctx context.Context, a allow.Actor, intake, id string) error {
	return s.Act(ctx, a, intake, func(ctx context.Context, tx *db.Tx, in Intake) error {
		fields, err := Fields(ctx, tx, intake)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(fields, func(f Field) bool { return f.ID == id })
		if i < 0 {
			return ErrNone
		}
		if i == 0 {
			return nil
		}
		fields[i], fields[i-1] = fields[i-1], fields[i]
		for place, f := range fields {
			if f.Place != place {
				if err := placeField(ctx, tx, f.ID, place); err != nil {
					return err
				}
			}
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.field", map[string]any{"field": id})
	})
}

// DropField: see MoveField.
func (s *Service) DropField(ctx context.Context, a allow.Actor, intake, id string) error {
	return s.Act(ctx, a, intake, func(ctx context.Context, tx *db.Tx, in Intake) error {
		used, err := fieldUsed(ctx, tx, id)
		if err != nil {
			return err
		}
		if used {
			return fault.New(fault.Conflict, "intake_field_used")
		}
		if err := deleteField(ctx, tx, intake, id); err != nil {
			return err
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.field", map[string]any{"field": id, "dropped": true})
	})
}

// Stamp names an answer that a form was drawn with, so that a save can tell what its writer
// has changed from what somebody else has.
func Stamp(value string) string { return secret.Hash(value)[:8] }

// Written is one field of a form as it came back.
type Written struct {
	Was   string // the Stamp of what the form was drawn with
	Value string
}

// Saved is what a save came to.
type Saved struct {
	Wrong   map[string]string // fields whose answer is none, with what was typed
	Theirs  map[string]string // fields that another of the family changed meanwhile: what stands there now
	Missing []string          // required fields without an answer, where the form was to be sent
	Changed int
	Sent    bool
}

// Fine reports whether all of it is saved.
func (r Saved) Fine() bool { return len(r.Wrong) == 0 && len(r.Theirs) == 0 && len(r.Missing) == 0 }

// SaveForm keeps what a family wrote, field by field: a field that was not touched stays what
// another of the family has made of it meanwhile, and one that both have changed is not
// overwritten but told. What is fine is kept although something else is not. send hands the
// form in, if nothing is missing. Conflict intake_form_over once the school has accepted it or
// the applicant is a pupil.
func (s *Service) SaveForm(ctx context.Context, family allow.Actor, applicant, who string, in map[string]Written, send bool) (r Saved, err error) {
	err = s.byFamily(ctx, family, applicant, func(ctx context.Context, tx *db.Tx, one Applicant) error {
		r = Saved{Wrong: map[string]string{}, Theirs: map[string]string{}}
		if one.Review == Accepted || one.State == Enrolled {
			return fault.New(fault.Conflict, "intake_form_over")
		}
		fields, err := Fields(ctx, tx, one.IntakeID)
		if err != nil {
			return err
		}
		have, err := Answers(ctx, tx, one.ID)
		if err != nil {
			return err
		}
		var put []Answer
		for _, f := range fields {
			w, there := in[f.ID]
			if !there || f.Kind == KindPicture {
				continue
			}
			value, ok := f.check(w.Value)
			now := have[f.ID].Value
			switch {
			case !ok:
				r.Wrong[f.ID] = w.Value
			case Stamp(value) == w.Was || value == now: // untouched, or the same
			case Stamp(now) != w.Was:
				r.Theirs[f.ID] = now
			default:
				put = append(put, Answer{FieldID: f.ID, Value: value})
				have[f.ID] = Answer{FieldID: f.ID, Value: value}
			}
		}
		if err := putAnswers(ctx, tx, one, who, put); err != nil {
			return err
		}
		r.Changed = len(put)
		if r.Changed > 0 {
			one.FormVersion++
			one.FormWho, one.FormAt = who, tx.NowMS()
		}
		if send {
			if r.Missing, err = missing(ctx, tx, one.ID, fields, have); err != nil {
				return err
			}
			if r.Fine() {
				r.Sent, one.SentAt, one.Review = true, tx.NowMS(), Waiting
				if err := does(ctx, tx, one, Form, Tick{Who: who}); err != nil {
					return err
				}
			}
		}
		if r.Changed == 0 && !r.Sent {
			return nil
		}
		if err := Update(ctx, tx, one); err != nil {
			return err
		}
		verb := "freshmen.written"
		if r.Sent {
			verb = "freshmen.sent"
		}
		return s.familyNoted(ctx, tx, one, verb, map[string]any{"who": who, "fields": r.Changed})
	})
	return r, err
}

// missing are the required fields without an answer or, for evidence, without a picture that
// was not refused.
func missing(ctx context.Context, tx *db.Tx, applicant string, fields []Field, have map[string]Answer) (list []string, err error) {
	pictures, err := EvidenceOf(ctx, tx, applicant)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		e, sent := pictures[f.ID]
		switch {
		case !f.Required:
		case f.Kind == KindPicture && (!sent || e.State == PictureRefused), f.Kind != KindPicture && have[f.ID].Value == "":
			list = append(list, f.ID)
		}
	}
	return list, nil
}

// byFamily runs a change by an applicant's family.
func (s *Service) byFamily(ctx context.Context, family allow.Actor, applicant string, fn func(ctx context.Context, tx *db.Tx, one Applicant) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		one, err := Lock(ctx, tx, applicant)
		if err != nil {
			return err
		}
		if err := allow.Check(family, allow.FreshmenFamily, allow.Target{School: one.SchoolID, Applicant: one.ID}); err != nil {
			return err
		}
		return fn(ctx, tx, one)
	})
}

func (s *Service) familyNoted(ctx context.Context, tx *db.Tx, one Applicant, verb string, detail map[string]any) error {
	if err := audit.Record(ctx, tx, audit.Event{School: one.SchoolID, Actor: FamilyName(one.ID), Action: verb, Target: "applicant:" + one.ID, Detail: detail}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, one.SchoolID, feed.Item{Kind: Changed, Subject: one.IntakeID})
}

// TakeCard ticks that a family has taken the code of its account, by which it claims the card.
func (s *Service) TakeCard(ctx context.Context, family allow.Actor, applicant, who string) error {
	return s.byFamily(ctx, family, applicant, func(ctx context.Context, tx *db.Tx, one Applicant) error {
		if err := does(ctx, tx, one, CardOut, Tick{Who: who}); err != nil {
			return err
		}
		return s.familyNoted(ctx, tx, one, "freshmen.card", map[string]any{"who": who})
	})
}
