package web

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
	"yunka/server/card"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/scan"
	"yunka/views/cardpage"
	"yunka/views/msg"
)

func (s *Web) cardRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: "/card", Action: allow.CardView, Handle: s.cardPage},
		{Method: "GET", Pattern: "/card/shell", Action: allow.PagePublic, Handle: s.cardShell},
		{Method: "GET", Pattern: "/sw.js", Action: allow.PagePublic, Handle: s.cardWorker, Bare: true},
		{Method: "POST", Pattern: "/card/{id}/challenge", Action: allow.CardClaim, Handle: s.cardChallenge, MaxBody: maxJSON, JSON: true},
		{Method: "POST", Pattern: "/card/{id}/claim", Action: allow.CardClaim, Handle: s.cardClaim, MaxBody: maxJSON, JSON: true},
		{Method: "POST", Pattern: "/card/{id}/freeze", Action: allow.CardFreeze, Handle: s.cardFreeze},
		{Method: "POST", Pattern: "/card/{id}/unfreeze", Action: allow.CardUnfreeze, Handle: s.cardUnfreeze},
		{Method: "POST", Pattern: "/card/phones/{id}/remove", Action: allow.CardFreeze, Handle: s.phoneRemove},
		{Method: "POST", Pattern: "/key/{handle}/contact", Action: allow.KeyContact, Handle: s.keyContact, MaxBody: maxJSON, Bare: true, JSON: true},
	}
}

func (s *Web) cardPage(w http.ResponseWriter, r *http.Request) error {
	return s.cardPageWith(w, r, http.StatusOK, "", "")
}

// cardPageWith shows /card; a problem stands at the forms of its card.
func (s *Web) cardPageWith(w http.ResponseWriter, r *http.Request, status int, cardID, problem string) error {
	a := actor(r)
	if a.Kind != allow.Account {
		return fault.New(fault.Unauthenticated, "login_required")
	}
	people := keysOf(a.People)
	for _, p := range people { // the page shows the account's own people, and nobody else
		st := stateOf(r)
		st.checked = true
		if err := allow.Check(a, allow.CardView, allow.Target{Person: p}); err != nil {
			return err
		}
	}
	stateOf(r).checked = true // an account without people sees an empty page
	view := cardpage.View{Page: s.page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		return s.fillCards(ctx, q, a, people, &view)
	})
	if err != nil {
		return err
	}
	for i := range view.Cards {
		if view.Cards[i].ID == cardID {
			view.Cards[i].Problem = problem
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, status, cardpage.Page(view))
}

func (s *Web) fillCards(ctx context.Context, q bun.IDB, a allow.Actor, people []string, view *cardpage.View) error {
	now := s.Now()
	cards, err := card.Of(ctx, q, people)
	if err != nil {
		return err
	}
	children, err := s.visibleChildren(ctx, q, a, people, now)
	if err != nil {
		return err
	}
	loc, schools, err := s.zones(ctx, q, cards, children)
	if err != nil {
		return err
	}
	view.Now = now.In(loc)
	view.Page.AsOf = view.Now
	if len(schools) == 1 {
		view.Page.SchoolName, view.Page.Demo = schools[0].Name, schools[0].Demo
	}
	for _, sc := range schools {
		view.Page.Demo = view.Page.Demo || sc.Demo
	}
	var topics []string
	for _, c := range cards {
		vc := cardpage.Card{ID: c.ID, School: c.SchoolName, Holder: c.Holder, Role: c.Role, Class: scan.ClassName(c.Grade, c.Class), Number: c.Number,
			State: stateOfCard(c, now.UnixMilli()), Claimable: true}
		for _, k := range c.Credentials {
			vc.Mark = max(vc.Mark, k.Mark)
		}
		vc.Phones = phonesOf(c, loc)
		if vc.Role == string(allow.Parent) {
			vc.Class = childrenLine(ctx, children, c.PersonID)
		}
		view.Cards = append(view.Cards, vc)
		topics = append(topics, "card:"+c.ID)
	}
	today := dayStart(now, loc)
	ids := make([]string, len(children))
	for i, c := range children {
		ids[i] = c.ID
	}
	last, err := scan.LastPassages(ctx, q, ids, today)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, c := range children {
		if seen[c.ID] {
			continue // both parents on one account
		}
		seen[c.ID] = true
		view.Children = append(view.Children, childView(c, last, loc))
		topics = append(topics, "child:"+c.ID)
	}
	entries, err := scan.OfPeople(ctx, q, append(slices.Clone(people), ids...), today, 50)
	if err != nil {
		return err
	}
	for _, e := range entries {
		view.Today = append(view.Today, todayItem(e, a.People[e.PersonID], loc))
	}
	if len(topics) > 0 {
		since := int64(0)
		if len(schools) == 1 { // numbers of several schools cannot be compared: then a snapshot
			if since, err = feed.Last(ctx, q, schools[0].ID); err != nil {
				return err
			}
		}
		view.Page.Live = "/live?topics=" + url.QueryEscape(strings.Join(topics, ",")) + "&since=" + strconv.FormatInt(since, 10)
	}
	return nil
}

// visibleChildren are the children of these people that allow lets them see.
func (s *Web) visibleChildren(ctx context.Context, q bun.IDB, a allow.Actor, people []string, now time.Time) ([]campus.Child, error) {
	children, err := campus.ChildrenOf(ctx, q, now.UnixMilli(), people...)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(children, func(c campus.Child) bool {
		return !allow.Can(a, allow.ChildView, allow.Target{School: c.SchoolID, Person: c.ID})
	}), nil
}

