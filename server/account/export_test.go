package account

import "sync/atomic"

// WatchHashes counts the hashes that run at once and all of them.
func WatchHashes(s *Service) (peak, total *atomic.Int64) {
	peak, total = new(atomic.Int64), new(atomic.Int64)
	var running atomic.Int64
	kdf := s.hash.kdf
	s.hash.kdf = func(password, salt []byte, t, m uint32, p uint8, n uint32) []byte {
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
func OldHashes(s *Service) { s.hash.cost = Cost{Memory: 8 * 1024, Time: 1, Threads: 1} }

// NewHashes goes back to the present costs.
func NewHashes(s *Service) { s.hash.cost = current }

var (
	CheckPIN         = checkPIN
	CheckNewPassword = checkNewPassword
	CheckLogin       = checkLogin
	FoldLogin        = foldLogin
	ParsePHC         = func(s string) error { _, _, _, err := parsePHC(s); return err }
)

// HoldSlots takes every hashing slot until the returned function is called.
func HoldSlots(s *Service) (release func()) {
	for range maxHashes {
		s.hash.slots <- struct{}{}
	}
	return func() {
		for range maxHashes {
			<-s.hash.slots
		}
	}
}

// StepHashes lets a test hold each hash: it says on entered that it runs, and
// ends when it is let go.
func StepHashes(s *Service) (entered <-chan struct{}, letGo chan<- struct{}) {
	in, out := make(chan struct{}), make(chan struct{})
	kdf := s.hash.kdf
	s.hash.kdf = func(password, salt []byte, t, m uint32, p uint8, n uint32) []byte {
		in <- struct{}{}
		<-out
		return kdf(password, salt, t, m, p, n)
	}
	return in, out
}
