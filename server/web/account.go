package web

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	viewaccount "yunka/views/account"
	"yunka/views/layout"
)

// accountPage is the signed-in account's own page.
func (s *Web) accountPage(w http.ResponseWriter, r *http.Request) error {
	a := actor(r)
	view := viewaccount.SelfView{Page: s.page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		links, err := account.LinksOf(ctx, q, a.Account)
		if err != nil {
			return err
		}
		have, err := account.HavePIN(ctx, q, keysOf(a.People))
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
		resets, err := account.ResetsOf(ctx, q, a.Account)
		for _, n := range resets {
			view.Resets = append(view.Resets, *resetNote(n))
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, viewaccount.Account(view))
}

// sawReset takes the word that a reset is known; it stands on the account's page
// from then on.
func (s *Web) sawReset(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	if err := s.Accounts.SawResets(r.Context(), actor(r).Account); err != nil {
		return err
	}
	return see(w, r, from(r))
}

func resetNote(n account.ResetNote) *layout.Reset {
	return &layout.Reset{At: at(n.At, campus.School{Zone: n.Zone}.Location()), By: n.By, School: n.School}
}
