package web

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
)

// stops makes the handler of one of the buttons on a person's page: it finds
// whose thing the address names, does it, and goes back to the person.
func (s *Web) stops(find campus.Owner, done string, do func(ctx context.Context, a allow.Actor, o owned) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		o, err := s.stop(w, r, find, do)
		if err != nil || o.ID == "" {
			return err
		}
		return see(w, r, "/console/people/"+o.Person+"?done="+done)
	}
}

// stop does what a button of a person's page says. What it returns without an id
// was refused, and the page that says why is written.
func (s *Web) stop(w http.ResponseWriter, r *http.Request, find campus.Owner, do func(ctx context.Context, a allow.Actor, o owned) error) (owned, error) {
	o, err := s.named(r, find)
	if err != nil {
		return owned{}, err
	}
	err = do(finish(r), actor(r), o)
	if err == nil {
		return o, nil
	}
	text, _ := editWords(r.Context(), fault.As(err).Code)
	if t := consoleWords(r.Context(), fault.As(err)); t != "" {
		text = t
	}
	if text == "" {
		return owned{}, err
	}
	return owned{}, s.personPage(w, r, personOf(o.School, o.Person), fault.Status(err), nil, text)
}

func (s *Web) suspend(ctx context.Context, a allow.Actor, o owned) error {
	return s.announced(ctx, o, s.Cards.Suspend(ctx, a, o.Person))
}

func (s *Web) restore(ctx context.Context, a allow.Actor, o owned) error {
	return s.announced(ctx, o, s.Cards.Restore(ctx, a, o.Person))
}

// announced tells the account of a person that its rights have moved, so that
// its sockets ask again now. The change is committed: if that fails, they ask
// within half a minute anyway.
func (s *Web) announced(ctx context.Context, o owned, err error) error {
	if err != nil {
		return err
	}
	var id string
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		id, err = account.OfPerson(ctx, q, o.School, o.Person)
		return err
	})
	if err != nil {
		s.Logger.ErrorContext(ctx, "rights moved, account not told", "school", o.School, "err", err)
		return nil
	}
	s.Accounts.Announce(id)
	return nil
}

func (s *Web) freeze(ctx context.Context, a allow.Actor, o owned) error {
	return s.Cards.Freeze(ctx, a, o.ID)
}

func (s *Web) unfreeze(ctx context.Context, a allow.Actor, o owned) error {
	return s.Cards.Unfreeze(ctx, a, o.ID)
}

func (s *Web) lost(ctx context.Context, a allow.Actor, o owned) error {
	return s.Cards.ReportLost(ctx, a, o.ID)
}

func (s *Web) found(ctx context.Context, a allow.Actor, o owned) error {
	return s.Cards.Found(ctx, a, o.ID)
}

func (s *Web) end(ctx context.Context, a allow.Actor, o owned) error {
	return s.Cards.EndKey(ctx, a, o.ID)
}
