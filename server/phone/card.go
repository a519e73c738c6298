package phone

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/card"
	"yunka/server/fault"
	"yunka/server/web"
	"yunka/views/cardpage"
)

func (s *Phone) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/v/{code}", Action: allow.PagePublic, Handle: s.guestPage},
		{Method: "GET", Pattern: "/card", Action: allow.CardView, Handle: s.cardPage},
		{Method: "GET", Pattern: "/card/shell", Action: allow.PagePublic, Handle: s.cardShell},
		{Method: "GET", Pattern: "/manifest.webmanifest", Action: allow.PagePublic, Handle: s.manifest, Bare: true},
		{Method: "GET", Pattern: "/sw.js", Action: allow.PagePublic, Handle: s.cardWorker, Bare: true},
		{Method: "POST", Pattern: "/card/{id}/challenge", Action: allow.CardClaim, Handle: s.cardChallenge, MaxBody: web.MaxJSON, JSON: true},
		{Method: "POST", Pattern: "/card/{id}/claim", Action: allow.CardClaim, Handle: s.cardClaim, MaxBody: web.MaxJSON, JSON: true},
		{Method: "POST", Pattern: "/card/{id}/consent", Action: allow.CardConsent, Handle: s.cardAgree},
		{Method: "POST", Pattern: "/card/{id}/withdraw", Action: allow.CardConsent, Handle: s.cardWithdraw},
		{Method: "POST", Pattern: "/card/{id}/freeze", Action: allow.CardFreeze, Handle: s.cardFreeze},
		{Method: "POST", Pattern: "/card/{id}/unfreeze", Action: allow.CardUnfreeze, Handle: s.cardUnfreeze},
		{Method: "POST", Pattern: "/card/phones/{id}/remove", Action: allow.CardFreeze, Handle: s.phoneRemove},
		{Method: "POST", Pattern: "/key/{handle}/contact", Action: allow.KeyContact, Handle: s.keyContact, MaxBody: web.MaxJSON, Bare: true, JSON: true},
	}
}

func (s *Phone) cardPage(w http.ResponseWriter, r *http.Request) error {
	return s.cardPageWith(w, r, http.StatusOK, "", "")
}

// cardPageWith shows /card; a problem stands at the forms of its card.
func (s *Phone) cardPageWith(w http.ResponseWriter, r *http.Request, status int, cardID, problem string) error {
	a := web.Actor(r)
	if a.Kind != allow.Account {
		return fault.New(fault.Unauthenticated, "login_required")
	}
	people := web.Keys(a.People)
	for _, p := range people { // the page shows the account's own people, and nobody else
		st := web.StateOf(r)
		st.Checked = true
		if err := allow.Check(a, allow.CardView, allow.Target{Person: p}); err != nil {
			return err
		}
	}
	web.StateOf(r).Checked = true // an account without people sees an empty page
	view := cardpage.View{Page: s.Page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		return s.fillCards(ctx, q, a, people, &view)
	})
	if err != nil {
		return err
	}
	for i := range view.Cards {
		if view.Cards[i].ID == cardID {
			view.Cards[i].Problem = problem
		}
	}
	for _, c := range view.Children {
		if c.Card != nil && c.Card.ID == cardID {
			c.Card.Problem = problem
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, cardpage.Page(view))
}

func (s *Phone) cardChallenge(w http.ResponseWriter, r *http.Request) error {
	s.CheckedByService(r)
	challenge, err := s.Cards.Challenge(r.Context(), web.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, map[string]string{"challenge": challenge})
}

func (s *Phone) cardClaim(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Challenge string `json:"challenge"`
		PublicKey string `json:"public_key"`
		Signature string `json:"signature"`
		Device    string `json:"device"`
		Replace   bool   `json:"replace"`
		Consent   string `json:"consent"`
		Password  string `json:"password"` // asked for by claim_password
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	s.CheckedByService(r)
	id, browsers := r.PathValue("id"), s.Browsers(w, r)
	if err := s.provesClaim(r, id, body.Password, browsers); err != nil {
		return err
	}
	key, err := s.Cards.Claim(web.Finish(r), web.Actor(r), id, card.Claim{
		Challenge: body.Challenge, PublicKey: body.PublicKey, Signature: body.Signature,
		Device: body.Device, Browser: browsers[0], Replace: body.Replace, Consent: body.Consent,
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, key)
}

// provesClaim asks for the password of somebody whose login is not fresh in a browser that
// never had the card: a phone that lies about, logged in, is not to become a card of its
// owner's. Invalid claim_password asks for it; a wrong one fails like CheckPassword.
func (s *Phone) provesClaim(r *http.Request, cardID, password string, browsers []string) error {
	held, err := s.Cards.MayClaim(r.Context(), web.Actor(r), cardID, browsers)
	if err != nil || held || s.FreshLogin(r) {
		return err
	}
	if password == "" {
		return fault.New(fault.Invalid, "claim_password")
	}
	return s.AskPassword(r, password)
}

// keyContact needs no session: the signature of the key says whose it is.
func (s *Phone) keyContact(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Issued    uint32 `json:"issued"`
		Signature string `json:"signature"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	s.CheckedByService(r)
	key, err := s.Cards.Contact(r.Context(), r.PathValue("handle"), body.Issued, body.Signature)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, key)
}

// cardAgree is a guardian's word for a child's card; a holder agrees with the claim.
func (s *Phone) cardAgree(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	s.CheckedByService(r)
	if err := s.Cards.Agree(web.Finish(r), web.Actor(r), r.PathValue("id"), r.PostForm.Get("version")); err != nil {
		return err
	}
	return web.See(w, r, "/card")
}

func (s *Phone) cardWithdraw(w http.ResponseWriter, r *http.Request) error {
	s.CheckedByService(r)
	if err := s.Cards.Withdraw(web.Finish(r), web.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/card")
}

func (s *Phone) cardFreeze(w http.ResponseWriter, r *http.Request) error {
	s.CheckedByService(r)
	if err := s.Cards.Freeze(r.Context(), web.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/card")
}

// cardUnfreeze asks for the password: starting again needs more than stopping. A guardian
// takes back the own stop of a day ago without.
func (s *Phone) cardUnfreeze(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	a := web.Actor(r)
	if a.Kind != allow.Account {
		return fault.New(fault.Unauthenticated, "login_required")
	}
	id := r.PathValue("id")
	if err := s.Cards.MayUnfreeze(r.Context(), a, id); err != nil {
		return err
	}
	mine, err := s.Cards.TakesBack(r.Context(), a.Account, id)
	if err != nil {
		return err
	}
	if !mine {
		if err := s.Accounts.CheckPassword(r.Context(), a.Account, r.PostForm.Get("password")); err != nil {
			if text := web.SecretWords(r.Context(), fault.As(err)); text != "" {
				s.RetryAfter(w, err)
				return s.cardPageWith(w, r, fault.Status(err), id, text)
			}
			return err
		}
	}
	s.CheckedByService(r)
	if err := s.Cards.Unfreeze(r.Context(), a, id); fault.As(err).Code == "card_stopped_by_other" {
		return s.cardPageWith(w, r, http.StatusConflict, id, cardpage.StoppedByOther(r.Context()))
	} else if err != nil {
		return err
	}
	return web.See(w, r, "/card")
}

// phoneRemove takes a card off a phone, and goes back to the page that asked for it.
func (s *Phone) phoneRemove(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	s.CheckedByService(r)
	if err := s.Cards.EndKey(r.Context(), web.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, web.Local(r.PostForm.Get("back"), "/card"))
}
