package wallet

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/sale/codepay"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/topup"
	"yunka/server/web"
	"yunka/views/console"
	"yunka/views/msg"
	view "yunka/views/wallet"
)

// topUpTopic is an order's page: it turns to paid by itself.
const topUpTopic = "topup"

func (s *Wallet) topUp(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	if gone, err := (wechatLogin{s}).leads(w, r); gone || err != nil {
		return err
	}
	return s.drawTopUp(w, r, o, http.StatusOK, view.TopUpView{Sum: strconv.FormatInt(view.Sums[1], 10)})
}

func (s *Wallet) drawTopUp(w http.ResponseWriter, r *http.Request, o owner, status int, v view.TopUpView) error {
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		p, err := s.purse(ctx, q, o.sc, o.ID)
		if err != nil {
			return err
		}
		v.Has = p.Has
		open, err := topup.OpenOf(ctx, q, o.School, o.ID, s.Now().UnixMilli())
		for _, one := range open {
			v.Open = append(v.Open, s.shownOrder(one, o.sc.Location()))
		}
		return err
	})
	if err != nil {
		return err
	}
	v.Wechat = insideWechat(r)
	if v.Wechat && s.login != nil {
		id, err := (wechatLogin{s}).openID(r)
		if err != nil {
			return err
		}
		v.Inside = id != ""
	}
	v.ID, v.Name, v.Class = o.ID, o.name, campus.ClassName(o.m.Grade, o.m.Class)
	if v.Key == "" {
		v.Key = db.NewID()
	}
	if !s.tops.On() && v.Problem == "" {
		v.Problem = s.FaultWords(r.Context(), fault.New(fault.Unavailable, "topup_off"))
	}
	v.Page = s.Page(r)
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = o.sc.Name, o.sc.Demo, s.Now().In(o.sc.Location())
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.TopUpPage(v))
}

func (s *Wallet) askTopUp(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	v := view.TopUpView{Key: f.Get("key"), Sum: f.Get("sum"), Other: f.Get("other")}
	fen, _ := strconv.ParseInt(v.Sum, 10, 64)
	if v.Other != "" || !slices.Contains(view.Sums, fen) {
		fen, _ = msg.Fen(v.Other)
	}
	ip, _, _ := strings.Cut(web.StateOf(r).Network, "/") // of an IPv6 address its network
	if ip == "unknown" {
		ip = "127.0.0.1"
	}
	payer := ""
	if s.login != nil && f.Get("way") == topup.JSAPI {
		if payer, err = (wechatLogin{s}).openID(r); err != nil {
			return err
		}
	}
	order, err := s.tops.Ask(web.Finish(r), web.Actor(r), topup.Asked{School: o.School, Person: o.ID, Key: v.Key, Amount: fen, Way: f.Get("way"), Text: orderText(r.Context(), o.sc.Name), IP: ip, OpenID: payer})
	if err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		if fault.Is(err, fault.Mismatch) || fault.As(err).Code == "topup_refused" {
			v.Key = "" // that key is spent
		}
		v.Problem = text
		return s.drawTopUp(w, r, o, fault.Status(err), v)
	}
	return web.See(w, r, view.OrderPath(o.ID, order.ID))
}

// order is the page of one. Somebody who comes back from WeChat wants to know now: it asks.
func (s *Wallet) order(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	id := r.PathValue("order")
	var v view.OrderView
	var number int64
	read := func(ctx context.Context, q bun.IDB) (err error) {
		if number, err = feed.Last(ctx, q, o.sc.ID); err != nil {
			return err
		}
		v, err = s.readOrder(ctx, q, o.sc, o.ID, id)
		return err
	}
	if err := s.DB.Read(r.Context(), read); err != nil {
		return err
	}
	if v.Order.State == string(topup.Created) || v.Order.State == string(topup.Paying) {
		if _, err := s.tops.Check(web.Finish(r), id); err != nil && !fault.Is(err, fault.Unavailable) {
			return err
		}
		if err := s.DB.Read(r.Context(), read); err != nil {
			return err
		}
	}
	v.Name, v.Class = o.name, campus.ClassName(o.m.Grade, o.m.Class)
	v.Page = s.Page(r)
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = o.sc.Name, o.sc.Demo, s.Now().In(o.sc.Location())
	v.Page.Live = "/live?topics=" + url.QueryEscape(topUpTopic+":"+id) + "&since=" + strconv.FormatInt(number, 10)
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.OrderPage(v))
}

