package people

import (
	"context"
	"net/http"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
)

// stops makes the handler of one of the buttons on a person's page: it finds
// whose thing the address names, does it, and goes back to the person.
func (s *People) stops(find campus.Owner, done string, do func(ctx context.Context, a allow.Actor, o web.Named) error) func(http.ResponseWriter, *http.Request) error {
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
func (s *People) stop(w http.ResponseWriter, r *http.Request, find campus.Owner, do func(ctx context.Context, a allow.Actor, o web.Named) error) (web.Named, error) {
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

func (s *People) suspend(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Announced(ctx, o, s.Cards.Suspend(ctx, a, o.Person))
}

func (s *People) restore(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Announced(ctx, o, s.Cards.Restore(ctx, a, o.Person))
}

func (s *People) freeze(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.Freeze(ctx, a, o.ID)
}

func (s *People) unfreeze(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.Unfreeze(ctx, a, o.ID)
}

func (s *People) lost(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.ReportLost(ctx, a, o.ID)
}

func (s *People) found(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.Found(ctx, a, o.ID)
}

func (s *People) end(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.EndKey(ctx, a, o.ID)
}

func (s *People) resetMark(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.ResetMark(ctx, a, o.ID)
}