// zones are the schools of a page and the zone its times are shown in.
func (s *Web) zones(ctx context.Context, q bun.IDB, cards []card.View, children []campus.Child) (*time.Location, []campus.School, error) {
	var ids []string
	for _, c := range cards {
		ids = append(ids, c.SchoolID)
	}
	for _, c := range children {
		ids = append(ids, c.SchoolID)
	}
	slices.Sort(ids)
	schools, err := campus.Schools(ctx, q, slices.Compact(ids))
	if err != nil || len(schools) == 0 {
		return time.UTC, nil, err
	}
	return schools[0].Location(), schools, nil
}

// phonesOf are the phones a card is on.
func phonesOf(c card.View, loc *time.Location) (list []cardpage.Phone) {
	for _, k := range c.Credentials {
		if k.Kind == "phone" && k.State == "live" {
			list = append(list, cardpage.Phone{ID: k.ID, Device: k.Device, Since: at(k.CreatedAt, loc), LastUse: at(k.LastAt, loc)})
		}
	}
	return list
}

func stateOfCard(c card.View, nowMS int64) cardpage.State {
	switch {
	case c.PersonState != "active" || c.State == "blocked":
		return cardpage.Blocked
	case c.State == "frozen":
		return cardpage.Frozen
	case nowMS < c.ValidFrom || (c.ValidTo != 0 && nowMS >= c.ValidTo):
		return cardpage.Ended
	}
	return cardpage.Active
}

func childrenLine(ctx context.Context, children []campus.Child, adult string) string {
	var names []string
	for _, c := range children {
		if c.AdultID == adult {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return msg.GuardianOf(ctx, strings.Join(names, msg.ListComma(ctx)))
}

func childView(c campus.Child, last map[string]scan.Entry, loc *time.Location) cardpage.Child {
	v := cardpage.Child{PersonID: c.ID, LiveID: c.ID, Name: c.Name, Class: scan.ClassName(c.Grade, c.Class)}
	if e, ok := last[c.ID]; ok {
		v.Last = &cardpage.Last{At: at(e.At, loc), Direction: e.Direction, Zone: e.InnerZone, Where: e.Gate}
	}
	return v
}

func todayItem(e scan.Entry, mine bool, loc *time.Location) cardpage.Item {
	it := cardpage.Item{ID: e.Scan, At: at(e.At, loc), Direction: e.Direction, Zone: e.InnerZone, Decision: e.Decision, Reason: e.Reason, Where: e.Gate, Mine: mine}
	if !mine {
		it.Who = e.Name
	}
	return it
}

// at is an instant in a zone; 0 is the zero time.
func at(ms int64, loc *time.Location) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(loc)
}

// dayStart is midnight of now's day in the zone, in ms.
func dayStart(now time.Time, loc *time.Location) int64 {
	y, m, d := now.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc).UnixMilli()
}

func keysOf(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (s *Web) cardChallenge(w http.ResponseWriter, r *http.Request) error {
	s.checkedByService(r)
	challenge, err := s.Cards.Challenge(r.Context(), actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, map[string]string{"challenge": challenge})
}

func (s *Web) cardClaim(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Challenge string `json:"challenge"`
		PublicKey string `json:"public_key"`
		Signature string `json:"signature"`
		Device    string `json:"device"`
		Replace   bool   `json:"replace"`
	}
	if err := readJSON(r, &body); err != nil {
		return err
	}
	s.checkedByService(r)
	key, err := s.Cards.Claim(finish(r), actor(r), r.PathValue("id"), card.Claim{Challenge: body.Challenge, PublicKey: body.PublicKey, Signature: body.Signature, Device: body.Device, Replace: body.Replace})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, key)
}

// keyContact needs no session: the signature of the key says whose it is.
func (s *Web) keyContact(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Issued    uint32 `json:"issued"`
		Signature string `json:"signature"`
	}
	if err := readJSON(r, &body); err != nil {
		return err
	}
	s.checkedByService(r)
	key, err := s.Cards.Contact(r.Context(), r.PathValue("handle"), body.Issued, body.Signature)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, key)
}

func (s *Web) cardFreeze(w http.ResponseWriter, r *http.Request) error {
	s.checkedByService(r)
	if err := s.Cards.Freeze(r.Context(), actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return see(w, r, "/card")
}

// cardUnfreeze asks for the password: starting again needs more than stopping.
func (s *Web) cardUnfreeze(w http.ResponseWriter, r *http.Request) error {
	if err := form(r); err != nil {
		return err
	}
	a := actor(r)
	if a.Kind != allow.Account {
		return fault.New(fault.Unauthenticated, "login_required")
	}
	id := r.PathValue("id")
	if err := s.Cards.MayUnfreeze(r.Context(), a, id); err != nil {
		return err
	}
	if err := s.Accounts.CheckPassword(r.Context(), a.Account, r.PostForm.Get("password")); err != nil {
		if text := secretWords(r.Context(), fault.As(err)); text != "" {
			s.retryAfter(w, err)
			return s.cardPageWith(w, r, fault.Status(err), id, text)
		}
		return err
	}
	s.checkedByService(r)
	if err := s.Cards.Unfreeze(r.Context(), a, id); err != nil {
		return err
	}
	return see(w, r, "/card")
}

func (s *Web) phoneRemove(w http.ResponseWriter, r *http.Request) error {
	s.checkedByService(r)
	if err := s.Cards.EndKey(r.Context(), actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return see(w, r, "/card")
}
