package console

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
)

// stops makes the handler of one of the buttons on a person's page: it finds
// whose thing the address names, does it, and goes back to the person.
func (s *Console) stops(find campus.Owner, done string, do func(ctx context.Context, a allow.Actor, o web.Named) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		o, err := s.stop(w, r, find, do)
		if err != nil || o.ID == "" {
			return err
		}
		return web.See(w, r, "/console/people/"+o.Person+"?done="+done)
	}
}

// stop does what a button of a person's page says. What it returns without an id
// was refused, and the page that says why is written.
func (s *Console) stop(w http.ResponseWriter, r *http.Request, find campus.Owner, do func(ctx context.Context, a allow.Actor, o web.Named) error) (web.Named, error) {
	o, err := s.Named(r, find)
	if err != nil {
		return web.Named{}, err
	}
	err = do(web.Finish(r), web.Actor(r), o)
	if err == nil {
		return o, nil
	}
	text, _ := editWords(r.Context(), fault.As(err).Code)
	if t := s.FaultWords(r.Context(), fault.As(err)); t != "" {
		text = t
	}
	if text == "" {
		return web.Named{}, err
	}
	return web.Named{}, s.personPage(w, r, web.PersonOf(o.School, o.Person), fault.Status(err), nil, text)
}

func (s *Console) suspend(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.announced(ctx, o, s.Cards.Suspend(ctx, a, o.Person))
}

func (s *Console) restore(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.announced(ctx, o, s.Cards.Restore(ctx, a, o.Person))
}

// announced tells the account of a person that its rights have moved, so that
// its sockets ask again now. The change is committed: if that fails, they ask
// within half a minute anyway.
func (s *Console) announced(ctx context.Context, o web.Named, err error) error {
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

func (s *Console) freeze(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.Freeze(ctx, a, o.ID)
}

func (s *Console) unfreeze(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.Unfreeze(ctx, a, o.ID)
}

func (s *Console) lost(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.ReportLost(ctx, a, o.ID)
}

func (s *Console) found(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.Found(ctx, a, o.ID)
}

func (s *Console) end(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.EndKey(ctx, a, o.ID)
}
