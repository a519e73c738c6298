package web

import (
	"bytes"
	"context"
	"hash/maphash"
	"sync"
	"time"

	"github.com/a-h/templ"

	"yunka/server/live"
)

// pulse is a part of a page that is told again when it has changed, but not more
// often than every so often: a chart of a minute need not move with each scan.
type pulse struct {
	key   string
	every time.Duration
	draw  func(version int64) templ.Component
	// same is what the part says, without the time at which it was read; "" is
	// the markup itself. Told again after age although nothing changed.
	same string
	age  time.Duration
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
func (t *told) news(ctx context.Context, topic live.Topic, lang string, p pulse, version int64) ([]byte, error) {
	k, now := toldKey{topic.Kind, topic.ID, lang}, time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	parts := t.parts[k]
	if parts == nil {
		parts = map[string]toldPart{}
		t.parts[k] = parts
	}
	was, known := parts[p.key]
	if known && now.Sub(was.at) < p.every {
		return nil, nil
	}
	hash := maphash.String(t.seed, p.same)
	if p.same != "" && known && hash == was.hash && now.Sub(was.at) < p.age {
		return nil, nil
	}
	if p.same == "" {
		// The markup carries the version: what is compared is drawn without one.
		var plain bytes.Buffer
		if err := p.draw(0).Render(ctx, &plain); err != nil {
			return nil, err
		}
		if hash = maphash.Bytes(t.seed, plain.Bytes()); known && hash == was.hash {
			return nil, nil
		}
	}
	var b bytes.Buffer
	if err := p.draw(version).Render(ctx, &b); err != nil {
		return nil, err
	}
	parts[p.key] = toldPart{hash, now}
	return b.Bytes(), nil
}
