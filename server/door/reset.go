package door

import (
	"context"
	"net/http"
	"strings"

	"yunka/server/account"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
	viewaccount "yunka/views/account"
)

// resetForm is the page for whoever holds a reset slip.
func (s *Door) resetForm(w http.ResponseWriter, r *http.Request) error {
	view := viewaccount.ResetView{Page: s.Page(r), Code: r.URL.Query().Get("code")}
	if view.Code == "" {
		return s.Render(w, r, http.StatusOK, viewaccount.Reset(view))
	}
	return s.resetPage(w, r, view, nil)
}

// resetPage shows what the slip of the view opens, and what went wrong with err.
func (s *Door) resetPage(w http.ResponseWriter, r *http.Request, view viewaccount.ResetView, err error) error {
	slip, looked := s.Accounts.PreviewReset(r.Context(), view.Code)
	if looked != nil {
		err = looked
	} else {
		view.Page.SchoolName, view.Name, view.Login = slip.School, slip.Name, slip.Login
		view.Admin, view.Phones, view.Until = slip.Admin, slip.Phones, web.At(slip.Until.UnixMilli(), campus.School{Zone: slip.Zone}.Location())
	}
	if err == nil {
		return s.Render(w, r, http.StatusOK, viewaccount.Reset(view))
	}
	f := fault.As(err)
	text := web.SecretWords(r.Context(), f)
	switch f.Code {
	case "reset_unknown":
		view.CodeError = viewaccount.ResetUnknown(r.Context())
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
	s.RetryAfter(w, err)
	return s.Render(w, r, fault.Status(err), viewaccount.Reset(view))
}

// reset sets the new password and goes on signed in with it.
func (s *Door) reset(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	view := viewaccount.ResetView{Page: s.Page(r), Code: r.PostForm.Get("code"), EndPhones: r.PostForm.Get("phones") == "end"}
	done, err := s.Accounts.Reset(r.Context(), view.Code, r.PostForm.Get("password"))
	if err != nil {
		return s.resetPage(w, r, view, err)
	}
	if view.EndPhones {
		if err := s.endPhones(web.Finish(r), done); err != nil {
			return err
		}
	}
	if err := s.Enter(r.Context(), done.AccountID); err != nil {
		return err
	}
	return web.See(w, r, "/")
}

// endPhones removes the cards of the account's people from their phones.
func (s *Door) endPhones(ctx context.Context, done account.Done) error {
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
