package phone

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/cardcode"
	"yunka/server/feed"
	"yunka/server/post"
	"yunka/server/scan/history"
	"yunka/server/scene"
	"yunka/server/terminal"
	"yunka/server/web"
	"yunka/views/cardpage"
	"yunka/views/msg"
)

// todayLines is how much of a day a card page shows.
const todayLines = 50

// fillCards reads what /card shows: the account's cards, its children, and
// their day.
func (s *Phone) fillCards(ctx context.Context, q bun.IDB, a allow.Actor, people []string, view *cardpage.View) error {
	now, simple := s.Now(), view.Page.Large
	cards, err := card.Of(ctx, q, people)
	if err != nil {
		return err
	}
	children, err := s.visibleChildren(ctx, q, a, people, now)
	if err != nil {
		return err
	}
	schools, err := schoolsOf(ctx, q, cards, children)
	if err != nil {
		return err
	}
	zone := map[string]*time.Location{} // each school's times are in its own zone
	school := map[string]campus.School{}
	accepts := map[string]map[cardcode.Purpose]bool{} // what some terminal of the school takes
	for _, sc := range schools {
		zone[sc.ID], school[sc.ID] = sc.Location(), sc
		if accepts[sc.ID], err = terminal.Accepted(ctx, q, sc.ID); err != nil {
			return err
		}
		view.Page.Demo = view.Page.Demo || sc.Demo
	}
	view.Now = now.UTC()
	if len(schools) > 0 {
		view.Now = now.In(schools[0].Location())
	}
	view.Page.AsOf = view.Now
	if len(schools) == 1 {
		view.Page.SchoolName = schools[0].Name
	}
	kids, err := card.ByID(ctx, q, cardsOf(children))
	if err != nil {
		return err
	}
	agreed, err := card.Consents(ctx, q, now.UnixMilli(), cardIDs(cards, kids))
	if err != nil {
		return err
	}
	back, err := card.MayTakeBack(ctx, q, a.Account, now, cardIDs(nil, kids)...)
	if err != nil {
		return err
	}
	looks, err := s.looksOf(ctx, q, cards)
	if err != nil {
		return err
	}
	var topics []string
	seen := map[string]map[string]bool{} // school -> the people and children whose day is shown
	show := func(school, person string) bool {
		if seen[school] == nil {
			seen[school] = map[string]bool{}
		}
		known := seen[school][person]
		seen[school][person] = true
		return !known
	}
	for i, c := range cards {
		show(c.SchoolID, c.PersonID)
		loc := zone[c.SchoolID]
		vc := faceOf(c)
		vc.Zone, vc.State, vc.Claimable, vc.Phones = loc.String(), stateOfCard(c, now.UnixMilli()), true, phonesOf(c, loc)
		vc.Consent, vc.Pay, vc.Look = consentView(agreed[c.ID], loc), accepts[c.SchoolID][cardcode.Pay], looks[i]
		for _, k := range c.Credentials {
			vc.Mark = max(vc.Mark, k.Mark)
		}
		if vc.Role == string(allow.Parent) {
			vc.Release = accepts[c.SchoolID][cardcode.Release] && slices.ContainsFunc(children, func(k campus.Child) bool { return k.AdultID == c.PersonID && k.Rights.Pickup })
			vc.Class = childrenLine(ctx, children, c.PersonID)
		}
		sc := school[c.SchoolID]
		holder := scene.Holder{School: sc, Loc: loc, Now: now, PersonID: c.PersonID, CardID: c.ID, Role: allow.Role(c.Role), Class: c.ClassID, Actor: a}
		parts, more, err := s.draw(ctx, q, holder, simple)
		if err != nil {
			return err
		}
		vc.Parts, vc.Functions = parts, s.functionsOf(holder, children)
		view.Cards = append(view.Cards, vc)
		topics = append(append(topics, "card:"+c.ID), more...)
	}
	for _, c := range children {
		if !show(c.SchoolID, c.ID) {
			continue // both parents on one account
		}
		loc := zone[c.SchoolID]
		last, err := history.LastPassages(ctx, q, []string{c.ID}, campus.DayStart(now, loc))
		if err != nil {
			return err
		}
		cv := childView(c, last, loc)
		for _, k := range kids {
			if k.ID == c.CardID {
				cv.Card = &cardpage.ChildCard{ID: k.ID, State: stateOfCard(k, now.UnixMilli()), Phones: len(phonesOf(k, loc)), TakeBack: back[k.ID], MayConsent: a.Children[c.ID].Has(allow.Consent), Consent: consentView(agreed[k.ID], loc)}
			}
		}
		var more []string
		if cv.Parts, more, err = s.draw(ctx, q, scene.Holder{School: school[c.SchoolID], Loc: loc, Now: now, PersonID: c.ID, CardID: c.CardID, Role: allow.Student, Class: c.ClassID, Child: true, Actor: a}, simple); err != nil {
			return err
		}
		view.Children = append(view.Children, cv)
		topics = append(append(topics, "child:"+c.ID), more...)
	}
	if simple {
		if view.Calls, err = callsOf(ctx, q, children, now); err != nil {
			return err
		}
	}
	for _, sc := range schools {
		entries, err := history.OfPeople(ctx, q, web.Keys(seen[sc.ID]), campus.DayStart(now, zone[sc.ID]), todayLines)
		if err != nil {
			return err
		}
		for _, e := range entries {
			view.Today = append(view.Today, todayItem(e, a.People[e.PersonID], zone[sc.ID]))
		}
	}
	slices.SortStableFunc(view.Today, func(a, b cardpage.Item) int { return b.At.Compare(a.At) })
	view.Today = view.Today[:min(len(view.Today), todayLines)]
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
func (s *Phone) visibleChildren(ctx context.Context, q bun.IDB, a allow.Actor, people []string, now time.Time) ([]campus.Child, error) {
	children, err := campus.ChildrenOf(ctx, q, now.UnixMilli(), people...)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(children, func(c campus.Child) bool {
		return !allow.Can(a, allow.ChildView, allow.Target{School: c.SchoolID, Person: c.ID})
	}), nil
}

// schoolsOf are the schools of a page.
func schoolsOf(ctx context.Context, q bun.IDB, cards []card.View, children []campus.Child) ([]campus.School, error) {
	var ids []string
	for _, c := range cards {
		ids = append(ids, c.SchoolID)
	}
	for _, c := range children {
		ids = append(ids, c.SchoolID)
	}
	slices.Sort(ids)
	return campus.Schools(ctx, q, slices.Compact(ids))
}

// callsOf are the class teachers whom the simple version of the page calls: of the children
// that it shows.
func callsOf(ctx context.Context, q bun.IDB, children []campus.Child, now time.Time) (list []cardpage.Call, err error) {
	classes := map[string][]string{} // school -> classes
	for _, c := range children {
		if c.ClassID != "" && !slices.Contains(classes[c.SchoolID], c.ClassID) {
			classes[c.SchoolID] = append(classes[c.SchoolID], c.ClassID)
		}
	}
	for _, school := range slices.Sorted(maps.Keys(classes)) {
		teachers, err := post.ClassTeachers(ctx, q, school, classes[school], now.UnixMilli())
		if err != nil {
			return nil, err
		}
		for _, t := range teachers {
			list = append(list, cardpage.Call{Class: campus.ClassName(t.Grade, t.Class), Phone: t.Phone})
		}
	}
	return list, nil
}

func consentView(c card.Consent, loc *time.Location) cardpage.Consent {
	return cardpage.Consent{Version: card.ConsentVersion, At: web.At(c.GivenAt, loc), ByParent: c.ByOthers}
}

func cardsOf(children []campus.Child) (ids []string) {
	for _, c := range children {
		if c.CardID != "" {
			ids = append(ids, c.CardID)
		}
	}
	return ids
}

func cardIDs(lists ...[]card.View) (ids []string) {
	for _, list := range lists {
		for _, c := range list {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// phonesOf are the phones a card is on.
func phonesOf(c card.View, loc *time.Location) (list []cardpage.Phone) {
	for _, k := range c.Credentials {
		if k.Kind == "phone" && k.State == "live" {
			list = append(list, cardpage.Phone{ID: k.ID, Device: k.Device, Since: web.At(k.CreatedAt, loc), LastUse: web.At(k.LastAt, loc)})
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
	return msg.GuardianOf(ctx, strings.Join(names, cardpage.ListComma(ctx)))
}

func childView(c campus.Child, last map[string]history.Entry, loc *time.Location) cardpage.Child {
	v := cardpage.Child{PersonID: c.ID, LiveID: c.ID, Name: c.Name, Class: campus.ClassName(c.Grade, c.Class)}
	if e, ok := last[c.ID]; ok {
		v.Last = &cardpage.Last{At: web.At(e.At, loc), Direction: e.Direction, Zone: e.InnerZone, Where: e.Gate}
	}
	return v
}

func todayItem(e history.Entry, mine bool, loc *time.Location) cardpage.Item {
	it := cardpage.Item{ID: e.Scan, At: web.At(e.At, loc), Direction: e.Direction, Zone: e.InnerZone, Decision: e.Decision, Reason: e.Reason, Where: e.Gate, Mine: mine}
	if !mine {
		it.Who = e.Name
	}
	return it
}
