package wallet

import (
	"context"
	"net/http"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/account/pin"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/live"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/scene"
	"yunka/server/web"
	"yunka/views/ui"
	view "yunka/views/wallet"
)

// Above a sum that the school sets, a sale by phone waits for its payer's PIN. The card's
// page leads there by itself, live; the page of the sale asks for the PIN.

// paying has the handlers of it.
type paying struct{ *Wallet }

// payTopic is what somebody is asked to pay now, on the page of their own card.
const payTopic = "pay"

// asked is a sale that had to wait for its payer.
func (s paying) asked(ctx context.Context, q bun.IDB, o owner, id string) (v view.PayView, err error) {
	w, found, err := sale.WaitOf(ctx, q, id)
	if err == nil && (!found || w.PersonID != o.ID || w.SchoolID != o.School) {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return v, err
	}
	of, err := sale.Of(ctx, q, o.School, id)
	if err != nil {
		return v, err
	}
	v.ID, v.Sale = o.ID, shown(of[id], o.sc.Location())
	v.Until, v.Waiting, v.Voided = web.At(w.UntilAt, o.sc.Location()), w.Open(s.Now().UnixMilli()), w.State == sale.WaitVoided
	v.HasPIN, err = pin.HasPayPIN(ctx, q, o.ID)
	return v, err
}

func (s paying) payPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	return s.drawPay(w, r, o, http.StatusOK, "")
}

func (s paying) drawPay(w http.ResponseWriter, r *http.Request, o owner, status int, problem string) error {
	var v view.PayView
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		v, err = s.asked(ctx, q, o, r.PathValue("sale"))
		return err
	})
	if err != nil {
		return err
	}
	v.Problem = problem
	v.Page = s.Page(r)
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = o.sc.Name, o.sc.Demo, s.Now().In(o.sc.Location())
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.PayPage(v))
}

// pay is the payer's answer: the PIN is a yes.
func (s paying) payNow(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	id := r.PathValue("sale")
	if r.PostForm.Get("no") != "" {
		_, err = s.sales.Decline(web.Finish(r), web.Actor(r), o.School, o.ID, id)
	} else if err = s.Accounts.CheckPayPIN(r.Context(), o.ID, r.PostForm.Get("pin")); err == nil {
		_, err = s.sales.Agree(web.Finish(r), web.Actor(r), o.School, o.ID, id)
	}
	if err != nil {
		text := s.payWords(r.Context(), err)
		if text == "" {
			return err
		}
		s.RetryAfter(w, err)
		return s.drawPay(w, r, o, fault.Status(err), text)
	}
	return web.See(w, r, view.PayPath(o.ID, id))
}

func (s paying) payWords(ctx context.Context, err error) string {
	f := fault.As(err)
	if text := s.FaultWords(ctx, f); text != "" {
		return text
	}
	return web.SecretWords(ctx, f)
}

// pinPage sets the PIN: whoever holds an open phone does not know the password.
func (s paying) pinPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	return s.drawPIN(w, r, o, http.StatusOK, r.URL.Query().Get("sale"), nil)
}

func (s paying) drawPIN(w http.ResponseWriter, r *http.Request, o owner, status int, back string, f *fault.Error) error {
	ctx := r.Context()
	old := ui.Field{Name: "password", Label: accountPassword(ctx), Type: "password", Autocomplete: "current-password", MaxLength: 256, Autofocus: true}
	fresh := ui.Field{Name: "pin", Label: payPIN(ctx), Hint: payPINHint(ctx), Type: "password", InputMode: "numeric", Autocomplete: "new-password", MaxLength: 8}
	v := web.SecretView{Page: s.Page(r), Title: payPINTitle(ctx), Lead: payPINLead(ctx), Action: view.PINPath(o.ID), Button: savePIN(ctx), Hidden: map[string]string{"sale": back}}
	if f != nil {
		text := s.payWords(ctx, f)
		switch f.Code {
		case "pin_invalid", "pin_weak":
			fresh.Error = text
		case "login_wrong", "password_wrong":
			old.Error = text
		default:
			v.Error = text
		}
	}
	v.Fields = []ui.Field{old, fresh}
	v.Page.SchoolName, v.Page.Demo = o.sc.Name, o.sc.Demo
	return s.Render(w, r, status, web.SecretPage(v))
}

func (s paying) setPIN(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	back := r.PostForm.Get("sale")
	if err = s.Accounts.CheckPassword(r.Context(), web.Actor(r).Account, r.PostForm.Get("password")); err == nil {
		err = s.Accounts.SetPayPIN(r.Context(), web.Actor(r), o.ID, r.PostForm.Get("pin"))
	}
	if err != nil {
		if s.payWords(r.Context(), err) == "" {
			return err
		}
		s.RetryAfter(w, err)
		return s.drawPIN(w, r, o, fault.Status(err), back, fault.As(err))
	}
	if back != "" {
		return web.See(w, r, view.PayPath(o.ID, back))
	}
	return web.See(w, r, view.Path(o.ID)+"?done=paypin-set")
}

// asksSection is the line of the card page while a till waits for its holder's PIN.
func (s paying) asksSection() scene.Section {
	return scene.Section{
		Order: 1,
		Large: true,
		Draw: func(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
			if h.Child || !allow.Can(h.Actor, allow.WalletPay, allow.Target{School: h.School.ID, Person: h.PersonID}) {
				return nil, nil
			}
			v, err := s.asks(ctx, q, h.School, h.PersonID)
			return view.Asks(v), err
		},
		Topics: func(h scene.Holder) []string {
			if h.Child {
				return nil
			}
			return []string{payTopic + ":" + h.PersonID}
		},
	}
}

// asks is what a till asks somebody now.
func (s paying) asks(ctx context.Context, q bun.IDB, sc campus.School, person string) (v view.AsksView, err error) {
	one, w, found, err := sale.AsksNow(ctx, q, sc.ID, person, s.Now().UnixMilli())
	v.ID = person
	if found {
		v.Sale, v.Until = shown(one, sc.Location()), web.At(w.UntilAt, sc.Location())
	}
	return v, err
}

func mayPay(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (list []live.Topic, err error) {
	return permit(ctx, q, a, asked, allow.WalletPay)
}

func (s paying) asksState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	p, err := s.asksPiece(ctx, q, t.School, t.ID, at)
	return []web.Piece{p}, err
}

func (s paying) asksPiece(ctx context.Context, q bun.IDB, school, person string, at int64) (p web.Piece, err error) {
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return p, err
	}
	v, err := s.asks(ctx, q, sc, person)
	return web.Piece{ID: person, Key: payTopic, State: true, Version: at, Content: web.Partial(view.AsksID(person), "outerMorph", at, view.Asks(v))}, err
}

func (s paying) asksPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) ([]web.Piece, error) {
	return piecesOf(n, ids, sale.Asks, func(id string) (web.Piece, error) { return s.asksPiece(ctx, q, n.School.ID, id, n.Last) })
}

// piecesOf draws anew the people of a topic who presented something or of whom an item of a
// kind is.
func piecesOf(n web.News, ids []string, kind string, draw func(id string) (web.Piece, error)) (out []web.Piece, err error) {
	moved := map[string]bool{}
	for _, it := range n.Items {
		if it.Kind == kind || it.Kind == purse.Moved || it.Kind == "scan" || it.Kind == "undo" {
			moved[it.Person] = true
		}
	}
	for _, e := range n.Entries {
		moved[e.PersonID] = true
	}
	for _, id := range ids {
		if !moved[id] {
			continue
		}
		p, err := draw(id)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}
