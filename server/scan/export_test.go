package scan

import "context"

// SetMaxBatch bounds a service's batches; before the first presentation.
func SetMaxBatch(s *Service, n int) { s.maxBatch = n }

// Batch runs presentations as one batch, in their order: what many callers at
// once may become, made repeatable.
func Batch(ctx context.Context, s *Service, ps []Presentation) ([][]byte, []error) {
	items := make([]*item, len(ps))
	for i, p := range ps {
		it, err := s.prepare(ctx, p)
		if err != nil {
			panic(err)
		}
		items[i] = it
	}
	s.runBatch(items)
	answers, errs := make([][]byte, len(ps)), make([]error, len(ps))
	for i, it := range items {
		answers[i], errs[i] = it.answer, it.err
	}
	return answers, errs
}
