package deliver

import "testing"

// A worker that comes to a notice late does not let it wait a second time.
func TestAWaitCountsSinceTheFact(t *testing.T) {
	const noticed, wait = 1_000_000, 600_000
	for late, want := range map[int64]int64{0: noticed + wait, 1: noticed + wait, wait: noticed + wait, wait + 7: noticed + wait + 7} {
		d := &item{Noticed: noticed}
		d.Digest, d.Via = "arrivals", "guardian"
		hold(d, nil, 2, noticed+late, wait)
		if d.DueAt != want || d.Hold != "digest" {
			t.Errorf("%d ms late: due at %d (%q), want %d", late, d.DueAt, d.Hold, want)
		}
	}
}
