package db

import "sync"

// bells tell those who wait in this process that there is something to do. Other
// processes hear nothing: whoever listens looks from time to time by itself.
type bells struct {
	mu  sync.Mutex
	set map[string]map[chan struct{}]bool
}

// Ring rings the bell of that name once the transaction has committed.
func (tx *Tx) Ring(name string) {
	if b := tx.bells; b != nil {
		tx.After(func() { b.ring(name) })
	}
}

// Ring rings the bell of that name now.
func (d *DB) Ring(name string) { d.bells.ring(name) }

// Listen returns a channel on which the bell of that name is heard, several rings
// in a row perhaps as one; stop ends it.
func (d *DB) Listen(name string) (bell <-chan struct{}, stop func()) {
	b, c := d.bells, make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.set == nil {
		b.set = map[string]map[chan struct{}]bool{}
	}
	if b.set[name] == nil {
		b.set[name] = map[chan struct{}]bool{}
	}
	b.set[name][c] = true
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.set[name], c)
	}
}

func (b *bells) ring(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.set[name] {
		select {
		case c <- struct{}{}:
		default: // it is ringing
		}
	}
}
