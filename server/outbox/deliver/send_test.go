package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/outbox"
	"yunka/server/outbox/deliver"
	"yunka/server/schooltest"
)

// strict is a channel that remembers what it was given and complains of what must
// never happen.
type strict struct {
	mu    sync.Mutex
	texts map[string]string // by key
	order map[string][]string
	at    map[string]int // readers who are being sent to
	wrong []string
	fail  func(m deliver.Message) error
}

func newStrict() *strict {
	return &strict{texts: map[string]string{}, order: map[string][]string{}, at: map[string]int{}}
}

func (s *strict) Send(_ context.Context, m deliver.Message) error {
	s.mu.Lock()
	if s.at[m.Person]++; s.at[m.Person] > 1 {
		s.wrong = append(s.wrong, "two at once to "+m.Person)
	}
	s.mu.Unlock()
	var err error
	if s.fail != nil {
		err = s.fail(m)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at[m.Person]--
	if err != nil {
		return err
	}
	text := m.Text.Title
	for _, l := range m.Text.Lines {
		text += "; " + l.Name + " " + l.Text
	}
	if was, again := s.texts[m.Key]; again && was != text {
		s.wrong = append(s.wrong, "key "+m.Key+" has two texts: "+was+", "+text)
	} else if !again {
		s.order[m.Person] = append(s.order[m.Person], text)
	}
	s.texts[m.Key] = text
	return nil
}

func (s *strict) got(t *testing.T, person string, want ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Equal(s.order[person], want) {
		t.Errorf("sent %q, want %q", s.order[person], want)
	}
	for _, w := range s.wrong {
		t.Error(w)
	}
	s.wrong = nil
}

// wechat turns a channel on for the school.
func (w *world) wechat(c deliver.Channel) {
	w.t.Helper()
	channels := map[string]deliver.Channel{"wechat": c}
	w.worker = deliver.New(deliver.Config{DB: w.DB, Feed: w.Feed, Words: words, Channels: channels, Logger: slog.New(slog.DiscardHandler)})
	if err := w.service().SetChannel(context.Background(), w.Admin, w.School, "wechat", true); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) service() *deliver.Service {
	return deliver.NewService(w.DB, w.Feed, func(kind string) bool { return kind == "wechat" })
}

// agrees makes a person want messages by the channel, or no longer.
func (w *world) agrees(h *schooltest.Holder, on bool) {
	w.t.Helper()
	self := allow.Actor{Kind: allow.Account, Account: "a", People: map[string]bool{h.Person: true}}
	if err := w.service().Agree(context.Background(), self, h.Person, "wechat", on); err != nil {
		w.t.Fatal(err)
	}
}

// agreed says that the child's card may be used on phones.
func (w *world) agreed(child *schooltest.Holder, at int64) {
	w.Exec(w.t, "INSERT INTO consent (id, school_id, card_id, account_id, version, given_at) VALUES (?, ?, ?, 'a', ?, ?)", child.Card, w.School, child.Card, card.ConsentVersion, at)
}

// Nothing about a child leaves the card without the reader's consent to the channel and
// the consent for the child's card, each as it stands when it is sent.
func TestNothingLeavesWithoutConsent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := newStrict()
		w.wechat(c)
		child, bare := w.child("知夏"), w.child("没同意")
		w.agreed(child, 1)
		wants, silent, ends := w.parent("想要", child, bare), w.parent("不要", child, bare), w.parent("又不要", child)
		w.agrees(wants, true)
		w.agrees(ends, true)
		w.agrees(ends, false)
		w.put(about(child, "a"), about(bare, "b"))
		w.work()
		w.told(wants, "a", "b")
		w.told(silent, "a", "b")
		c.got(t, wants.Person, `知夏 "a"`)
		c.got(t, silent.Person)
		c.got(t, ends.Person)

		w.Exec(t, "UPDATE consent SET withdrawn_at = 2 WHERE card_id = ?", child.Card)
		w.put(about(child, "c"))
		w.work()
		c.got(t, wants.Person, `知夏 "a"`)
		w.Exec(t, "UPDATE consent SET withdrawn_at = NULL WHERE card_id = ?", child.Card)
		if err := w.service().SetChannel(context.Background(), w.Admin, w.School, "wechat", false); err != nil {
			t.Fatal(err)
		}
		w.put(about(child, "d"))
		w.work()
		c.got(t, wants.Person, `知夏 "a"`)
	})
}

// What is one's own needs no consent of a guardian.
func TestOwnMessagesLeave(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := newStrict()
		w.wechat(c)
		teacher := w.Member(t, allow.Teacher, campus.Person{Name: "方老师"})
		w.account(teacher)
		w.agrees(teacher, true)
		n := about(teacher, "a")
		n.To = []outbox.To{outbox.Self()}
		w.put(n)
		w.work()
		c.got(t, teacher.Person, `方老师 "a"`)
	})
}

