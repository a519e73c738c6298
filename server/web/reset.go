package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	viewaccount "yunka/views/account"
	"yunka/views/console"
	"yunka/views/msg"
)

// resetForm is the page for whoever holds a reset slip.
func (s *Web) resetForm(w http.ResponseWriter, r *http.Request) error {
	view := viewaccount.ResetView{Page: s.page(r), Code: r.URL.Query().Get("code")}
	if view.Code == "" {
		return s.render(w, r, http.StatusOK, viewaccount.Reset(view))
	}
	return s.resetPage(w, r, view, nil)
}

// resetPage shows what the slip of the view opens, and what went wrong with err.
func (s *Web) resetPage(w http.ResponseWriter, r *http.Request, view viewaccount.ResetView, err error) error {
	slip, looked := s.Accounts.PreviewReset(r.Context(), view.Code)
	if looked != nil {
		err = looked
	} else {
		view.Page.SchoolName, view.Name, view.Login = slip.School, slip.Name, slip.Login
		view.Admin, view.Phones, view.Until = slip.Admin, slip.Phones, at(slip.Until.UnixMilli(), campus.School{Zone: slip.Zone}.Location())
	}
	if err == nil {
		return s.render(w, r, http.StatusOK, viewaccount.Reset(view))
	}
	f := fault.As(err)
	text := secretWords(r.Context(), f)
	switch f.Code {
	case "reset_unknown":
		view.CodeError = msg.ResetUnknown(r.Context())
	case "reset_used", "reset_expired", "reset_ended":
		view.Over = strings.TrimPrefix(f.Code, "reset_")
	default:
		switch {
		case text == "":
			return err
		case strings.HasPrefix(f.Code, "password_"):
			view.PasswordError = text
		default:
			view.Error = text
		}
	}
	s.retryAfter(w, err)
	return s.render(w, r, fault.Status(err), viewaccount.Reset(view))
}

// reset sets the new password and goes on signed in with it.
func (s *Web) reset(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	view := viewaccount.ResetView{Page: s.page(r), Code: r.PostForm.Get("code"), EndPhones: r.PostForm.Get("phones") == "end"}
	done, err := s.Accounts.Reset(r.Context(), view.Code, r.PostForm.Get("password"))
	if err != nil {
		return s.resetPage(w, r, view, err)
	}
	if view.EndPhones {
		if err := s.endPhones(finish(r), done); err != nil {
			return err
		}
	}
	if err := s.enter(r.Context(), done.AccountID); err != nil {
		return err
	}
	return see(w, r, "/")
}

// endPhones removes the cards of the account's people from their phones.
func (s *Web) endPhones(ctx context.Context, done account.Done) error {
	a, err := s.Accounts.Actor(ctx, done.AccountID)
	if err != nil {
		return err
	}
	for _, id := range done.Phones {
		if err := s.Cards.EndKey(ctx, a, id); err != nil {
			return err
		}
	}
	return nil
}

// consoleResetSlip makes a reset slip and shows it in this answer only. The form
// may be on another person's page: a class teacher's button for a guardian stands
// on the pupil's.
func (s *Web) consoleResetSlip(w http.ResponseWriter, r *http.Request) error {
	o, err := s.personAsked(r)
	if err != nil {
		return err
	}
	if err := form(r); err != nil {
		return err
	}
	from := o
	if id := r.PostForm.Get("from"); id != "" && id != o.ID {
		if from, err = s.ownerOf(r.Context(), campus.OwnerOfPerson, id); err != nil || from.School != o.School {
			return fault.New(fault.NotFound, "not_found")
		}
	}
	code, until, err := s.Accounts.IssueReset(finish(r), actor(r), o.ID)
	if err != nil {
		text := consoleWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		return s.personPage(w, r, from, fault.Status(err), nil, text)
	}
	s.sit(r, o.School)
	view := console.ResetSlipView{Code: code, URL: s.address(r) + "/reset", BackTo: "/people/" + from.ID}
	view.Symbol = qrPath(view.URL + "?code=" + url.QueryEscape(code))
	err = s.deskRead(r, o.School, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		view.Shell, view.School, view.Until = sh, sc.Name, until.In(sc.Location())
		if view.Name, err = campus.PersonName(ctx, q, o.School, o.ID); err != nil {
			return err
		}
		view.Back, err = campus.PersonName(ctx, q, o.School, from.ID)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, http.StatusOK, console.ResetSlip(view))
}

func (s *Web) confirmAccount(ctx context.Context, a allow.Actor, o owned) error {
	return s.Accounts.Confirm(ctx, a, o.Person)
}

// consoleDisable disables an account, or its links to this school's people if it is
// also of another school; the page then says which.
func (s *Web) consoleDisable(w http.ResponseWriter, r *http.Request) error {
	whole := false
	disable := func(ctx context.Context, a allow.Actor, o owned) (err error) {
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
	return see(w, r, "/console/people/"+o.Person+"?done="+done)
}

func (s *Web) enableAccount(ctx context.Context, a allow.Actor, o owned) error {
	return s.Accounts.Enable(ctx, a, o.Person)
}

// accountState puts to a person's page which account there is and what may be done
// about it. The returned guardians are those whose reset slip stands there, too:
// for a class teacher, who does not see their pages.
func (s *Web) accountState(ctx context.Context, q bun.IDB, a allow.Actor, school string, view *console.PersonView, guardians []campus.Kin) (resettable map[string]bool, err error) {
	now := s.Now().UnixMilli()
	l, err := account.LinkOf(ctx, q, school, view.ID)
	if err != nil {
		return nil, err
	}
	view.Account, view.Unconfirmed = maskPhone(l.Login), l.Dormant == account.DormantReset
	view.Off, view.Elsewhere = l.Disabled || l.Dormant == account.DormantOffice, l.Elsewhere
	view.MayDisable = l.AccountID != "" && l.AccountID != a.Account && allow.Can(a, allow.PeopleDisable, allow.Target{School: school, Person: view.ID})
	if view.MayReset, err = account.MayReset(ctx, q, a, school, view.ID, now); err != nil || view.MayChange {
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
