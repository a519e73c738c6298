package inbox

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/outbox"
	"yunka/server/outbox/deliver"
	"yunka/server/web"
	view "yunka/views/inbox"
	"yunka/views/msg"
)

// pageSize is how many messages a page shows.
const pageSize = 20

// reader is a person whose inbox is read, with what allow lets the account be told now.
type reader struct {
	person, school string
	children       []string
	classes        []string
	office         bool
}

// readerOf asks allow what of a person's inbox the actor may read.
func readerOf(a allow.Actor, school, person string) reader {
	r := reader{person: person, school: school}
	for child := range a.Children {
		if allow.Can(a, allow.ChildTold, allow.Target{School: school, Person: child}) {
			r.children = append(r.children, child)
		}
	}
	slices.Sort(r.children)
	r.classes = allow.ClassesFor(a, allow.ClassTold, school)
	r.office = allow.Can(a, allow.MessagesRead, allow.Target{School: school})
	return r
}

// ofTopic is who watches the topic of a person: the account that the person has.
func (s *Inbox) ofTopic(ctx context.Context, q bun.IDB, school, person string) (reader, error) {
	id, err := account.OfPerson(ctx, q, school, person)
	if err != nil || id == "" {
		return reader{person: person, school: school}, err
	}
	a, err := account.ActorOf(ctx, q, id, s.Now().UnixMilli())
	return readerOf(a, school, person), err
}

// may reports whether the reader may see a notice of a message.
func (r reader) may(p deliver.Part) bool {
	switch p.Via {
	case "self":
		return true
	case "guardian":
		return slices.Contains(r.children, p.AboutID)
	case "class":
		return slices.Contains(r.classes, p.ViaID)
	}
	return r.office
}

// box reads a page of an inbox: of one child, or of all if child is "", older than the
// message before, or from the newest if that is 0. next is 0 on the last page.
func (s *Inbox) box(
	ctx context.Context, q bun.IDB, sc campus.School, r reader, child string, before int64,
) (list []message, next int64, err error) {
	numbers, err := listMessages(ctx, q, r, child, before, pageSize+1)
	if err != nil {
		return nil, 0, err
	}
	if len(numbers) > pageSize {
		numbers = numbers[:pageSize]
		next = numbers[pageSize-1]
	}
	now, loc := s.Now(), sc.Location()
	parts, err := deliver.PartsOf(ctx, q, r.person, numbers, now.UnixMilli())
	for _, p := range parts {
		if !r.may(p) {
			continue
		}
		if n := len(list); n == 0 || list[n-1].number != p.Message {
			list = append(list, message{number: p.Message, at: web.At(p.At, loc), unread: p.ReadAt == 0})
		}
		m := &list[len(list)-1]
		m.told = append(m.told, p.Told(sc.Name, loc, now))
	}
	return list, next, err
}

// message is a message that is not yet put into words.
type message struct {
	number int64
	at     time.Time
	unread bool
	told   []outbox.Told
}

// draw puts messages into words of the language of ctx.
func (s *Inbox) draw(ctx context.Context, list []message) (out []view.Message) {
	for _, m := range list {
		t := s.words.Compose(ctx, m.told)
		v := view.Message{
			ID: m.number, At: m.at, Unread: m.unread, Title: t.Title, Was: t.Was, Body: t.Body, Link: t.Link, Do: t.Do,
		}
		for _, l := range t.Lines {
			v.Lines = append(v.Lines, view.Line{Name: l.Name, Text: l.Text, At: l.At, Warn: l.Warn})
		}
		out = append(out, v)
	}
	return out
}

// speak is ctx in a language of an account.
func speak(ctx context.Context, lang string) context.Context {
	return msg.WithLang(ctx, msg.Negotiate(lang))
}
