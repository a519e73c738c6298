package picture

// HoldDecoding takes the place of the one picture that is decoded at a time.
func HoldDecoding(s *Shrinker) (release func()) {
	s.decoding <- struct{}{}
	return func() { <-s.decoding }
}
