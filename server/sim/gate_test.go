package sim

import (
	"testing"
	"time"
)

func TestOutagesBeginAtEqualDistances(t *testing.T) {
	c := GateConfig{Duration: 30 * time.Second, Outages: 2, Outage: 4 * time.Second}
	for at, want := range map[time.Duration]bool{
		0: false, 9_999 * time.Millisecond: false, 10 * time.Second: true, 13_999 * time.Millisecond: true, 14 * time.Second: false,
		20 * time.Second: true, 24 * time.Second: false, 30 * time.Second: false,
	} {
		if got := c.cut(at); got != want {
			t.Errorf("away after %v: %v", at, got)
		}
	}
	if c.Outages = 0; c.cut(15 * time.Second) {
		t.Error("away without outages")
	}
}
