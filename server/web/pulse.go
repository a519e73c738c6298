package web

import (
	"bytes"
	"context"
	"hash/maphash"
	"io"
	"sync"
	"time"

	"github.com/a-h/templ"

	"yunka/server/live"
)

// Pulse is a part of a page that is sent again when it has changed, but not more
// often than Every: a chart of a minute need not move with each scan.
type Pulse struct {
	Key   string // of the part, which is also the id of its element
	Every time.Duration
	Draw  func(version int64) templ.Component
	// Same is what the part says, without the time at which it was read; "" is
	// the markup itself. Sent again after Age although nothing changed.
	Same string
	Age  time.Duration
}

// Part is a Pulse whose element has the id key.
func Part(key string, every time.Duration, draw func() templ.Component) Pulse {
	return Pulse{Key: key, Every: every, Draw: func(v int64) templ.Component { return Partial(key, "outerMorph", v, draw()) }}
}

// Whole is every part of a page as pieces of a snapshot, whatever was sent before.
func Whole(id string, parts []Pulse, version int64) (out []Piece) {
	for _, p := range parts {
		out = append(out, Piece{ID: id, Key: p.Key, State: true, Version: version, Content: p.Draw(version)})
	}
	return out
}

// InLanguage is a component that is put together in the language it is drawn in.
func InLanguage(fn func(ctx context.Context) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error { return fn(ctx).Render(ctx, w) })
}

// Due reports whether a part of a topic may be sent again in any language: for a
// part that is dear to find out.
func (s *Kit) Due(t live.Topic, key string, every time.Duration) bool {
	return s.told.due(t, key, every)
}

// told remembers what each topic and language was told last.
type told struct {
	mu    sync.Mutex
	seed  maphash.Seed
	parts map[toldKey]map[string]toldPart
}

type toldKey struct{ kind, id, lang string }

type toldPart struct {
	hash uint64
	at   time.Time
}

func newTold() *told {
	return &told{seed: maphash.MakeSeed(), parts: map[toldKey]map[string]toldPart{}}
}

// forget is for a page that has just got everything.
func (t *told) forget(topic live.Topic, lang string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.parts, toldKey{topic.Kind, topic.ID, lang})
}

// due says whether a part may be told again in any language, for one that is dear
// to find out.
func (t *told) due(topic live.Topic, key string, every time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, parts := range t.parts {
		if was, ok := parts[key]; ok && k.kind == topic.Kind && k.id == topic.ID && time.Since(was.at) < every {
			return false
		}
	}
	return true
}

// news draws a part if it has something new to say.
func (t *told) news(ctx context.Context, topic live.Topic, lang string, p Pulse, version int64) ([]byte, error) {
	k, now := toldKey{topic.Kind, topic.ID, lang}, time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	parts := t.parts[k]
	if parts == nil {
		parts = map[string]toldPart{}
		t.parts[k] = parts
	}
	was, known := parts[p.Key]
	if known && now.Sub(was.at) < p.Every {
		return nil, nil
	}
	hash := maphash.String(t.seed, p.Same)
	if p.Same != "" && known && hash == was.hash && now.Sub(was.at) < p.Age {
		return nil, nil
	}
	if p.Same == "" {
		// The markup carries the version: what is compared is drawn without one.
		var plain bytes.Buffer
		if err := p.Draw(0).Render(ctx, &plain); err != nil {
			return nil, err
		}
		if hash = maphash.Bytes(t.seed, plain.Bytes()); known && hash == was.hash {
			return nil, nil
		}
	}
	var b bytes.Buffer
	if err := p.Draw(version).Render(ctx, &b); err != nil {
		return nil, err
	}
	parts[p.Key] = toldPart{hash, now}
	return b.Bytes(), nil
}
