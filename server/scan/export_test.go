package scan

// SetMaxBatch bounds a service's batches; before the first presentation.
func SetMaxBatch(s *Service, n int) { s.maxBatch = n }
