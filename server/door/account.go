package door

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/account/pin"
	"yunka/server/allow"
	"yunka/server/web"
	viewaccount "yunka/views/account"
)

// accountPage is the signed-in account's own page.
func (s *Door) accountPage(w http.ResponseWriter, r *http.Request) error {
	a := web.Actor(r)
	view := viewaccount.SelfView{Page: s.Page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		links, err := account.LinksOf(ctx, q, a.Account)
		if err != nil {
			return err
		}
		have, err := pin.Have(ctx, q, web.Keys(a.People))
		if err != nil {
			return err
		}
		for _, l := range links {
			seat := duty(a, l.SchoolID)
			view.People = append(view.People, viewaccount.Self{
				Name: l.Name, School: l.School, SchoolID: l.SchoolID,
				Unconfirmed: l.Dormant == account.DormantReset, Disabled: l.Dormant == account.DormantOffice,
				MayPIN: seat.Person == l.PersonID && allow.Can(a, allow.PinSet, allow.Target{School: l.SchoolID, Person: l.PersonID}), HasPIN: have[l.PersonID],
			})
		}
		if err := s.readLogins(ctx, q, w, r, links, &view); err != nil {
			return err
		}
		resets, err := account.ResetsOf(ctx, q, a.Account)
		for _, n := range resets {
			view.Resets = append(view.Resets, *web.ResetNote(n))
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, viewaccount.Account(view))
}

// sawReset takes the word that a reset is known; it stands on the account's page
// from then on.
func (s *Door) sawReset(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	if err := s.Accounts.SawResets(r.Context(), web.Actor(r).Account); err != nil {
		return err
	}
	return web.See(w, r, s.from(r))
}
