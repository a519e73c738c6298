package wallet

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account/pin"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/ledger"
	"yunka/server/live"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/msg"
	view "yunka/views/wallet"
)

const topic = "wallet"

// owner is whose wallet an address names.
type owner struct {
	web.Named
	sc   campus.School
	m    campus.Member
	name string
}

// whose finds them and asks for the route's action.
func (s *Wallet) whose(r *http.Request) (o owner, err error) {
	if web.Actor(r).Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return o, err
		}
		return o, fault.New(fault.Forbidden, "forbidden")
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		id := r.PathValue("id")
		target, err := campus.OwnerOfPerson(ctx, q, id)
		if err != nil {
			return err
		}
		o.Named = web.Named{ID: id, Target: target}
		if o.sc, err = campus.SchoolByID(ctx, q, target.School); err != nil {
			return err
		}
		if o.name, err = campus.PersonName(ctx, q, target.School, id); err != nil {
			return err
		}
		list, err := campus.MembersAt(ctx, q, target.School, s.Now().UnixMilli(), []allow.Role{allow.Student}, id)
		if len(list) > 0 {
			o.m = list[0]
			o.Class = o.m.ClassID
		}
		return err
	})
	if err != nil {
		s.CheckedByService(r)
		return o, err
	}
	return o, s.Check(r, o.Target)
}

// purse is somebody's as the pages show it.
func (s *Wallet) purse(ctx context.Context, q bun.IDB, sc campus.School, person string) (v view.Purse, err error) {
	all, err := purse.Load(ctx, q, sc.ID, person)
	if err != nil {
		return v, err
	}
	p, now := all[person], s.Now()
	v = view.Purse{Open: p.Wallet.ID != "" || len(p.Subsidies) > 0, Closed: p.Wallet.State == ledger.Closed, Has: p.Has()}
	for _, a := range p.Subsidies {
		left := a.Balance - a.Held
		if left <= 0 || a.ExpiresAt > 0 && now.UnixMilli() >= a.ExpiresAt {
			continue
		}
		g, _, err := purse.SubsidyOf(ctx, q, sc.ID, purse.SubsidyID(a.Code))
		if err != nil {
			return v, err
		}
		last := web.At(a.ExpiresAt, sc.Location()).Add(-time.Second)
		v.Subsidies = append(v.Subsidies, view.Subsidy{Name: g.Name, Left: left, Until: last, Days: timetable.DaysBetween(timetable.Today(now, sc.Location()), last.Format(time.DateOnly)) + 1})
	}
	return v, nil
}

func (s *Wallet) page(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	return s.draw(w, r, o, http.StatusOK, nil, "")
}

func (s *Wallet) draw(w http.ResponseWriter, r *http.Request, o owner, status int, draft *view.Draft, problem string) error {
	a := web.Actor(r)
	if err := s.looked(r, o, status); err != nil {
		return err
	}
	var v view.WalletView
	var number int64
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if number, err = feed.Last(ctx, q, o.sc.ID); err != nil {
			return err
		}
		if v, err = s.read(ctx, q, o); err != nil {
			return err
		}
		v.HasPIN, err = pin.HasPayPIN(ctx, q, o.ID)
		return err
	})
	if err != nil {
		return err
	}
	asOf := v.Page.AsOf
	v.Page = s.Page(r)
	v.Page.Live = "/live?topics=" + url.QueryEscape(topic+":"+o.ID) + "&since=" + strconv.FormatInt(number, 10)
	v.Page.Notice = doneWords(r.Context(), r.URL.Query().Get("done"))
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = o.sc.Name, o.sc.Demo, asOf
	v.Own, v.Limits, v.Kinds, v.Problem, v.OpenForm = a.People[o.ID], allow.Can(a, allow.WalletLimit, o.Target), purse.Kinds, problem, problem != ""
	v.TopUp = v.Online && !v.Purse.Closed && allow.Can(a, allow.WalletTopUp, o.Target)
	if v.Draft = draftOf(v.Rule); draft != nil {
		v.Draft = *draft
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Page(v))
}

// looked records that staff looked at somebody's money.
func (s *Wallet) looked(r *http.Request, o owner, status int) error {
	a := web.Actor(r)
	if status != http.StatusOK || a.People[o.ID] || a.Children[o.ID] != 0 {
		return nil
	}
	return s.Viewed(r, o.School, "money.viewed", map[string]any{"person": o.ID})
}

