package inbox

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox/deliver"
	"yunka/server/web"
	view "yunka/views/inbox"
)

func (s *Inbox) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/inbox", Action: allow.InboxRead, Handle: s.page},
		{Method: "POST", Pattern: "/inbox/read", Action: allow.InboxRead, Handle: s.read},
		{Method: "GET", Pattern: "/inbox/settings", Action: allow.InboxRead, Handle: s.settings},
		{Method: "POST", Pattern: "/inbox/settings", Action: allow.InboxRead, Handle: s.saveSettings},
		{Method: "POST", Pattern: "/inbox/channel", Action: allow.InboxRead, Handle: s.setChannel},
		{Method: "GET", Pattern: "/console/messages", Action: allow.MessagesRead, Handle: s.messages},
		{Method: "POST", Pattern: "/console/messages/quiet", Action: allow.MessagesManage, Handle: s.saveQuiet},
		{Method: "POST", Pattern: "/console/messages/channel", Action: allow.MessagesManage, Handle: s.saveChannel},
		{Method: "POST", Pattern: "/console/messages/{id}/retry", Action: allow.MessagesManage, Handle: s.retry},
		{Method: "POST", Pattern: "/console/messages/{id}/drop", Action: allow.MessagesManage, Handle: s.drop},
	}
}

// person finds whose inbox a request means, the one that it names or the account's
// first, and asks whether that is the account's own. "" is nobody's: the account is no
// person of any school.
func (s *Inbox) person(
	ctx context.Context, q bun.IDB, r *http.Request, named string,
) (person, school string, err error) {
	a := web.Actor(r)
	if a.Kind != allow.Account {
		s.CheckedByService(r)
		return "", "", fault.New(fault.Unauthenticated, "login_required")
	}
	if person = named; person == "" {
		people := web.Keys(a.People)
		if len(people) == 0 {
			s.CheckedByService(r)
			return "", "", nil
		}
		person = people[0]
	}
	if school, err = campus.SchoolOfPerson(ctx, q, person); err != nil {
		return "", "", err
	}
	return person, school, s.Check(r, allow.Target{School: school, Person: person})
}

// page is an inbox: ?of= a person, ?child= whose messages alone, ?before= a message.
func (s *Inbox) page(w http.ResponseWriter, r *http.Request) error {
	get := r.URL.Query().Get
	before := int64(0)
	if text := get("before"); text != "" {
		var err error
		if before, err = strconv.ParseInt(text, 10, 64); err != nil || before < 1 {
			return fault.New(fault.Malformed, "bad_cursor")
		}
	}
	v := view.View{Page: s.Page(r), First: before == 0}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		person, school, err := s.person(ctx, q, r, get("of"))
		if err != nil || person == "" {
			return err
		}
		return s.fill(ctx, q, web.Actor(r), school, person, get("child"), before, &v)
	})
	if err != nil {
		return err
	}
	if v.List.Person == "" {
		return web.See(w, r, "/card")
	}
	if get("done") == "saved" {
		v.Page.Notice = view.Saved(r.Context())
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Page(v))
}

func (s *Inbox) fill(
	ctx context.Context, q bun.IDB, a allow.Actor, school, person, child string, before int64, v *view.View,
) error {
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return err
	}
	v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
	rd := readerOf(a, school, person)
	if !slices.Contains(rd.children, child) {
		child = ""
	}
	list, next, err := s.box(ctx, q, sc, rd, child, before)
	if err != nil {
		return err
	}
	now := s.Now().In(sc.Location())
	v.Child, v.Page.AsOf = child, now
	v.List = view.List{Person: person, Live: child == "" && before == 0, Now: now, Messages: s.draw(ctx, list)}
	if next != 0 {
		v.Next = strconv.FormatInt(next, 10)
	}
	kids, err := childrenTold(ctx, q, rd)
	if err != nil {
		return err
	}
	for _, k := range kids {
		v.Children = append(v.Children, view.Child{ID: k.ID, Name: k.Name, Current: k.ID == child})
	}
	if v.Boxes, err = boxes(ctx, q, a, person); err != nil {
		return err
	}
	set, err := deliver.QuietOf(ctx, q, school, person)
	if err != nil {
		return err
	}
	v.Quiet = quietView(deliver.QuietFor(set, school, person))
	since, err := feed.Last(ctx, q, school)
	topics := topicCount + ":" + person
	if v.List.Live {
		topics += "," + topicList + ":" + person
	}
	v.Page.Live = "/live?topics=" + url.QueryEscape(topics) + "&since=" + strconv.FormatInt(since, 10)
	return err
}

// boxes are the inboxes of the people that an account is.
func boxes(ctx context.Context, q bun.IDB, a allow.Actor, current string) (list []view.Box, err error) {
	for _, person := range web.Keys(a.People) {
		school, err := campus.SchoolOfPerson(ctx, q, person)
		if err != nil {
			return nil, err
		}
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return nil, err
		}
		b := view.Box{Person: person, School: sc.Name, Current: person == current}
		for _, seat := range a.Seats {
			if seat.Person == person && b.Role == "" {
				b.Role = string(seat.Role)
			}
		}
		if b.Unread, err = countUnread(ctx, q, readerOf(a, school, person)); err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, nil
}

// read notes that messages were read: those that the form names, or all. A script says
// quietly and goes nowhere.
func (s *Inbox) read(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	named := r.PostForm["m"]
	quietly := r.PostForm.Get("quietly") != ""
	if len(named) > 10*pageSize || quietly && len(named) == 0 {
		return fault.New(fault.Malformed, "bad_form")
	}
	var messages []int64
	for _, text := range named {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 {
			return fault.New(fault.Malformed, "bad_form")
		}
		messages = append(messages, n)
	}
	person, err := s.mine(r)
	if err != nil {
		return err
	}
	if _, err := s.service.Read(web.Finish(r), web.Actor(r), person, messages); err != nil {
		return err
	}
	if quietly {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.See(w, r, view.Path(person))
}

// mine is the person that a form means.
func (s *Inbox) mine(r *http.Request) (person string, err error) {
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		person, _, err = s.person(ctx, q, r, r.PostForm.Get("of"))
		if err == nil && person == "" {
			err = fault.New(fault.NotFound, "not_found")
		}
		return err
	})
	return person, err
}
