package cert

import (
	"crypto/tls"
	"fmt"
	"os"
	"time"
)

// look is how often own files are looked at: a renewed certificate is in use
// within that time, and no connection is dropped for it.
const look = 10 * time.Second

// stamp tells one state of the two files from another.
type stamp struct {
	cert, key      time.Time
	certSize, key2 int64
}

func (k *Keeper) openFiles() error {
	first, err := k.stamped()
	if err != nil {
		return err
	}
	if err := k.readFiles(); err != nil {
		return err
	}
	seen := first
	k.tick = look
	k.turn = func() {
		now, err := k.stamped()
		if err == nil && now == seen {
			return
		}
		if err == nil {
			seen = now // a broken pair is said once, and tried again when it changes
			err = k.readFiles()
		}
		if err != nil {
			k.opts.Log.Error("the new certificate cannot be used; the old one stays", "err", err)
			return
		}
		k.opts.Log.Info("a new certificate is in use", "until", k.Leaf().NotAfter)
	}
	return nil
}

func (k *Keeper) stamped() (s stamp, err error) {
	a, err := os.Stat(k.opts.Cert)
	if err != nil {
		return s, err
	}
	b, err := os.Stat(k.opts.Key)
	if err != nil {
		return s, err
	}
	return stamp{a.ModTime(), b.ModTime(), a.Size(), b.Size()}, nil
}

// readFiles takes the pair if it is one and is not over.
func (k *Keeper) readFiles() error {
	pair, err := tls.LoadX509KeyPair(k.opts.Cert, k.opts.Key)
	if err != nil {
		return fmt.Errorf("%s and %s: %w", k.opts.Cert, k.opts.Key, err)
	}
	// At the start an ended certificate is better than no door at all, and the
	// doctor says so; it never takes the place of one that is good.
	if old := k.Leaf(); old != nil && pair.Leaf.NotAfter.Before(k.opts.Clock()) && old.NotAfter.After(pair.Leaf.NotAfter) {
		return fmt.Errorf("%s ended on %s", k.opts.Cert, pair.Leaf.NotAfter.Format(time.DateOnly))
	}
	k.current.Store(&pair)
	return nil
}