func (s *Wallet) readOrder(ctx context.Context, q bun.IDB, sc campus.School, person, id string) (v view.OrderView, err error) {
	o, err := topup.Of(ctx, q, sc.ID, person, id)
	if err != nil {
		return v, err
	}
	p, err := s.purse(ctx, q, sc, person)
	v = view.OrderView{ID: person, Order: s.shownOrder(o, sc.Location()), Has: p.Has}
	v.Page.AsOf = s.Now().In(sc.Location())
	return v, err
}

func (s *Wallet) shownOrder(o topup.Order, loc *time.Location) view.Order {
	v := view.Order{ID: o.ID, Way: o.Way, State: string(o.State), Amount: o.Amount, Got: o.Got, At: web.At(o.At, loc), Until: web.At(o.ExpiresAt, loc), WechatID: o.WechatID, Reason: o.Reason, PersonID: o.PersonID}
	if o.PaidAt > 0 {
		v.PaidAt = web.At(o.PaidAt, loc)
	}
	v.Link = o.Link
	if o.Link == "" || !o.State.Open() {
		return v
	}
	switch o.Way {
	case topup.H5:
		v.Link += "&redirect_url=" + url.QueryEscape(s.home+view.OrderPath(o.PersonID, o.ID))
	case topup.JSAPI:
		if p, err := s.pay.Request(o.Link, s.Now().Unix()); err == nil {
			v.Pay = &view.WechatRequest{AppID: p.AppID, TimeStamp: p.TimeStamp, Nonce: p.Nonce, Package: p.Package, SignType: p.SignType, Sign: p.Sign}
		}
	default:
		v.Code = web.QR(o.Link)
	}
	return v
}

// callback is WeChat Pay's knock. It is answered with a no until what it is about is known.
func (s *Wallet) callback(w http.ResponseWriter, r *http.Request) error {
	if s.pay == nil {
		return web.ErrNotFound
	}
	e, err := s.pay.Callback(r)
	if err != nil {
		s.Logger.Warn("a callback that is not WeChat Pay's")
		return fault.New(fault.Forbidden, "callback")
	}
	if err := s.tops.Heard(web.Finish(r), e); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Wallet) topUps(w http.ResponseWriter, r *http.Request) error {
	var v view.TopUpsView
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		sales, page := filter(r.URL.Query(), timetable.Today(s.Now(), sc.Location()))
		f := topup.Filter{From: sales.From, To: sales.To, Name: sales.Name, State: r.URL.Query().Get("state")}
		if !slices.Contains(topup.States, f.State) {
			f.State = ""
		}
		v = view.TopUpsView{Shell: sh, From: f.From, To: f.To, State: f.State, Search: f.Name, Offset: page.Offset, Limit: pageSize, On: s.tops.On()}
		list, n, sum, err := topup.List(ctx, q, sc.ID, f, v.Offset, v.Limit)
		if err != nil {
			return err
		}
		for _, one := range list {
			o := s.shownOrder(one.Order, sc.Location())
			o.Person, o.Class = one.Person, campus.ClassName(one.Grade, one.Class)
			v.List = append(v.List, o)
		}
		v.N, v.Sum = n, sum
		v.Troubles, err = s.troubles(ctx, q, sc)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, v.Shell.SchoolID, "money.viewed", map[string]any{"from": v.From, "to": v.To, "topups": true}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.TopUps(v))
}

