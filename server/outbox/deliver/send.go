package deliver

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/outbox"
)

// Message is what a channel sends out of the card.
type Message struct {
	Key    string // the same at each attempt: a channel that has sent it does not send it again
	School string // id
	Person string // id of the reader; the channel knows the address
	Lang   string // zh-CN or en
	Text   outbox.Message
	At     time.Time
	Urgent bool
}

// Channel is a way out of the card: WeChat, e-mail, SMS, Web Push. Send returns nil
// once the other side has taken the message. It may be called again with the same Key,
// also after it has succeeded: the process may have died before it said so.
type Channel interface {
	Send(ctx context.Context, m Message) error
}

// ErrGivenUp wrapped in an error of Send says that no other attempt will do better: the
// address does not exist.
var ErrGivenUp = errors.New("no other attempt will do better")

const (
	sendTogether = 16               // messages to different readers at once
	sendWithin   = 10 * time.Second // for one attempt
	lease        = 30 * time.Second // longer than that, so that nobody sends at the same time
	maxAttempts  = 8                // about an hour after the first
	firstBackoff = 15 * time.Second
	longBackoff  = 30 * time.Minute
)

// backoff is how long to wait after the n-th attempt has failed: twice as long each
// time, give or take a fifth, so that not all come back at once.
func backoff(attempt int64) time.Duration {
	d := longBackoff
	if attempt < 8 {
		d = min(d, firstBackoff<<(attempt-1))
	}
	return d - d/5 + rand.N(2*d/5)
}

// queueSends writes down which of the new messages go out by which channels. people[i]
// is the reader of message first+i.
func (w *Worker) queueSends(ctx context.Context, tx *db.Tx, school string, people []string, first int64) error {
	if len(w.channels) == 0 {
		return nil
	}
	if some, err := someChannel(ctx, tx, school); err != nil || !some {
		return err
	}
	agreed, err := consented(ctx, tx, school, people)
	if err != nil {
		return err
	}
	kinds := map[string][]string{}
	for _, a := range agreed {
		if w.channels[a.Kind] != nil {
			kinds[a.PersonID] = append(kinds[a.PersonID], a.Kind)
		}
	}
	var rows []sendRow
	for i, p := range people {
		for _, kind := range kinds[p] {
			rows = append(rows, sendRow{
				ID: db.NewID(), SchoolID: school, PersonID: p, Message: first + int64(i), Kind: kind,
				State: outbox.Waiting, DueAt: tx.NowMS(),
			})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err = tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// sendSome leases what is due and sends it, each message by itself and all at once. It
// reports whether there was anything.
func (w *Worker) sendSome(ctx context.Context) (some bool, err error) {
	if len(w.channels) == 0 {
		return false, nil
	}
	claim := db.NewID()
	var rows []sendRow
	var ready []Message
	err = w.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, ready = nil, nil
		claimed, err := claimSends(ctx, tx, claim, lease, sendTogether)
		if err != nil {
			return err
		}
		some = len(claimed) > 0
		for _, s := range claimed {
			m, may, err := w.compose(ctx, tx, s)
			switch {
			case err != nil:
				return err
			case !may:
				err = endSend(ctx, tx, s, outbox.Withheld, s.DueAt, "")
			default:
				rows, ready = append(rows, s), append(ready, m)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(ready) == 0 {
		return some, err
	}
	failed := make([]error, len(ready))
	var wg sync.WaitGroup
	for i, m := range ready {
		wg.Go(func() {
			one, cancel := context.WithTimeout(ctx, sendWithin)
			defer cancel()
			if err := w.channels[rows[i].Kind].Send(one, m); err != nil {
				failed[i] = err
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return false, ctx.Err() // the leases run out and others go on
	}
	return true, w.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for i, s := range rows {
			state, due, why := outbox.Done, s.DueAt, ""
			if err := failed[i]; err != nil {
				state, due, why = outbox.Waiting, tx.Now.Add(backoff(s.Attempts)).UnixMilli(), short(err.Error())
				if s.Attempts >= maxAttempts || errors.Is(err, ErrGivenUp) {
					state = outbox.Dead
				}
				w.log.Warn("message not sent", "school", s.SchoolID, "channel", s.Kind, "attempt", s.Attempts, "err", err)
			}
			if err := endSend(ctx, tx, s, state, due, why); err != nil {
				return err
			}
		}
		return nil
	})
}

// short keeps what fits on a page of an error that somebody else wrote.
func short(text string) string {
	const longest = 300
	if r := []rune(text); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return text
}

// compose draws a message for a channel, from what its reader may still be told: rights
// and consents are asked again in the transaction that leases it. may is false if
// nothing is left.
func (w *Worker) compose(ctx context.Context, tx *db.Tx, s sendRow) (m Message, may bool, err error) {
	if w.channels[s.Kind] == nil {
		return m, false, nil
	}
	if on, err := enabled(ctx, tx, s); err != nil || !on {
		return m, false, err
	}
	parts, err := PartsOf(ctx, tx, s.PersonID, []int64{s.Message}, tx.NowMS())
	if err != nil {
		return m, false, err
	}
	if parts, err = tellable(ctx, tx, s.SchoolID, parts); err != nil || len(parts) == 0 {
		return m, false, err
	}
	sc, err := campus.SchoolByID(ctx, tx, s.SchoolID)
	if err != nil {
		return m, false, err
	}
	lang, err := langOf(ctx, tx, s.PersonID)
	if err != nil {
		return m, false, err
	}
	m = Message{Key: s.ID, School: s.SchoolID, Person: s.PersonID, Lang: lang, At: time.UnixMilli(parts[0].At)}
	var told []outbox.Told
	for _, p := range parts {
		m.Urgent = m.Urgent || p.Urgent
		told = append(told, p.Told(sc.Name, sc.Location(), tx.Now))
	}
	m.Text = w.words.Compose(w.speak(ctx, lang), told)
	return m, true, nil
}

// tellable keeps the parts that may leave the card: the reader's right stands, and the
// card of a child that is told of is agreed to be kept on phones (card.Consents).
func tellable(ctx context.Context, tx *db.Tx, school string, parts []Part) ([]Part, error) {
	want, children := newWants(), map[string]bool{}
	for _, p := range parts {
		want.delivery(p.delivery())
		if p.AboutID != "" && p.AboutID != p.PersonID {
			children[p.AboutID] = true
		}
	}
	at, err := want.read(ctx, tx, school)
	if err != nil {
		return nil, err
	}
	cards, err := cardsOf(ctx, tx, school, keys(children), tx.NowMS())
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, id := range cards {
		ids = append(ids, id)
	}
	agreed, err := card.Consents(ctx, tx, tx.NowMS(), ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(parts, func(p Part) bool {
		if !at.still(p.delivery()) {
			return true
		}
		return children[p.AboutID] && agreed[cards[p.AboutID]].GivenAt == 0
	}), nil
}

func (p Part) delivery() Delivery {
	return Delivery{PersonID: p.PersonID, AboutID: p.AboutID, Via: p.Via, ViaID: p.ViaID}
}
