package wallet

import (
	"context"
	"net/http"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/purse"
	"yunka/server/web"
	"yunka/views/console"
	"yunka/views/msg"
	view "yunka/views/wallet"
)

func (s *Wallet) desk(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	person, search := r.URL.Query().Get("person"), strings.TrimSpace(r.URL.Query().Get("q"))
	if err := s.Viewed(r, school, "money.viewed", map[string]any{"person": person, "search": search}); err != nil {
		return err
	}
	return s.drawDesk(w, r, school, person, http.StatusOK, view.DeskView{Search: search})
}

func (s *Wallet) drawDesk(w http.ResponseWriter, r *http.Request, school, person string, status int, v view.DeskView) error {
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell = sh
		found, err := campus.Search(ctx, q, sc.ID, v.Search)
		if err != nil {
			return err
		}
		for _, h := range found {
			v.Found = append(v.Found, view.Person{ID: h.ID, Name: h.Name, Class: h.Class, Number: h.Number})
		}
		if person == "" && len(found) == 1 {
			person = found[0].ID
		}
		if v.Key == "" {
			v.Key = db.NewID()
		}
		if _, _, v.Cash, err = purse.Sums(ctx, q, sc.ID, s.Now().UnixMilli()); err != nil || person == "" {
			return err
		}
		h, err := campus.HitOf(ctx, q, sc.ID, person)
		if err != nil {
			return err
		}
		v.One = &view.Person{ID: h.ID, Name: h.Name, Class: h.Class, Number: h.Number}
		v.Purse, err = s.purse(ctx, q, sc, person)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Desk(v))
}

func (s *Wallet) takeCash(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, "topped-up", func(ctx context.Context, school, person, key string, fen int64) error {
		return s.purses.Desk(ctx, web.Actor(r), school, person, key, fen)
	})
}

func (s *Wallet) payOut(w http.ResponseWriter, r *http.Request) error {
	return s.atDesk(w, r, "paid-out", func(ctx context.Context, school, person, key string, _ int64) error {
		_, err := s.purses.Close(ctx, web.Actor(r), school, person, key)
		return err
	})
}

func (s *Wallet) atDesk(w http.ResponseWriter, r *http.Request, done string, do func(ctx context.Context, school, person, key string, fen int64) error) error {
	if err := web.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	school, err := s.SchoolFor(r, f.Get("school"))
	if err != nil {
		return err
	}
	person, key := f.Get("person"), f.Get("key")
	fen, _ := msg.Fen(f.Get("amount"))
	err = fault.New(fault.Invalid, "purse_amount")
	if key != "" && len(key) <= 36 {
		err = do(web.Finish(r), school, person, key, fen)
	}
	if err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		return s.drawDesk(w, r, school, person, fault.Status(err), view.DeskView{Key: key, Amount: f.Get("amount"), Problem: text})
	}
	return web.See(w, r, "/console/money/desk?person="+person+"&done="+done)
}