// troubles is what a person of the office has to look at, and how it can be ended.
func (s *Wallet) troubles(ctx context.Context, q bun.IDB, sc campus.School) (list []view.Trouble, err error) {
	orders, err := topup.Troubled(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		list = append(list, view.Trouble{Path: "/topups/" + o.ID, State: string(o.State), Amount: o.Got, Asked: o.Amount, At: web.At(o.PaidAt, sc.Location()), Who: o.Person, WechatID: o.WechatID, Reason: o.Reason, Ways: o.State.Ways()})
	}
	codes, err := codepay.Troubled(ctx, q, sc.ID)
	for _, c := range codes {
		v := view.Trouble{Path: "/codes/" + c.SaleID, Refund: c.RefundID, State: string(topup.Disputed), Amount: c.Amount, At: web.At(c.At, sc.Location()), Who: c.Merchant, Seq: c.Seq, WechatID: c.WechatID, Reason: c.Reason, Ways: c.Ways()}
		if c.RefundID != "" {
			v.State = string(topup.Stuck)
		}
		list = append(list, v)
	}
	return list, err
}

func (s *Wallet) resolveTopUp(w http.ResponseWriter, r *http.Request) error {
	return s.resolve(w, r, func(ctx context.Context, school string) error {
		return s.tops.Resolve(ctx, web.Actor(r), school, r.PathValue("id"), r.PostForm.Get("how"))
	})
}

func (s *Wallet) resolveCode(w http.ResponseWriter, r *http.Request) error {
	return s.resolve(w, r, func(ctx context.Context, school string) error {
		return s.codes.Resolve(ctx, web.Actor(r), school, r.PathValue("id"), r.PostForm.Get("refund"), r.PostForm.Get("how"))
	})
}

func (s *Wallet) resolve(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, school string) error) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	done := "trouble-ended"
	if err := do(web.Finish(r), school); err != nil {
		if s.FaultWords(r.Context(), fault.As(err)) == "" {
			return err
		}
		done = "trouble-over" // somebody else was quicker, or the wallet is closed: the list says so
	}
	return web.See(w, r, "/console/money/topups?done="+done)
}

// waitingTopUps are orders that a person of the office has to look at.
func (s *Wallet) waitingTopUps(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) ([]scene.WaitingLine, error) {
	if !s.tops.On() || !allow.Can(a, allow.MoneyRead, allow.Target{School: sc.ID}) {
		return nil, nil
	}
	n, err := topup.Troubles(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	more, err := codepay.Troubles(ctx, q, sc.ID)
	n += more
	from := timetable.AddDays(timetable.Today(s.Now(), sc.Location()), -maxDays)
	return []scene.WaitingLine{{Icon: view.Rail.Icon, Title: view.WaitingTopUps, Link: "/console/money/topups?state=trouble&from=" + from, N: n}}, err
}

// Live: an order's page.

func mayWatchOrder(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (list []live.Topic, err error) {
	for _, t := range asked {
		target, err := topup.OwnerOf(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if allow.Can(a, allow.WalletTopUp, target) {
			t.School = target.School
			list = append(list, t)
		}
	}
	return list, nil
}

func (s *Wallet) orderState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	p, err := s.orderPiece(ctx, q, t.School, t.ID, at)
	return []web.Piece{p}, err
}

func (s *Wallet) orderPiece(ctx context.Context, q bun.IDB, school, id string, at int64) (p web.Piece, err error) {
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return p, err
	}
	target, err := topup.OwnerOf(ctx, q, id)
	if err != nil {
		return p, err
	}
	v, err := s.readOrder(ctx, q, sc, target.Person, id)
	return web.Piece{ID: id, Key: "topup", State: true, Version: at, Content: web.Partial("topup", "innerHTML", at, view.OrderNow(v))}, err
}

func (s *Wallet) orderPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	for _, it := range n.Items {
		if it.Kind != topup.Moved || !slices.Contains(ids, it.Subject) {
			continue
		}
		p, err := s.orderPiece(ctx, q, n.School.ID, it.Subject, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}
