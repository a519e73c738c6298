// Package inbox is the scene of what people are told: the messages of a card, when they
// may come, and the office's page of all of them. It runs the worker that delivers
// (outbox/deliver) and brings the words of what the domains tell; what another scene
// tells has its words there (scene.Notices).
//
// A message is read with the rights of the moment. Who may not be told of a child any
// more sees nothing of that child, in old messages neither; what is left of a digest is
// the other children's. The words are drawn when the message is read, in the reader's
// language, with the names as they are now.
//
// The page is live: the topic inbox:<person> carries how many messages are new,
// inboxlist:<person> the newest page of the list.
package inbox

import (
	"context"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/console"
	"yunka/server/outbox"
	"yunka/server/outbox/deliver"
	"yunka/server/scene"
	rail "yunka/views/console"
	view "yunka/views/inbox"
)

// Inbox has the handlers of its routes.
type Inbox struct {
	*console.Console
	channels map[string]deliver.Channel
	service  *deliver.Service
	worker   *deliver.Worker
	words    outbox.Words
}

// New makes the scene on the console; channels are the ways out of the card that this
// program has.
func New(c *console.Console, channels map[string]deliver.Channel) *Inbox {
	s := &Inbox{Console: c, channels: channels}
	s.service = deliver.NewService(c.DB, c.Feed, func(kind string) bool { return channels[kind] != nil })
	return s
}

// Take learns the words of what all scenes tell, before anything is delivered.
func (s *Inbox) Take(scenes []scene.Scene) {
	kinds := [][]outbox.Kind{}
	for _, sc := range scenes {
		kinds = append(kinds, sc.Notices)
	}
	s.words = outbox.Collect(kinds...)
	s.worker = deliver.New(deliver.Config{
		DB: s.DB, Feed: s.Feed, Words: s.words, Channels: s.channels, Speak: speak, Logger: s.Logger,
	})
}

// Scene is the inbox as the program takes it in.
func (s *Inbox) Scene() scene.Scene {
	return scene.Scene{
		Name:      "inbox",
		Routes:    s.routes(),
		Topics:    s.topics(),
		Rail:      []scene.RailEntry{{Item: view.RailMessages, Action: allow.MessagesRead, Fill: failed}},
		Sections:  []scene.Section{{Order: 10, Draw: s.entry, Topics: entryTopics}},
		Words:     scene.Words{Action: actionWords, Done: doneWords, Detail: detailWords},
		Notices:   kinds,
		Functions: functions,
		Jobs: []scene.Job{
			{Name: "deliver", Run: func(ctx context.Context) error { return s.worker.Run(ctx) }},
			{Name: "sweep", Run: func(ctx context.Context) error { return s.worker.Tidy(ctx) }},
		},
	}
}

// failed counts the dead letters.
func failed(ctx context.Context, q bun.IDB, _ allow.Actor, sc campus.School, item *rail.RailItem) (bool, error) {
	n, err := countDead(ctx, q, sc.ID)
	item.Badge = view.RailFailed(n)
	return true, err
}

// entry is the line of the card page: once for a person, who may have several cards.
func (s *Inbox) entry(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if h.Child || !allow.Can(h.Actor, allow.InboxRead, allow.Target{School: h.School.ID, Person: h.PersonID}) {
		return nil, nil
	}
	cards, err := card.Of(ctx, q, []string{h.PersonID})
	if err != nil || len(cards) == 0 || cards[0].ID != h.CardID {
		return nil, err
	}
	n, err := countUnread(ctx, q, readerOf(h.Actor, h.School.ID, h.PersonID))
	if err != nil {
		return nil, err
	}
	return view.Entry(h.PersonID, n), nil
}

func entryTopics(h scene.Holder) []string { return []string{topicCount + ":" + h.PersonID} }
