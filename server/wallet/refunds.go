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
	"yunka/server/sale"
	"yunka/server/web"
	"yunka/views/console"
	"yunka/views/msg"
	view "yunka/views/wallet"
)

func (s *Wallet) salePage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, sale.OwnerOf)
	if err != nil {
		return err
	}
	return s.drawSale(w, r, o, http.StatusOK, view.SaleView{})
}

func (s *Wallet) drawSale(w http.ResponseWriter, r *http.Request, o web.Named, status int, v view.SaleView) error {
	if status == http.StatusOK {
		if err := s.Viewed(r, o.School, "money.viewed", map[string]any{"sale": o.ID}); err != nil {
			return err
		}
	}
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell = sh
		of, err := sale.Of(ctx, q, o.School, o.ID)
		if err != nil {
			return err
		}
		one, ok := of[o.ID]
		if !ok {
			return web.ErrNotFound
		}
		v.Sale = shown(one, sc.Location())
		set, err := purse.SettingOf(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.TwoFrom, v.Left = set.TwoFrom, one.Amount-one.Refunded
		list, err := sale.RefundsOf(ctx, q, o.School, o.ID)
		for _, x := range list {
			if x.State == sale.RefundWaiting {
				v.Left -= x.Amount
			}
			shown, err := s.shownRefund(ctx, q, r, sc, x)
			if err != nil {
				return err
			}
			v.Refunds = append(v.Refunds, shown)
		}
		if v.Key == "" {
			v.Key = db.NewID()
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.SalePage(v))
}

func (s *Wallet) shownRefund(ctx context.Context, q bun.IDB, r *http.Request, sc campus.School, x sale.Refund) (v view.Refund, err error) {
	loc := sc.Location()
	v = view.Refund{ID: x.ID, State: x.State, Why: x.Why, Amount: x.Amount, AskedAt: web.At(x.AskedAt, loc), AnsweredAt: web.At(x.AnsweredAt, loc), Mine: web.Actor(r).People[x.AskedBy]}
	if terminal, ok := strings.CutPrefix(x.AskedBy, "terminal:"); ok {
		v.AskedBy, err = sale.TillName(ctx, q, sc.ID, terminal)
	} else if x.AskedBy != "" {
		v.AskedBy, err = campus.PersonName(ctx, q, sc.ID, x.AskedBy)
	}
	return v, err
}

func (s *Wallet) refund(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, sale.OwnerOf)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	v := view.SaleView{Key: f.Get("key"), Amount: f.Get("amount"), Why: f.Get("why")}
	fen, _ := msg.Fen(v.Amount)
	out, err := s.sales.Back(web.Finish(r), web.Actor(r), sale.Refund{ID: v.Key, SchoolID: o.School, SaleID: o.ID, Amount: fen, Why: v.Why})
	if err != nil {
		if v.Problem = s.FaultWords(r.Context(), fault.As(err)); v.Problem == "" {
			return err
		}
		return s.drawSale(w, r, o, fault.Status(err), v)
	}
	done := "refund-done"
	if out.State == sale.RefundWaiting {
		done = "refund-asked"
	}
	return web.See(w, r, "/console/money/sales/"+o.ID+"?done="+done)
}

func (s *Wallet) refunds(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawRefunds(w, r, school, http.StatusOK, "")
}

func (s *Wallet) drawRefunds(w http.ResponseWriter, r *http.Request, school string, status int, problem string) error {
	v := view.RefundsView{Problem: problem}
	if status == http.StatusOK {
		if err := s.Viewed(r, school, "money.viewed", map[string]any{"refunds": true}); err != nil {
			return err
		}
	}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell = sh
		list, err := sale.Waiting(ctx, q, sc.ID)
		for _, x := range list {
			one, err := s.shownRefund(ctx, q, r, sc, x.Refund)
			if err != nil {
				return err
			}
			one.Sale = shown(x.Of, sc.Location())
			v.List = append(v.List, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Refunds(v))
}

func (s *Wallet) answer(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	yes := r.PostForm.Get("yes") == "1"
	if err := s.sales.Answer(web.Finish(r), web.Actor(r), school, r.PathValue("id"), yes); err != nil {
		if text := s.FaultWords(r.Context(), fault.As(err)); text != "" {
			return s.drawRefunds(w, r, school, fault.Status(err), text)
		}
		return err
	}
	done := "refund-refused"
	if yes {
		done = "refund-done"
	}
	return web.See(w, r, "/console/money/refunds?done="+done)
}
