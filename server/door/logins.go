package door

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/account/sessions"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/scan/history"
	"yunka/server/web"
	viewaccount "yunka/views/account"
)

// readLogins fills the account's page with where it is logged in and on which phones its
// cards are. Times are in the zone of its first school.
func (s *Door) readLogins(
	ctx context.Context, q bun.IDB, w http.ResponseWriter, r *http.Request, links []account.Link, view *viewaccount.SelfView,
) error {
	loc := time.UTC
	if len(links) > 0 {
		loc = campus.School{Zone: links[0].Zone}.Location()
	}
	a := web.Actor(r)
	view.Now = s.Now().In(loc)
	list, err := sessions.Of(ctx, q, a, s.Now().UnixMilli())
	if err != nil {
		return err
	}
	mine := s.TokenHash(r)
	for _, l := range list {
		view.Logins = append(view.Logins, viewaccount.Session{
			ID: l.ID, Browser: l.Browser, Since: web.At(l.Since, loc), LastUse: web.At(l.LastAt, loc), Here: l.ID == mine,
		})
	}
	slices.SortStableFunc(view.Logins, func(x, y viewaccount.Session) int { return first(x.Here, y.Here) })
	phones, err := livePhones(ctx, q, a)
	if err != nil {
		return err
	}
	here := s.Browsers(w, r)
	for _, p := range phones {
		v := viewaccount.Phone{
			ID: p.ID, Device: p.Device, Holder: p.holder, School: p.school, Role: p.role,
			Since: web.At(p.CreatedAt, loc), LastUse: web.At(p.LastAt, loc), Here: slices.Contains(here, p.BrowserHash),
		}
		at, place, err := history.LastUse(ctx, q, p.ID)
		if err != nil {
			return err
		}
		if at != 0 {
			v.LastUse, v.Where = web.At(at, loc), place
		}
		view.Phones = append(view.Phones, v)
	}
	slices.SortStableFunc(view.Phones, func(x, y viewaccount.Phone) int { return first(x.Here, y.Here) })
	return nil
}

// first sorts what is true before what is not.
func first(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// livePhone is a phone that makes codes for a card of the account.
type livePhone struct {
	card.CredentialView
	holder, school, role string
}

// livePhones are those of the account's own people: a child's are the child's.
func livePhones(ctx context.Context, q bun.IDB, a allow.Actor) (list []livePhone, err error) {
	cards, err := card.Of(ctx, q, web.Keys(a.People))
	if err != nil {
		return nil, err
	}
	for _, c := range cards {
		for _, k := range c.Credentials {
			if k.Kind == campus.PhoneKey && k.State == "live" {
				list = append(list, livePhone{k, c.Holder, c.SchoolName, c.Role})
			}
		}
	}
	return list, nil
}

// otherPhones are those that are not this browser.
func (s *Door) otherPhones(w http.ResponseWriter, r *http.Request) (list []livePhone, err error) {
	here := s.Browsers(w, r)
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err = livePhones(ctx, q, web.Actor(r))
		list = slices.DeleteFunc(list, func(p livePhone) bool { return slices.Contains(here, p.BrowserHash) })
		return err
	})
	return list, err
}

// endOtherPhones takes the cards off the phones that are not this browser.
func (s *Door) endOtherPhones(w http.ResponseWriter, r *http.Request) error {
	phones, err := s.otherPhones(w, r)
	if err != nil {
		return err
	}
	for _, p := range phones {
		if err := s.Cards.EndKey(web.Finish(r), web.Actor(r), p.ID); err != nil {
			return err
		}
	}
	return nil
}

// endSession logs the account out in another browser.
func (s *Door) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := s.Accounts.EndSession(web.Finish(r), web.Actor(r).Account, r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/account#logins")
}

// endOthers logs it out everywhere else and takes its cards off all other phones.
func (s *Door) endOthers(w http.ResponseWriter, r *http.Request) error {
	if err := s.Accounts.EndSessions(web.Finish(r), web.Actor(r).Account, s.TokenHash(r)); err != nil {
		return err
	}
	if err := s.endOtherPhones(w, r); err != nil {
		return err
	}
	return web.See(w, r, "/account#logins")
}
