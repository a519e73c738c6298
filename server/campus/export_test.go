package campus

import "context"

// SetHook calls fn before each transaction of an import with its stage:
// "chunk", "flip", "clean" or "remove".
func (s *Service) SetHook(fn func(stage string)) { s.hook = fn }

// Lease is how long an import of another process may be silent.
const Lease = lease

// SmallChunks puts one statement into each transaction of an import, so that how
// many there are does not depend on the machine.
func SmallChunks(s *Service) { s.chunkTime = 0 }

// Shrink is what SavePhoto does to a file.
func Shrink(ctx context.Context, s *Service, file []byte) ([]byte, error) { return s.shrink(ctx, file) }

// HoldDecoding takes the place of the one photo that is decoded at a time.
func HoldDecoding(s *Service) (release func()) {
	s.decoding <- struct{}{}
	return func() { <-s.decoding }
}
