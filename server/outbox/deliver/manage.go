package deliver

import (
	"context"
	"strings"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox"
)

// Service is what people decide about messages. Each method asks allow in the
// transaction that acts.
type Service struct {
	db    *db.DB
	feed  *feed.Feed
	sends func(kind string) bool
}

// NewService makes the service; sends reports which channels the program has.
func NewService(d *db.DB, f *feed.Feed, sends func(kind string) bool) *Service {
	return &Service{db: d, feed: f, sends: sends}
}

var errAbsent = fault.New(fault.NotFound, "not_found")

// SetSchoolQuiet sets the quiet hours of a school. The actor must be allowed
// allow.MessagesManage.
func (s *Service) SetSchoolQuiet(ctx context.Context, actor allow.Actor, school string, q Quiet) error {
	if err := q.Check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(actor, allow.MessagesManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := takeTurn(ctx, tx, school); err != nil {
			return err
		}
		if err := setQuiet(ctx, tx, school, school, &q); err != nil {
			return err
		}
		if err := freeHeld(ctx, tx, school, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			School: school, Actor: actor.Name(), Action: "messages.quiet", Target: "school:" + school,
			Detail: map[string]any{"quiet": q.On, "from": q.From, "to": q.To},
		})
	})
}

// SetOwnQuiet sets the quiet hours of a person that the actor is; nil is those of the
// school.
func (s *Service) SetOwnQuiet(ctx context.Context, actor allow.Actor, person string, q *Quiet) error {
	if q != nil {
		if err := q.Check(); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		school, err := schoolOf(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := allow.Check(actor, allow.InboxRead, allow.Target{School: school, Person: person}); err != nil {
			return err
		}
		if err := takeTurn(ctx, tx, school); err != nil {
			return err
		}
		if err := setQuiet(ctx, tx, school, person, q); err != nil {
			return err
		}
		return freeHeld(ctx, tx, school, person)
	})
}

// Read marks messages of a person's inbox as read, all of them if none is named. It
// reports how many were new.
func (s *Service) Read(ctx context.Context, actor allow.Actor, person string, messages []int64) (n int, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		school, err := schoolOf(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := allow.Check(actor, allow.InboxRead, allow.Target{School: school, Person: person}); err != nil {
			return err
		}
		if n, err = markRead(ctx, tx, person, messages); err != nil || n == 0 {
			return err
		}
		_, err = s.feed.Inboxes(ctx, tx, school, []string{person})
		return err
	})
	return n, err
}

// Agree says that a person wants messages by a channel of the school, or no longer.
// Conflict channel_off if the school does not have it on.
func (s *Service) Agree(ctx context.Context, actor allow.Actor, person, kind string, on bool) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		school, err := schoolOf(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := allow.Check(actor, allow.InboxRead, allow.Target{School: school, Person: person}); err != nil {
			return err
		}
		if on {
			has, err := channelOn(ctx, tx, school, kind)
			if err != nil {
				return err
			}
			if !has || !s.sends(kind) {
				return fault.New(fault.Conflict, "channel_off")
			}
		}
		if err := setConsent(ctx, tx, school, person, kind, on); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			School: school, Actor: actor.Name(), Action: "messages.consent", Target: "person:" + person,
			Detail: map[string]any{"channel": kind, "on": on},
		})
	})
}

// SetChannel turns a way out of the card on or off for a school. Conflict channel_off
// if this program does not have it.
func (s *Service) SetChannel(ctx context.Context, actor allow.Actor, school, kind string, on bool) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(actor, allow.MessagesManage, allow.Target{School: school}); err != nil {
			return err
		}
		if on && !s.sends(kind) {
			return fault.New(fault.Conflict, "channel_off")
		}
		if err := setChannel(ctx, tx, school, kind, on); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			School: school, Actor: actor.Name(), Action: "messages.channel", Target: "school:" + school,
			Detail: map[string]any{"channel": kind, "on": on},
		})
	})
}

// Retry tries a dead letter again: a notice by its number, or a message on its way out
// by its id. NotFound if it is not dead (any more).
func (s *Service) Retry(ctx context.Context, actor allow.Actor, school, id string) error {
	return s.decide(ctx, actor, school, id, outbox.Waiting, "")
}

// longestNote is how many characters a reason may have.
const longestNote = 200

// Drop gives a dead letter up for good, with a reason. Invalid drop_note without one.
func (s *Service) Drop(ctx context.Context, actor allow.Actor, school, id, note string) error {
	note = strings.TrimSpace(note)
	n := utf8.RuneCountInString(note)
	if n == 0 || n > longestNote || !utf8.ValidString(note) || strings.ContainsRune(note, 0) {
		return fault.New(fault.Invalid, "drop_note")
	}
	return s.decide(ctx, actor, school, id, outbox.Dropped, note)
}

func (s *Service) decide(
	ctx context.Context, actor allow.Actor, school, id string, to outbox.State, note string,
) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(actor, allow.MessagesManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := takeTurn(ctx, tx, school); err != nil {
			return err
		}
		if err := decideDead(ctx, tx, school, id, to); err != nil {
			return err
		}
		action, detail := "messages.retried", map[string]any{"letter": id}
		if to == outbox.Dropped {
			action = "messages.dropped"
			detail["note"] = note
		}
		tx.Ring(outbox.Bell)
		return audit.Record(ctx, tx, audit.Event{
			School: school, Actor: actor.Name(), Action: action, Target: "school:" + school, Detail: detail,
		})
	})
}
