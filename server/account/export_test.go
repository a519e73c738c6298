package account

import (
	"context"
	"sync"
	"sync/atomic"

	"yunka/server/account/hash"
)

// WatchHashes counts the hashes that run at once and all of them.
func WatchHashes(s *Service) (peak, total *atomic.Int64) {
	peak, total = new(atomic.Int64), new(atomic.Int64)
	var running atomic.Int64
	kdf := s.hash.KDF
	s.hash.KDF = func(password, salt []byte, t, m uint32, p uint8, n uint32) []byte {
		now := running.Add(1)
		defer running.Add(-1)
		total.Add(1)
		for old := peak.Load(); now > old && !peak.CompareAndSwap(old, now); old = peak.Load() {
		}
		return kdf(password, salt, t, m, p, n)
	}
	return peak, total
}

// OldHashes makes new hashes with costs of an earlier release.
func OldHashes(s *Service) { s.hash.Cost = Cost{Memory: 8 * 1024, Time: 1, Threads: 1} }

// NewHashes goes back to the present costs.
func NewHashes(s *Service) { s.hash.Cost = hash.Current }

// HoldSlots takes every hashing slot until the returned function is called.
func HoldSlots(s *Service) (release func()) {
	kdf := s.hash.KDF
	entered, let := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	s.hash.KDF = func([]byte, []byte, uint32, uint32, uint8, uint32) []byte {
		entered <- struct{}{}
		<-let
		return nil
	}
	for range hash.AtOnce() {
		all.Go(func() { _, _ = s.hash.Make(context.Background(), "") })
	}
	for range hash.AtOnce() {
		<-entered
	}
	s.hash.KDF = kdf
	return func() { close(let); all.Wait() }
}

// StepHashes lets a test hold each hash: it says on entered that it runs, and
// ends when it is let go.
func StepHashes(s *Service) (entered <-chan struct{}, letGo chan<- struct{}) {
	in, out := make(chan struct{}), make(chan struct{})
	kdf := s.hash.KDF
	s.hash.KDF = func(password, salt []byte, t, m uint32, p uint8, n uint32) []byte {
		in <- struct{}{}
		<-out
		return kdf(password, salt, t, m, p, n)
	}
	return in, out
}
