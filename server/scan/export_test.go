package scan

import (
	"context"
	"time"
)

// Batch runs presentations as one batch, in their order: what many callers at
// once may become, made repeatable.
func Batch(ctx context.Context, s *Service, ps []Presentation) ([][]byte, []error) {
	items := make([]*item, len(ps))
	for i, p := range ps {
		it, err := s.prepare(ctx, p)
		if err != nil {
			panic(err)
		}
		it.until = time.Now().Add(s.within)
		items[i] = it
	}
	lanes := map[string][]*item{}
	for _, it := range items {
		lanes[s.lane(it)] = append(lanes[s.lane(it)], it)
	}
	for _, batch := range lanes {
		s.runBatch(batch)
	}
	answers, errs := make([][]byte, len(ps)), make([]error, len(ps))
	for i, it := range items {
		<-it.done
		answers[i], errs[i] = it.answer, it.err
	}
	return answers, errs
}

// ScanColumns are the columns of table scan that inserts know.
func ScanColumns() (names []string) {
	for _, f := range scanFields {
		names = append(names, f.name)
	}
	return names
}

// Statements are the ones of the hot path and those that are put together.
func Statements() map[string]string {
	return map[string]string{
		"postgres_facts": facts.Many, "postgres_facts_one": facts.One, "postgres_marks": marks.Many, "postgres_marks_one": marks.One,
		"postgres_same": same.Many, "postgres_same_one": same.One, "postgres_scans": scans.Many, "postgres_scans_one": scans.One,
		"sqlite_fact": sqlFact, "sqlite_same": sqlSame, "sqlite_use": sqlUse, "sqlite_scan": sqlScan, "late_scan": sqlLate,
	}
}
