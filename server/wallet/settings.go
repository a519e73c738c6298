package wallet

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
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

func (s *Wallet) settings(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawSettings(w, r, school, http.StatusOK, view.SettingView{})
}

func (s *Wallet) drawSettings(w http.ResponseWriter, r *http.Request, school string, status int, v view.SettingView) error {
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell, v.Kinds = sh, purse.Kinds
		list, err := sale.Merchants(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, m := range list {
			v.Merchants = append(v.Merchants, merchant(m))
		}
		tills, err := sale.Tills(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, t := range tills {
			v.Tills = append(v.Tills, view.Till{ID: t.ID, Name: t.Name, Merchant: t.MerchantID})
		}
		classes, err := campus.Classes(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, c := range classes {
			v.Classes = append(v.Classes, view.Choice{ID: c.ID, Name: campus.ClassName(c.Grade, c.Name)})
		}
		if v.Problem["set"] == "" {
			set, err := purse.SettingOf(ctx, q, sc.ID)
			if err != nil {
				return err
			}
			v.ChipSale, v.ChipDay, v.TwoFrom, v.PINAbove = yuan(set.ChipSale), yuan(set.ChipDay), yuan(set.TwoFrom), yuan(set.PINAbove)
		}
		if v.Key == "" {
			v.Key = strings.ReplaceAll(db.NewID(), "-", "")[:24]
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Settings(v))
}

// form is a form of the settings page: what it does, and what is drawn if it is refused.
func (s *Wallet) form(w http.ResponseWriter, r *http.Request, name, done string, keep func() view.SettingView, do func(ctx context.Context, school string) error) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	if err := do(web.Finish(r), school); err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		v := keep()
		v.Problem = map[string]string{name: text}
		return s.drawSettings(w, r, school, fault.Status(err), v)
	}
	return web.See(w, r, "/console/money/settings?done="+done)
}

func nothing() view.SettingView { return view.SettingView{} }

func (s *Wallet) addMerchant(w http.ResponseWriter, r *http.Request) error {
	return s.form(w, r, "merchant", "merchant-added", func() view.SettingView { return view.SettingView{Name: r.PostForm.Get("name")} }, func(ctx context.Context, school string) error {
		_, err := s.sales.AddMerchant(ctx, web.Actor(r), school, r.PostForm.Get("name"), r.PostForm.Get("kind"))
		return err
	})
}

func (s *Wallet) changeMerchant(w http.ResponseWriter, r *http.Request) error {
	return s.form(w, r, "merchant", "merchant-changed", nothing, func(ctx context.Context, school string) error {
		return s.sales.ChangeMerchant(ctx, web.Actor(r), school, sale.Merchant{ID: r.PathValue("id"), Name: r.PostForm.Get("name"), Kind: r.PostForm.Get("kind"), State: r.PostForm.Get("state")})
	})
}

func (s *Wallet) bind(w http.ResponseWriter, r *http.Request) error {
	return s.form(w, r, "till", "till-bound", nothing, func(ctx context.Context, school string) error {
		return s.sales.Bind(ctx, web.Actor(r), school, r.PathValue("id"), r.PostForm.Get("merchant"))
	})
}

func (s *Wallet) set(w http.ResponseWriter, r *http.Request) error {
	keep := func() view.SettingView {
		return view.SettingView{ChipSale: r.PostForm.Get("chip_sale"), ChipDay: r.PostForm.Get("chip_day"), TwoFrom: r.PostForm.Get("two_from"), PINAbove: r.PostForm.Get("pin_above")}
	}
	return s.form(w, r, "set", "money-set", keep, func(ctx context.Context, school string) error {
		var set purse.Setting
		if !amounts(r, map[string]*int64{"chip_sale": &set.ChipSale, "chip_day": &set.ChipDay, "two_from": &set.TwoFrom, "pin_above": &set.PINAbove}) {
			return fault.New(fault.Invalid, "purse_rule")
		}
		return s.purses.Set(ctx, web.Actor(r), school, set)
	})
}

// give gives a subsidy to all pupils of a class or of the school, in parts. Interrupted
// and sent again, it goes on: who has it gets nothing more.
func (s *Wallet) give(w http.ResponseWriter, r *http.Request) error {
	keep := func() view.SettingView {
		f := r.PostForm
		return view.SettingView{Key: f.Get("key"), Grant: view.GrantDraft{Name: f.Get("title"), Amount: f.Get("amount"), Until: f.Get("until"), Class: f.Get("class")}}
	}
	return s.form(w, r, "grant", "subsidy-given", keep, func(ctx context.Context, school string) error {
		f := r.PostForm
		fen, _ := msg.Fen(f.Get("amount"))
		g := purse.Given{ID: f.Get("key"), Name: f.Get("title"), Amount: fen}
		var people []string
		err := s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
			sc, err := campus.SchoolByID(ctx, q, school)
			if err != nil {
				return err
			}
			last, err := time.ParseInLocation(time.DateOnly, f.Get("until"), sc.Location())
			if err != nil {
				return fault.New(fault.Invalid, "purse_subsidy")
			}
			g.Expires = last.AddDate(0, 0, 1).UnixMilli()
			var members []campus.Member
			if class := f.Get("class"); class != "" {
				members, err = campus.MembersIn(ctx, q, school, s.Now().UnixMilli(), []allow.Role{allow.Student}, class)
			} else {
				members, err = campus.MembersAt(ctx, q, school, s.Now().UnixMilli(), []allow.Role{allow.Student})
			}
			for _, m := range members {
				people = append(people, m.PersonID)
			}
			return err
		})
		if err != nil {
			return err
		}
		if len(people) == 0 {
			return fault.New(fault.Invalid, "purse_subsidy")
		}
		for part := range slices.Chunk(people, 100) {
			g.People = part
			if _, err := s.purses.Give(ctx, web.Actor(r), school, g); err != nil {
				return err
			}
		}
		return nil
	})
}
