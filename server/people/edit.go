package people

import (
	"context"
	"net/http"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/people"
)

// handRoles are what somebody can be added as by hand.
var handRoles = []allow.Role{allow.Student, allow.Teacher, allow.Parent, allow.Guard, allow.Admin}

func (s *People) newPerson(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.personForm(w, r, school, http.StatusOK, view.PersonForm{Role: string(allow.Student)})
}

func (s *People) addPerson(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	f := personForm(r)
	id, err := s.Campus.AddByHand(web.Finish(r), web.Actor(r), school, campus.PersonDraft{Name: f.Name, Number: f.Number, Phone: f.Phone, Class: f.Class, Role: allow.Role(f.Role)})
	if err != nil {
		return s.personAgain(w, r, school, f, err)
	}
	return web.See(w, r, "/console/people/"+id+"?done=added")
}

func (s *People) editPerson(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	d, err := s.Campus.ReadPerson(r.Context(), web.Actor(r), o.School, o.ID) // on record: it shows the whole phone number
	if err != nil {
		return err
	}
	now := s.Now().UnixMilli()
	return s.personForm(w, r, o.School, http.StatusOK, view.PersonForm{ID: o.ID, Name: d.Person.Name, Number: d.Person.Number, Phone: d.Person.Phone, Class: d.Class(now), Was: d.Stamp(now)})
}

func (s *People) savePerson(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	f := personForm(r)
	f.ID = o.ID
	if err := s.Campus.SavePerson(web.Finish(r), web.Actor(r), o.School, o.ID, campus.PersonDraft{Name: f.Name, Number: f.Number, Phone: f.Phone, Class: f.Class, Was: f.Was}); err != nil {
		return s.personAgain(w, r, o.School, f, err)
	}
	return web.See(w, r, "/console/people/"+o.ID+"?done=changed")
}

func personForm(r *http.Request) view.PersonForm {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	return view.PersonForm{Name: get("name"), Number: get("number"), Phone: get("phone"), Class: get("class"), Role: get("role"), Was: get("was")}
}

// personAgain shows the form with what was typed and the words beside the field
// that they are about.
func (s *People) personAgain(w http.ResponseWriter, r *http.Request, school string, f view.PersonForm, err error) error {
	code := fault.As(err)
	if f.Error, f.Field = editWords(r.Context(), code.Code); f.Error == "" {
		return err
	}
	return s.personForm(w, r, school, fault.Status(err), f)
}

func (s *People) personForm(w http.ResponseWriter, r *http.Request, school string, status int, f view.PersonForm) error {
	v := view.PersonFormView{Form: f}
	for _, role := range handRoles {
		v.Roles = append(v.Roles, string(role))
	}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		classes, err := campus.Classes(ctx, q, sc.ID)
		for _, c := range classes {
			v.Classes = append(v.Classes, frame.Option{Value: c.ID, Text: c.Grade + c.Name})
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.PersonEdit(v))
}

// editWords says what is wrong with what was typed about a person, and at which
// field; "" for a fault that has a page of its own.
func editWords(ctx context.Context, code string) (text, field string) {
	switch code {
	case "person_name":
		return view.PersonNameWrong(ctx), "name"
	case "person_number":
		return view.PersonNumberWrong(ctx), "number"
	case "person_phone":
		return view.PersonPhoneWrong(ctx), "phone"
	case "person_exists":
		return view.PersonTaken(ctx), "number"
	case "person_role":
		return frame.PleaseChoose(ctx), "role"
	case "class_missing", "class_not_found":
		return view.PersonClassMissing(ctx), "class"
	case "person_stale":
		return view.PersonStale(ctx), ""
	case "phone_other_name":
		return view.PhoneOtherName(ctx), "phone"
	case "relation":
		return frame.PleaseChoose(ctx), "relation"
	case "guardianship_exists":
		return view.GuardianTwice(ctx), "name"
	case "guardianship_of_self":
		return view.GuardianSelf(ctx), "name"
	case "not_a_pupil":
		return view.NotAPupil(ctx), ""
	case "membership_over":
		return view.MembershipOver(ctx), ""
	case "membership_exists":
		return view.MembershipTwice(ctx), ""
	case "photo_size", "photo_kind":
		return view.PhotoWrong(ctx), ""
	case "photo_small":
		return view.PhotoTooSmall(ctx), ""
	case "photo_pixels":
		return view.PhotoTooLarge(ctx), ""
	case "own_person":
		return view.OwnMembership(ctx), ""
	}
	return "", ""
}

// addGuardian joins an adult to the pupil in the address.
func (s *People) addGuardian(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	f := personForm(r)
	f.Relation = r.PostForm.Get("relation")
	adult, err := s.Campus.AddGuardian(web.Finish(r), web.Actor(r), o.School, o.ID, f.Name, f.Phone, f.Relation)
	if err != nil {
		if f.Error, f.Field = editWords(r.Context(), fault.As(err).Code); f.Error == "" {
			return err
		}
		if f.Field == "" { // about the person, not about what was typed
			return s.personPage(w, r, web.PersonOf(o.School, o.ID), fault.Status(err), nil, f.Error)
		}
		return s.showPerson(w, r, web.PersonOf(o.School, o.ID), fault.Status(err), besides{guardian: f})
	}
	if err := s.Announced(r.Context(), web.PersonOf(o.School, adult), nil); err != nil {
		return err
	}
	return web.See(w, r, "/console/people/"+o.ID+"?done=joined")
}

// guardianship saves what an adult may do for a child, or ends it.
func (s *People) guardianship(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, campus.OwnerOfGuardianship)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	on := func(name string) bool { return r.PostForm.Get(name) == "on" }
	rights := campus.Rights{View: on("view"), Leave: on("leave"), Pay: on("pay"), Pickup: on("pickup"), Delegate: on("delegate"), Consent: on("consent"), Notify: on("notify")}
	adult, err := s.Campus.SaveGuardianship(web.Finish(r), web.Actor(r), o.School, o.ID, rights, on("restricted"), r.PostForm.Get("end") == "yes")
	if err != nil {
		return err
	}
	if err := s.Announced(r.Context(), web.PersonOf(o.School, adult), nil); err != nil {
		return err
	}
	return web.See(w, r, "/console/people/"+o.Person+"?done=rights")
}

func (s *People) endMember(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Announced(ctx, o, s.Campus.EndMember(ctx, a, o.School, o.ID))
}

func (s *People) resumeMember(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Announced(ctx, o, s.Campus.ResumeMember(ctx, a, o.School, o.ID))
}