// read is what of the page does not depend on who reads it.
func (s *Wallet) read(ctx context.Context, q bun.IDB, o owner) (v view.WalletView, err error) {
	now, loc := s.Now(), o.sc.Location()
	v = view.WalletView{ID: o.ID, Name: o.name, Class: campus.ClassName(o.m.Grade, o.m.Class), Month: now.In(loc).Format("2006-01")}
	v.Page.AsOf, v.Online = now.In(loc), s.tops.On()
	if v.Purse, err = s.purse(ctx, q, o.sc, o.ID); err != nil {
		return v, err
	}
	all, err := purse.Load(ctx, q, o.sc.ID, o.ID)
	if err != nil {
		return v, err
	}
	rule := all[o.ID].Rule
	v.Rule = view.Rule{PerSale: rule.PerSale, PerMeal: rule.PerMeal, PerDay: rule.PerDay, Low: rule.Low, Blocked: rule.Blocked, SetAt: web.At(rule.SetAt, loc)}
	today := timetable.Today(now, loc)
	list, err := sale.OfPerson(ctx, q, o.sc.ID, o.ID, today)
	if err != nil {
		return v, err
	}
	for _, one := range list {
		if one.State == sale.Paid {
			v.Spent += one.Amount - one.Refunded
		}
		v.Today = append(v.Today, shown(one, loc))
	}
	from, until := month(v.Month, loc)
	b, err := purse.BillOf(ctx, q, o.sc.ID, o.ID, from.UnixMilli(), until.UnixMilli())
	for _, m := range b.Moves {
		if m.Kind == purse.Sale || m.Kind == purse.Refund {
			v.MonthSum -= m.Own + m.Given
		}
	}
	return v, err
}

func shown(s sale.Named, loc *time.Location) view.Sale {
	return view.Sale{ID: s.ID, At: web.At(s.At, loc), Merchant: s.Merchant, Kind: s.MerchantKind, Till: s.Till, Meal: s.Meal, Amount: s.Amount, Given: s.Subsidy, Refunded: s.Refunded,
		State: string(s.State), Reason: string(s.Reason), Person: s.Person, Class: campus.ClassName(s.Grade, s.Class), PersonID: s.PersonID, Seq: s.Seq, Wechat: s.Sale.Kind == sale.Wechat}
}

func yuan(fen int64) string {
	if fen == 0 {
		return ""
	}
	return msg.Yuan(fen)[len("¥"):]
}

func draftOf(r view.Rule) view.Draft {
	return view.Draft{PerSale: yuan(r.PerSale), PerMeal: yuan(r.PerMeal), PerDay: yuan(r.PerDay), Low: yuan(r.Low), Blocked: r.Blocked}
}

// amounts reads fields of a form as fen, an empty one as 0; ok is false if one is none.
func amounts(r *http.Request, into map[string]*int64) (ok bool) {
	ok = true
	for name, v := range into {
		text := r.PostForm.Get(name)
		if text == "" {
			continue
		}
		fen, fine := msg.Fen(text)
		*v, ok = fen, ok && fine
	}
	return ok
}

func (s *Wallet) setLimits(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	d := view.Draft{PerSale: f.Get("per_sale"), PerMeal: f.Get("per_meal"), PerDay: f.Get("per_day"), Low: f.Get("low"), Blocked: f["blocked"]}
	rule := purse.Rule{Blocked: slices.Clone(d.Blocked)}
	err = fault.New(fault.Invalid, "purse_rule")
	if amounts(r, map[string]*int64{"per_sale": &rule.PerSale, "per_meal": &rule.PerMeal, "per_day": &rule.PerDay, "low": &rule.Low}) {
		err = s.purses.SetRule(web.Finish(r), web.Actor(r), o.School, o.ID, rule)
	}
	if err != nil {
		if text := s.FaultWords(r.Context(), fault.As(err)); text != "" {
			return s.draw(w, r, o, fault.Status(err), &d, text)
		}
		return err
	}
	return web.See(w, r, view.Path(o.ID)+"?done=wallet-limited")
}

// Live: a wallet's page is drawn again when something was sold to its person, or its money
// moved.

// mayWatch keeps the wallets that somebody may read.
func mayWatch(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (list []live.Topic, err error) {
	return permit(ctx, q, a, asked, allow.WalletRead)
}

// permit keeps the topics of people with whom somebody may do something.
func permit(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic, what allow.Action) (list []live.Topic, err error) {
	for _, t := range asked {
		target, err := campus.OwnerOfPerson(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if allow.Can(a, what, target) {
			t.School = target.School
			list = append(list, t)
		}
	}
	return list, nil
}

func (s *Wallet) state(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	p, err := s.piece(ctx, q, t.School, t.ID, at)
	return []web.Piece{p}, err
}

func (s *Wallet) piece(ctx context.Context, q bun.IDB, school, person string, at int64) (p web.Piece, err error) {
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return p, err
	}
	v, err := s.read(ctx, q, owner{Named: web.Named{ID: person}, sc: sc})
	return web.Piece{ID: person, Key: "purse", State: true, Version: at, Content: web.Partial("purse", "innerHTML", at, view.Now(v))}, err
}

func (s *Wallet) pieces(ctx context.Context, q bun.IDB, n web.News, ids []string) ([]web.Piece, error) {
	return piecesOf(n, ids, purse.Moved, func(id string) (web.Piece, error) { return s.piece(ctx, q, n.School.ID, id, n.Last) })
}
