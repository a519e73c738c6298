package roster

// SetHook calls fn before each transaction of an import with its stage:
// "chunk", "flip", "clean" or "remove".
func (s *Service) SetHook(fn func(stage string)) { s.hook = fn }

// Lease is how long an import of another process may be silent.
const Lease = silence

// SmallChunks puts one statement into each transaction of an import, so that how
// many there are does not depend on the machine.
func SmallChunks(s *Service) { s.chunkTime = 0 }