// A channel that fails is tried again later each time, a reader's next message waits
// for it, other readers' do not; a digest goes out as one.
func TestSendRetriesInOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := newStrict()
		w.wechat(c)
		a, b := w.child("甲"), w.child("乙")
		w.agreed(a, 1)
		w.agreed(b, 1)
		one, two := w.parent("一", a, b), w.parent("二", a)
		w.agrees(one, true)
		w.agrees(two, true)
		broken := true
		c.fail = func(m deliver.Message) error {
			if broken && m.Person == one.Person {
				return errors.New("no connection")
			}
			return nil
		}
		w.put(about(a, "x"), about(a, "y"))
		w.put(arrival(a, "a1"), arrival(b, "b1"))
		next := w.work()
		c.got(t, two.Person, `甲 "x"`, `甲 "y"`, `甲 "a1"`)
		c.got(t, one.Person)
		first := next.Sub(w.clock.Now())
		if first < 12*time.Second || first > 18*time.Second {
			t.Errorf("the second attempt comes after %v", first)
		}
		w.clock.Add(first)
		second := w.work().Sub(w.clock.Now())
		if second < 24*time.Second || second > 36*time.Second {
			t.Errorf("the third attempt comes after %v", second)
		}
		broken = false
		w.clock.Add(second)
		w.work()
		c.got(t, one.Person, `甲 "x"`, `甲 "y"`, `2 children; 甲 "a1"; 乙 "b1"`)
	})
}

// After its attempts a message is a dead letter with its reason; the office tries it
// again or drops it, and the next message goes out meanwhile.
func TestDeadLetters(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := newStrict()
		w.wechat(c)
		child := w.child("知夏")
		w.agreed(child, 1)
		mother := w.parent("李梅", child)
		w.agrees(mother, true)
		attempts, gone := 0, false
		c.fail = func(m deliver.Message) error {
			if strings.Contains(m.Text.Title, "bad") {
				attempts++
				if gone {
					return fmt.Errorf("unknown user: %w", deliver.ErrGivenUp)
				}
				return errors.New(strings.Repeat("长", 400))
			}
			return nil
		}
		w.put(about(child, "bad"), about(child, "good"))
		for next := w.work(); !next.IsZero(); next = w.work() {
			w.clock.Add(max(0, next.Sub(w.clock.Now())))
		}
		if attempts != 8 {
			t.Errorf("%d attempts", attempts)
		}
		c.got(t, mother.Person, `知夏 "good"`)
		dead := func() (id string) {
			t.Helper()
			return schooltest.Value[string](t, w.DB, "SELECT id FROM outbox_send WHERE school_id = ? AND state = 'dead'", w.School)
		}
		id, s, ctx := dead(), w.service(), context.Background()
		if why := schooltest.Value[string](t, w.DB, "SELECT error FROM outbox_send WHERE id = ?", id); len([]rune(why)) != 301 {
			t.Errorf("the reason has %d characters", len([]rune(why)))
		}
		gone = true
		if err := s.Retry(ctx, w.Admin, w.School, id); err != nil {
			t.Fatal(err)
		}
		w.work()
		if attempts != 9 || dead() != id {
			t.Errorf("%d attempts", attempts)
		}
		for _, note := range []string{"", "  ", strings.Repeat("长", 201), "a\x00b"} {
			if err := s.Drop(ctx, w.Admin, w.School, id, note); err == nil || err.Error() != "drop_note" {
				t.Errorf("note %q: %v", note, err)
			}
		}
		if err := s.Drop(ctx, mother.Actor, w.School, id, "no"); err == nil {
			t.Error("a parent has dropped it")
		}
		other := newWorld(t, w.DB, w.clock)
		if err := s.Drop(ctx, other.Admin, other.School, id, "not ours"); err == nil || err.Error() != "not_found" {
			t.Errorf("another school: %v", err)
		}
		if err := s.Drop(ctx, w.Admin, w.School, id, "搬走了"); err != nil {
			t.Fatal(err)
		}
		if err := s.Retry(ctx, w.Admin, w.School, id); err == nil || err.Error() != "not_found" {
			t.Errorf("a dropped one was tried again: %v", err)
		}
	})
}

// A worker that died while it sent: another one sends again when the lease is over, and
// nobody before.
func TestLeaseOfADeadWorker(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		child := w.child("知夏")
		w.agreed(child, 1)
		mother := w.parent("李梅", child)
		ctx, die := context.WithCancel(context.Background())
		dies := newStrict()
		dies.fail = func(deliver.Message) error { die(); return nil }
		w.wechat(dies)
		w.agrees(mother, true)
		w.put(about(child, "a"))
		if _, err := w.worker.Work(ctx); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		c := newStrict()
		w.wechat(c)
		w.clock.Add(29 * time.Second)
		w.work()
		c.got(t, mother.Person)
		w.clock.Add(time.Second)
		w.work()
		c.got(t, mother.Person, `知夏 "a"`)
		for key := range dies.texts {
			if c.texts[key] == "" {
				t.Error("the second attempt had another key")
			}
		}
	})
}

// The right that is lost between the inbox and the channel.
func TestRightsBeforeSending(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := newStrict()
		w.wechat(c)
		child := w.child("知夏")
		w.agreed(child, 1)
		mother := w.parent("李梅", child)
		w.agrees(mother, true)
		c.fail = func(deliver.Message) error { return errors.New("not now") }
		w.put(about(child, "a"))
		next := w.work()
		c.fail = nil
		w.Exec(t, "UPDATE guardianship SET can_notify = FALSE WHERE adult_id = ?", mother.Person)
		w.clock.Add(next.Sub(w.clock.Now()))
		w.work()
		c.got(t, mother.Person)
		if state := schooltest.Value[string](t, w.DB, "SELECT state FROM outbox_send WHERE person_id = ?", mother.Person); state != "withheld" {
			t.Errorf("it is %s", state)
		}
	})
}
