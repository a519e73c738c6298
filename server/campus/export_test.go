package campus

import "context"

// Shrink is what SavePhoto does to a file.
func Shrink(ctx context.Context, s *Service, file []byte) ([]byte, error) { return s.shrink(ctx, file) }

// HoldDecoding takes the place of the one photo that is decoded at a time.
func HoldDecoding(s *Service) (release func()) {
	s.decoding <- struct{}{}
	return func() { <-s.decoding }
}
