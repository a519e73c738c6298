package people

import (
	"context"
	"net/http"
	"net/url"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/people"
)

// resetSlip makes a reset slip and shows it in this answer only. The form
// may be on another person's page: a class teacher's button for a guardian stands
// on the pupil's.
func (s *People) resetSlip(w http.ResponseWriter, r *http.Request) error {
	o, err := s.personAsked(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	from := o
	if id := r.PostForm.Get("from"); id != "" && id != o.ID {
		if from, err = s.OwnerOf(r.Context(), campus.OwnerOfPerson, id); err != nil || from.School != o.School {
			return fault.New(fault.NotFound, "not_found")
		}
	}
	code, until, err := s.Accounts.IssueReset(web.Finish(r), web.Actor(r), o.ID)
	if err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		return s.personPage(w, r, from, fault.Status(err), nil, text)
	}
	s.Stay(r, o.School)
	v := view.ResetSlipView{Code: code, URL: s.Address(r) + "/reset", BackTo: "/people/" + from.ID, Local: web.OnlyHere(s.Address(r))}
	v.Symbol = web.QR(v.URL + "?code=" + url.QueryEscape(code))
	err = s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.School, v.Until = sh, sc.Name, until.In(sc.Location())
		if v.Name, err = campus.PersonName(ctx, q, o.School, o.ID); err != nil {
			return err
		}
		v.Back, err = campus.PersonName(ctx, q, o.School, from.ID)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.ResetSlip(v))
}

func (s *People) confirmAccount(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Accounts.Confirm(ctx, a, o.Person)
}

// disable disables an account, or its links to this school's people if it is
// also of another school; the page then says which.
func (s *People) disable(w http.ResponseWriter, r *http.Request) error {
	whole := false
	disable := func(ctx context.Context, a allow.Actor, o web.Named) (err error) {
		whole, err = s.Accounts.Disable(ctx, a, o.Person)
		return err
	}
	o, err := s.stop(w, r, campus.OwnerOfPerson, disable)
	if err != nil || o.ID == "" {
		return err
	}
	done := "disabled-here"
	if whole {
		done = "disabled"
	}
	return web.See(w, r, "/console/people/"+o.Person+"?done="+done)
}

func (s *People) enableAccount(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Accounts.Enable(ctx, a, o.Person)
}

// accountState puts to a person's page which account there is and what may be done
// about it. The returned guardians are those whose reset slip stands there, too:
// for a class teacher, who does not see their pages.
func (s *People) accountState(ctx context.Context, q bun.IDB, a allow.Actor, school string, v *view.PersonView, guardians []campus.Kin) (resettable map[string]bool, err error) {
	now := s.Now().UnixMilli()
	l, err := account.LinkOf(ctx, q, school, v.ID)
	if err != nil {
		return nil, err
	}
	v.Account, v.Unconfirmed = maskPhone(l.Login), l.Dormant == account.DormantReset
	v.Off, v.Elsewhere = l.Disabled || l.Dormant == account.DormantOffice, l.Elsewhere
	v.MayDisable = l.AccountID != "" && l.AccountID != a.Account && allow.Can(a, allow.PeopleDisable, allow.Target{School: school, Person: v.ID})
	if v.MayReset, err = account.MayReset(ctx, q, a, school, v.ID, now); err != nil || v.MayChange {
		return nil, err
	}
	resettable = map[string]bool{}
	for _, k := range guardians {
		if resettable[k.PersonID], err = account.MayReset(ctx, q, a, school, k.PersonID, now); err != nil {
			return nil, err
		}
	}
	return resettable, nil
}
